// What surrounds the products of a layer: bias, ReLU, spectral norm, the order of a weight's numbers, sums over rows.
//
// A layer's output, as rows of channels, is relu(sums / sigma + bias). Under spectral norm sigma differs between the equal parts of the
// batch that were given together, at most two. Grids are exact in what they leave out: every thread looks whether its number is there.

struct Rows {
    unsigned int rows, channels;
    // Parts of the batch with a norm of their own, 0 for no norm; parts that the sums come in.
    unsigned int norms, splits;
    unsigned int relu, blocks;
};

__device__ inline float scale(const float *sigma_0, const float *sigma_1, unsigned int norms, unsigned int part) {
    return norms == 0 ? 1.0f : 1.0f / (part == 0 ? sigma_0[0] : sigma_1[0]);
}

// sums [splits, rows, channels] to y [rows, channels].
extern "C" __global__ void finish(const float *sums, const float *bias, const float *sigma_0, const float *sigma_1, float *y, const Rows of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x, count = of.rows * of.channels;
    if (at >= count) return;
    float sum = 0;
    for (unsigned int split = 0; split < of.splits; split++) sum += sums[(size_t)split * count + at];
    const unsigned int row = at / of.channels, part = of.norms > 1 && row >= of.rows / 2;
    const float value = sum * scale(sigma_0, sigma_1, of.norms, part) + bias[at - row * of.channels];
    y[at] = of.relu ? fmaxf(value, 0.0f) : value;
}

// The gradient of the outputs to that of the sums; over the rows of a block the sums for the bias, and of gradient (output - bias).
// Blocks: 32 channels, rows, parts. Threads: 32 channels, 8 rows.
extern "C" __global__ void unfinish(const float *gradient, const float *y, const float *bias, const float *sigma_0, const float *sigma_1,
                                    float *into, float *of_bias, float *dots, const Rows of) {
    __shared__ float biases[8][32], products[8][32];
    const unsigned int lane = threadIdx.x % 32, line = threadIdx.x / 32, channel = blockIdx.x * 32 + lane;
    const unsigned int rows = of.rows / gridDim.z, step = (rows + gridDim.y - 1) / gridDim.y;
    const unsigned int first = blockIdx.y * step, last = min(first + step, rows);
    const float factor = scale(sigma_0, sigma_1, of.norms, blockIdx.z);
    float sum = 0, dot = 0;
    if (channel < of.channels) {
        const float offset = bias[channel];
#pragma unroll 4
        for (unsigned int row = first + line; row < last; row += 8) {
            const size_t at = (size_t)(blockIdx.z * rows + row) * of.channels + channel;
            const float output = y[at], g = of.relu && !(output > 0.0f) ? 0.0f : gradient[at];
            sum += g;
            dot += g * (output - offset);
            into[at] = g * factor;
        }
    }
    biases[line][lane] = sum, products[line][lane] = dot;
    __syncthreads();
    if (line > 0) return;
    for (unsigned int other = 1; other < 8; other++) sum += biases[other][lane], dot += products[other][lane];
    const unsigned int block = blockIdx.z * gridDim.y + blockIdx.y;
    if (channel < of.channels) of_bias[(size_t)block * of.channels + channel] = sum;
    for (unsigned int apart = 16; apart > 0; apart /= 2) dot += __shfl_xor_sync(~0u, dot, apart);
    if (lane == 0) dots[block * gridDim.x + blockIdx.x] = dot;
}

// What the blocks of `unfinish` found, summed: of_bias [blocks, channels], dots [norms, blocks of a part]. The last blocks are for dots.
extern "C" __global__ void gather(const float *of_bias, const float *dots, float *bias, float *dot, const Rows of) {
    __shared__ float sums[8][32];
    const unsigned int lane = threadIdx.x % 32, line = threadIdx.x / 32, across = (of.channels + 31) / 32;
    const bool for_bias = blockIdx.x < across;
    const unsigned int channel = blockIdx.x * 32 + lane, part = blockIdx.x - across;
    float sum = 0;
    if (for_bias) {
        if (channel < of.channels)
            for (unsigned int block = line; block < of.blocks; block += 8) sum += of_bias[(size_t)block * of.channels + channel];
    } else {
        const unsigned int count = of.blocks / of.norms * across;
        for (unsigned int at = threadIdx.x; at < count; at += 256) sum += dots[part * count + at];
        for (unsigned int apart = 16; apart > 0; apart /= 2) sum += __shfl_xor_sync(~0u, sum, apart);
    }
    sums[line][lane] = sum;
    __syncthreads();
    if (line > 0) return;
    for (unsigned int other = 1; other < 8; other++) sum += sums[other][lane];
    if (for_bias) {
        if (channel < of.channels) bias[channel] = sum;
    } else if (lane == 0) dot[part] = sum;
}

struct Parts {
    unsigned int count, parts;
};

// The sum of [parts, count] over the parts.
extern "C" __global__ void add_parts(const float *sums, float *into, const Parts of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= of.count) return;
    float sum = 0;
    for (unsigned int part = 0; part < of.parts; part++) sum += sums[(size_t)part * of.count + at];
    into[at] = sum;
}

struct Turn {
    // Of the output: [first, second, third], the third filled up with zeros to `wide`.
    unsigned int first, second, third, wide;
    // Where a step of each leads in the input, and where it begins.
    int step_first, step_second, step_third, start;
};

// Numbers in another order.
extern "C" __global__ void turn(const float *from, float *into, const Turn by) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= by.first * by.second * by.wide) return;
    const unsigned int k = at % by.wide, rest = at / by.wide, j = rest % by.second, i = rest / by.second;
    const int place = by.start + (int)i * by.step_first + (int)j * by.step_second + (int)k * by.step_third;
    into[at] = k < by.third ? from[place] : 0.0f;
}

struct Fold {
    // A weight [outer, inner, taps], whose gradient comes in parts of so many numbers, [outer, taps, wide] and more.
    unsigned int parts, part, outer, inner, taps, wide;
    // Parts of the batch with a norm; whether the rows of the matrix that is normed are `inner` and not `outer`.
    unsigned int norms, inner_rows;
};

// The gradient of a weight: the sum of its parts, in the weight's order, and what comes through the norms, -dot / sigma u v'.
extern "C" __global__ void fold(const float *parts, const float *dots, const float *sigma_0, const float *u_0, const float *v_0,
                                const float *sigma_1, const float *u_1, const float *v_1, float *into, const Fold of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= of.outer * of.taps * of.wide) return;
    const unsigned int b = at % of.wide, rest = at / of.wide, tap = rest % of.taps, a = rest / of.taps;
    if (b >= of.inner) return;
    float sum = 0;
    for (unsigned int part = 0; part < of.parts; part++) sum += parts[(size_t)part * of.part + at];
    const unsigned int row = of.inner_rows ? b : a, column = (of.inner_rows ? a : b) * of.taps + tap;
    if (of.norms > 0) sum -= dots[0] / sigma_0[0] * u_0[row] * v_0[column];
    if (of.norms > 1) sum -= dots[1] / sigma_1[0] * u_1[row] * v_1[column];
    into[((size_t)a * of.inner + b) * of.taps + tap] = sum;
}

struct Image {
    unsigned int batch, height, width, channels;
    // Of the image that is written.
    unsigned int height_out, width_out, stride;
};

// An image with zeros between its pixels: what was read with a stride, for the gradient.
extern "C" __global__ void spread(const float *from, float *into, const Image of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= of.batch * of.height_out * of.width_out * of.channels) return;
    const unsigned int channel = at % of.channels, pixel = at / of.channels;
    const unsigned int x = pixel % of.width_out, line = pixel / of.width_out, y = line % of.height_out, image = line / of.height_out;
    const bool there = x % of.stride == 0 && y % of.stride == 0 && x / of.stride < of.width && y / of.stride < of.height;
    into[at] = there ? from[((size_t)(image * of.height + y / of.stride) * of.width + x / of.stride) * of.channels + channel] : 0.0f;
}

// Columns [batch, height, width, 16, channels] of a transposed 4x4 convolution, stride 2, padding 1, to sums
// [batch, 2 height, 2 width, channels]: every output pixel is reached by four taps.
extern "C" __global__ void add_columns(const float *columns, float *sums, const Image of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x, height = 2 * of.height, width = 2 * of.width;
    if (at >= of.batch * height * width * of.channels) return;
    const unsigned int channel = at % of.channels, pixel = at / of.channels;
    const unsigned int x = pixel % width, line = pixel / width, y = line % height, image = line / height;
    float sum = 0;
    for (unsigned int i = 0; i < 2; i++)
        for (unsigned int j = 0; j < 2; j++) {
            // y = 2 row - 1 + tap
            const unsigned int tap_y = (y + 1) % 2 + 2 * i, tap_x = (x + 1) % 2 + 2 * j;
            const int row = ((int)y + 1 - (int)tap_y) / 2, column = ((int)x + 1 - (int)tap_x) / 2;
            if (y + 1 < tap_y || x + 1 < tap_x || row >= (int)of.height || column >= (int)of.width) continue;
            sum += columns[(((size_t)(image * of.height + row) * of.width + column) * 16 + tap_y * 4 + tap_x) * of.channels + channel];
        }
    sums[at] = sum;
}

// The other way: for each pixel of [batch, height, width] the 16 of the gradient [batch, 2 height, 2 width, channels] that it reaches.
extern "C" __global__ void columns(const float *gradient, float *into, const Image of) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= of.batch * of.height * of.width * 16 * of.channels) return;
    const unsigned int channel = at % of.channels, rest = at / of.channels, tap = rest % 16, pixel = rest / 16;
    const unsigned int column = pixel % of.width, line = pixel / of.width, row = line % of.height, image = line / of.height;
    const int y = 2 * (int)row - 1 + (int)tap / 4, x = 2 * (int)column - 1 + (int)tap % 4;
    const bool there = y >= 0 && x >= 0 && y < 2 * (int)of.height && x < 2 * (int)of.width;
    into[at] = there ? gradient[((size_t)(image * 2 * of.height + y) * 2 * of.width + x) * of.channels + channel] : 0.0f;
}
