// A power iteration of the spectral norm: v = W'u / |W'u|, u = W v / |W v|, sigma = |W v|.

// W lies in memory as [outer, rows, inner]; its columns are outer * inner.
struct Matrix {
    unsigned int outer, rows, inner;
};

constexpr float EPSILON = 1e-12f;

// The sum over a block's threads, for all of them. `sums` has a number for each warp.
__device__ inline float total(float value, float *sums) {
    for (unsigned int apart = 16; apart > 0; apart /= 2) value += __shfl_xor_sync(~0u, value, apart);
    __syncthreads();
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = value;
    __syncthreads();
    float sum = 0;
    for (unsigned int warp = 0; warp < blockDim.x / 32; warp++) sum += sums[warp];
    return sum;
}

__device__ inline float length(const float *vector, unsigned int count, float *sums) {
    float square = 0;
    for (unsigned int at = threadIdx.x; at < count; at += blockDim.x) square += vector[at] * vector[at];
    return fmaxf(sqrtf(total(square, sums)), EPSILON);
}

// W'u. A block has 32 columns; 32 threads share a column's rows.
extern "C" __global__ void times_transposed(const float *weight, const float *u, float *v, const Matrix of) {
    __shared__ float sums[32][32];
    const unsigned int lane = threadIdx.x % 32, line = threadIdx.x / 32, column = blockIdx.x * 32 + lane;
    float sum = 0;
    if (column < of.outer * of.inner) {
        const float *first = weight + (size_t)(column / of.inner) * of.rows * of.inner + column % of.inner;
#pragma unroll 4
        for (unsigned int row = line; row < of.rows; row += 32) sum += first[(size_t)row * of.inner] * u[row];
    }
    sums[line][lane] = sum;
    __syncthreads();
    if (line > 0 || column >= of.outer * of.inner) return;
    for (unsigned int other = 1; other < 32; other++) sum += sums[other][lane];
    v[column] = sum;
}

// W v / |v|. A warp for each row.
extern "C" __global__ void times(const float *weight, const float *v, float *u, const Matrix of) {
    __shared__ float sums[8];
    const unsigned int columns = of.outer * of.inner, row = blockIdx.x * 8 + threadIdx.x / 32;
    const float inverse = 1.0f / length(v, columns, sums);
    if (row >= of.rows) return;
    float sum = 0;
    for (unsigned int column = threadIdx.x % 32; column < columns; column += 32)
        sum += weight[((size_t)(column / of.inner) * of.rows + row) * of.inner + column % of.inner] * v[column];
    for (unsigned int apart = 16; apart > 0; apart /= 2) sum += __shfl_xor_sync(~0u, sum, apart);
    if (threadIdx.x % 32 == 0) u[row] = sum * inverse;
}

// Both vectors made one long, in one block; the length of W v is the norm.
extern "C" __global__ void units(const float *v, const float *u, float *unit_v, float *unit_u, float *sigma, const Matrix of) {
    __shared__ float sums[32];
    const unsigned int columns = of.outer * of.inner;
    const float length_v = length(v, columns, sums), length_u = length(u, of.rows, sums);
    for (unsigned int at = threadIdx.x; at < columns; at += blockDim.x) unit_v[at] = v[at] / length_v;
    for (unsigned int at = threadIdx.x; at < of.rows; at += blockDim.x) unit_u[at] = u[at] / length_u;
    if (threadIdx.x == 0) sigma[0] = length_u;
}
