// The logarithm of softmax over the last dimension, and the way back. A warp for each row.

struct Logits {
    unsigned int rows, classes;
};

__device__ inline float sum_of_warp(float value) {
    for (unsigned int apart = 16; apart > 0; apart /= 2) value += __shfl_xor_sync(~0u, value, apart);
    return value;
}

extern "C" __global__ void log_softmax(const float *x, float *y, const Logits of) {
    const unsigned int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
    // All of a warp or none: its lanes wait for each other.
    if (row >= of.rows) return;
    const float *const from = x + (size_t)row * of.classes;
    float largest = -3.402823466e38f;
    for (unsigned int at = lane; at < of.classes; at += 32) largest = fmaxf(largest, from[at]);
    for (unsigned int apart = 16; apart > 0; apart /= 2) largest = fmaxf(largest, __shfl_xor_sync(~0u, largest, apart));
    float sum = 0;
    for (unsigned int at = lane; at < of.classes; at += 32) sum += expf(from[at] - largest);
    const float shift = largest + logf(sum_of_warp(sum));
    for (unsigned int at = lane; at < of.classes; at += 32) y[(size_t)row * of.classes + at] = from[at] - shift;
}

// The gradient g of y goes back as g - e^y Σ g.
extern "C" __global__ void from_log_softmax(const float *gradient, const float *y, float *into, const Logits of) {
    const unsigned int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
    if (row >= of.rows) return;
    const size_t start = (size_t)row * of.classes;
    float sum = 0;
    for (unsigned int at = lane; at < of.classes; at += 32) sum += gradient[start + at];
    sum = sum_of_warp(sum);
    for (unsigned int at = lane; at < of.classes; at += 32) into[start + at] = gradient[start + at] - expf(y[start + at]) * sum;
}
