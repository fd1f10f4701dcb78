// Power iterations of the spectral norm: v = W'u / |W'u|, u = W v / |W v|, sigma = |W v|. Of many matrices at once: each alone is little
// work for a GPU, and a launch costs as much as the work (many.cu comes before this).

// The matrices of a launch at most: spectral.rs knows it too.
constexpr unsigned int MOST = 24;

// W lies in memory as [outer, rows, inner]; its columns are outer * inner.
struct Matrix {
    unsigned int outer, rows, inner;
    // Where v, u and sigma are in the buffers of all vectors.
    unsigned int v, u, sigma;
    // The first block that works on it.
    unsigned int block;
};

struct Matrices {
    unsigned int count;
    Matrix of[MOST];
};

// MOST of each.
#define LIST(x) \
    x##0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8, x##9, x##10, x##11, x##12, x##13, x##14, x##15, x##16, x##17, x##18, x##19, x##20, \
        x##21, x##22, x##23
#define WEIGHTS LIST(const float *w)
#define VECTORS LIST(const float *u)

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
extern "C" __global__ void times_transposed(WEIGHTS, VECTORS, float *raw, const __grid_constant__ Matrices all) {
    __shared__ float sums[32][32];
    const float *const weights[MOST] = {LIST(w)}, *const vectors[MOST] = {LIST(u)};
    const unsigned int index = own(all);
    const Matrix of = all.of[index];
    const float *const weight = chosen(weights, index), *const u = chosen(vectors, index);
    const unsigned int lane = threadIdx.x % 32, line = threadIdx.x / 32, column = (blockIdx.x - of.block) * 32 + lane;
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
    raw[of.v + column] = sum;
}

// W v / |v|. A warp for each row.
extern "C" __global__ void times(WEIGHTS, float *raw, const __grid_constant__ Matrices all) {
    __shared__ float sums[8];
    const float *const weights[MOST] = {LIST(w)};
    const unsigned int index = own(all);
    const Matrix of = all.of[index];
    const float *const weight = chosen(weights, index), *const v = raw + of.v;
    const unsigned int columns = of.outer * of.inner, row = (blockIdx.x - of.block) * 8 + threadIdx.x / 32;
    const float inverse = 1.0f / length(v, columns, sums);
    if (row >= of.rows) return;
    float sum = 0;
    for (unsigned int column = threadIdx.x % 32; column < columns; column += 32)
        sum += weight[((size_t)(column / of.inner) * of.rows + row) * of.inner + column % of.inner] * v[column];
    for (unsigned int apart = 16; apart > 0; apart /= 2) sum += __shfl_xor_sync(~0u, sum, apart);
    if (threadIdx.x % 32 == 0) raw[of.u + row] = sum * inverse;
}

// Both vectors made one long, in one block; the length of W v is the norm.
extern "C" __global__ void units(const float *raw, float *units, const __grid_constant__ Matrices all) {
    __shared__ float sums[32];
    const Matrix of = all.of[own(all)];
    const unsigned int columns = of.outer * of.inner;
    const float length_v = length(raw + of.v, columns, sums), length_u = length(raw + of.u, of.rows, sums);
    for (unsigned int at = threadIdx.x; at < columns; at += blockDim.x) units[of.v + at] = raw[of.v + at] / length_v;
    for (unsigned int at = threadIdx.x; at < of.rows; at += blockDim.x) units[of.u + at] = raw[of.u + at] / length_u;
    if (threadIdx.x == 0) units[of.sigma] = length_u;
}
