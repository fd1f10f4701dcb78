// Batch normalisation over rows of channels, activation((x - mean) / sqrt(variance + epsilon) weight + bias), and sums over rows.

struct Norm {
    unsigned int rows, channels;
    // 0: none, 1: ReLU, 2: GELU. Whether the statistics are of these rows.
    unsigned int activation, of_batch;
    float epsilon;
};

// x Phi(x), and its slope.
__device__ inline float distribution(float x) { return 0.5f * (1.0f + erff(x * 0.70710678f)); }
__device__ inline float activated(float x, unsigned int activation) {
    return activation == 0 ? x : activation == 1 ? fmaxf(x, 0.0f) : x * distribution(x);
}
__device__ inline float slope(float x, unsigned int activation) {
    if (activation == 0) return 1.0f;
    if (activation == 1) return x > 0.0f ? 1.0f : 0.0f;
    return distribution(x) + x * 0.39894228f * expf(-0.5f * x * x);
}

// What a block of 32 channels and 8 lines of threads found, summed over its lines.
__device__ inline float over_lines(float value, float (&lines)[8][32]) {
    const unsigned int lane = threadIdx.x % 32, line = threadIdx.x / 32;
    __syncthreads();
    lines[line][lane] = value;
    __syncthreads();
    for (unsigned int other = 1; line == 0 && other < 8; other++) value += lines[other][lane];
    return value;
}

struct Sum {
    unsigned int rows, channels;
    // Of the squares of x - centre, or of x.
    unsigned int squares, unused;
};

// into [blocks, channels]. Blocks: 32 channels, rows.
extern "C" __global__ void column_sums(const float *x, const float *centre, float *into, const Sum of) {
    __shared__ float lines[8][32];
    const unsigned int channel = blockIdx.x * 32 + threadIdx.x % 32, step = (of.rows + gridDim.y - 1) / gridDim.y;
    const unsigned int first = blockIdx.y * step, last = min(first + step, of.rows);
    float sum = 0;
    if (channel < of.channels) {
        const float middle = of.squares ? centre[channel] : 0.0f;
#pragma unroll 4
        for (unsigned int row = first + threadIdx.x / 32; row < last; row += 8) {
            const float value = x[(size_t)row * of.channels + channel] - middle;
            sum += of.squares ? value * value : value;
        }
    }
    sum = over_lines(sum, lines);
    if (threadIdx.x < 32 && channel < of.channels) into[(size_t)blockIdx.y * of.channels + channel] = sum;
}

extern "C" __global__ void normalise(const float *x, const float *mean, const float *variance, const float *weight, const float *bias,
                                     float *y, const Norm of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x, channel = at % of.channels;
    if (at >= of.rows * of.channels) return;
    const float unit = (x[at] - mean[channel]) * rsqrtf(variance[channel] + of.epsilon);
    y[at] = activated(unit * weight[channel] + bias[channel], of.activation);
}

// The gradient before the activation; for each block its sums over rows, and those of its products with what was normalised.
// Blocks: 32 channels, rows.
extern "C" __global__ void deactivate(const float *gradient, const float *x, const float *mean, const float *variance, const float *weight,
                                      const float *bias, float *into, float *sums, float *products, const Norm of) {
    __shared__ float lines[8][32];
    const unsigned int channel = blockIdx.x * 32 + threadIdx.x % 32, step = (of.rows + gridDim.y - 1) / gridDim.y;
    const unsigned int first = blockIdx.y * step, last = min(first + step, of.rows);
    float sum = 0, product = 0;
    if (channel < of.channels) {
        const float middle = mean[channel], inverse = rsqrtf(variance[channel] + of.epsilon), factor = weight[channel], offset = bias[channel];
#pragma unroll 4
        for (unsigned int row = first + threadIdx.x / 32; row < last; row += 8) {
            const size_t at = (size_t)row * of.channels + channel;
            const float unit = (x[at] - middle) * inverse;
            const float g = gradient[at] * slope(unit * factor + offset, of.activation);
            sum += g;
            product += g * unit;
            into[at] = g;
        }
    }
    sum = over_lines(sum, lines);
    product = over_lines(product, lines);
    if (threadIdx.x >= 32 || channel >= of.channels) return;
    sums[(size_t)blockIdx.y * of.channels + channel] = sum;
    products[(size_t)blockIdx.y * of.channels + channel] = product;
}

// The gradient of x, through the statistics too where they are these rows'; `sums` and `products` as `deactivate` found them.
extern "C" __global__ void denormalise(const float *gradient, const float *x, const float *mean, const float *variance, const float *weight,
                                       const float *sums, const float *products, float *into, const Norm of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x, channel = at % of.channels;
    if (at >= of.rows * of.channels) return;
    const float inverse = rsqrtf(variance[channel] + of.epsilon);
    float g = gradient[at];
    if (of.of_batch) g -= (sums[channel] + (x[at] - mean[channel]) * inverse * products[channel]) / of.rows;
    into[at] = g * inverse * weight[channel];
}
