// Convolutions as implicit matrix products on tensor cores. Operands are rounded on the way there, to TF32 (11 bits) or with BF16
// defined to bf16 (8); with EXACT each is the sum of two TF32, and a product three. What is read and written is f32, and so are sums.
//
// Images are [batch, height, width, channels], weights [channels_out, kernel, kernel, channels_in], channels_in a multiple of 4.
// ROWS x COLUMNS is what a block computes, WARPS_DOWN x WARPS_ACROSS its warps; a step of the pipeline takes 16 summands.
// What a GPU does beyond C++ is in tensor_cores.cu, which comes before this.

struct Shape {
    // The image that is read, and that of the output.
    unsigned int batch, height, width, channels_in, height_out, width_out, channels_out;
    unsigned int kernel, stride, padding;
    // Into how many parts the sum is split, and by what numbers of steps.
    unsigned int parts, steps;
    // ceil(2^32 / width_out), ceil(2^32 / height_out): a quotient is the upper half of a product.
    unsigned long long by_width, by_height;
};

__device__ inline unsigned int quotient(unsigned int number, unsigned long long by) { return (unsigned int)(number * by >> 32); }

constexpr unsigned int STAGES = 3, DEPTH = 16;
constexpr unsigned int WARPS = WARPS_DOWN * WARPS_ACROSS, THREADS = 32 * WARPS;
constexpr unsigned int WARP_ROWS = ROWS / WARPS_DOWN, WARP_COLUMNS = COLUMNS / WARPS_ACROSS;
constexpr unsigned int TALL = WARP_ROWS / 16, WIDE = WARP_COLUMNS / 8;

#ifdef BF16
// By how many products a step's 16 summands go.
constexpr unsigned int HALVES = 1;

// mma.m16n8k16 takes pairs of neighbours (2 t, 2 t + 1) and (2 t + 8, 2 t + 9): which of the summands these are is free, if it is the
// same in both operands. Here they are t and t + 4 of either half.
struct Left {
    word words[4];
    __device__ void set(unsigned int half, word low_g, word low_g8, word high_g, word high_g8) {
        words[2 * half] = pair(low_g, high_g), words[2 * half + 1] = pair(low_g8, high_g8);
    }
};
struct Right {
    word words[2];
    __device__ void set(unsigned int half, word low, word high) { words[half] = pair(low, high); }
};
#else
constexpr unsigned int HALVES = 2;

// To the nearest TF32: the tensor cores drop the lower 13 bits.
__device__ inline word rounded(word number) { return number + 0x1000; }

template <int COUNT> struct Operand {
    word words[COUNT];
#ifdef EXACT
    // What rounding has taken from each.
    word rest[COUNT];
    __device__ void put(int at, word number) {
        words[at] = rounded(number) & ~0x1fffu;
        rest[at] = rounded(__float_as_uint(__uint_as_float(number) - __uint_as_float(words[at])));
    }
#else
    __device__ void put(int at, word number) { words[at] = rounded(number); }
#endif
};
struct Left : Operand<4> {
    __device__ void set(unsigned int, word low_g, word low_g8, word high_g, word high_g8) {
        put(0, low_g), put(1, low_g8), put(2, high_g), put(3, high_g8);
    }
};
struct Right : Operand<2> {
    __device__ void set(unsigned int, word low, word high) { put(0, low), put(1, high); }
};
#endif

__device__ inline void multiply_all(float (&sums)[TALL][WIDE][4], const Left (&a)[TALL], const Right (&b)[WIDE]) {
#pragma unroll
    for (unsigned int i = 0; i < TALL; i++)
#pragma unroll
        for (unsigned int j = 0; j < WIDE; j++) {
#ifdef EXACT
            add_product(sums[i][j], a[i].rest, b[j].words);
            add_product(sums[i][j], a[i].words, b[j].rest);
#endif
            add_product(sums[i][j], a[i].words, b[j].words);
        }
}

// Rows of 16 numbers, four pieces of 16 bytes; which piece lies where depends on the row, so that eight rows' pieces are in eight banks.
__device__ inline unsigned int place(unsigned int row, unsigned int piece) { return row * DEPTH + 4 * (piece ^ ((row >> 1) & 3)); }

// y [parts, batch, height_out, width_out, channels_out]; without parts y itself. Blocks: rows, columns, parts.
extern "C" __global__ void __launch_bounds__(THREADS, 512 / THREADS) convolution(const float *x, const float *weight, float *y, const Shape shape) {
    __shared__ __align__(128) float left[STAGES][ROWS * DEPTH];
    __shared__ __align__(128) float right[STAGES][COLUMNS * DEPTH];
    const unsigned int thread = threadIdx.x, lane = thread % 32, warp = thread / 32;
    const unsigned int pixels = shape.batch * shape.height_out * shape.width_out;
    const unsigned int pieces_in = shape.channels_in / 4, pieces = shape.kernel * shape.kernel * pieces_in;
    const unsigned int first_row = blockIdx.x * ROWS, first_column = blockIdx.y * COLUMNS;

    // Every thread copies the same piece of its rows in each step.
    constexpr unsigned int EACH_LEFT = ROWS * 4 / THREADS, EACH_RIGHT = COLUMNS * 4 / THREADS, APART = THREADS / 4;
    const unsigned int piece = thread % 4, row = thread / 4;
    const float *images[EACH_LEFT];
    int lines[EACH_LEFT], columns[EACH_LEFT];
#pragma unroll
    for (unsigned int i = 0; i < EACH_LEFT; i++) {
        const unsigned int pixel = first_row + row + i * APART;
        const unsigned int line = quotient(pixel, shape.by_width), image = quotient(line, shape.by_height);
        images[i] = x + (size_t)image * shape.height * shape.width * shape.channels_in;
        lines[i] = pixel < pixels ? (int)((line - image * shape.height_out) * shape.stride) - (int)shape.padding : -(1 << 20);
        columns[i] = (int)((pixel - line * shape.width_out) * shape.stride) - (int)shape.padding;
    }
    const unsigned int start = blockIdx.z * shape.steps;
    const unsigned int end = min(start + shape.steps, (pieces + 3) / 4);
    unsigned int next = 4 * start + piece;
    unsigned int tap = next / pieces_in, channel = next % pieces_in;
    int tap_line = tap / shape.kernel, tap_column = tap % shape.kernel;

    auto fetch = [&](unsigned int step) {
        if (step < end) {
            const unsigned int stage = (step - start) % STAGES;
#pragma unroll
            for (unsigned int i = 0; i < EACH_LEFT; i++) {
                const int line = lines[i] + tap_line, column = columns[i] + tap_column;
                const bool there = next < pieces && (unsigned int)line < shape.height && (unsigned int)column < shape.width;
                const float *from = images[i] + ((size_t)(line * (int)shape.width + column) * pieces_in + channel) * 4;
                copy(address(&left[stage][place(row + i * APART, piece)]), there ? from : x, there);
            }
#pragma unroll
            for (unsigned int i = 0; i < EACH_RIGHT; i++) {
                const unsigned int column = first_column + row + i * APART;
                const bool there = next < pieces && column < shape.channels_out;
                copy(address(&right[stage][place(row + i * APART, piece)]), there ? weight + ((size_t)column * pieces + next) * 4 : weight, there);
            }
            next += 4;
            for (channel += 4; channel >= pieces_in; channel -= pieces_in)
                if (++tap_column == (int)shape.kernel) { tap_column = 0; tap_line++; }
        }
        copies_end();
    };

    float sums[TALL][WIDE][4] = {};
    const unsigned int warp_row = warp / WARPS_ACROSS * WARP_ROWS, warp_column = warp % WARPS_ACROSS * WARP_COLUMNS;
    for (unsigned int i = 0; i < STAGES - 1; i++) fetch(start + i);
    for (unsigned int step = start; step < end; step++) {
        wait<STAGES - 2>();
        __syncthreads();
        fetch(step + STAGES - 1);
        const float *a_stage = left[(step - start) % STAGES], *b_stage = right[(step - start) % STAGES];
        Left a[TALL];
        Right b[WIDE];
#pragma unroll
        for (unsigned int half = 0; half < 2; half++) {
#pragma unroll
            for (unsigned int i = 0; i < TALL; i++) {
                // Rows 0 to 7 and 8 to 15, then the same with the second four numbers.
                word four[4];
                load(address(&a_stage[place(warp_row + 16 * i + lane % 16, 2 * half + lane / 16)]), four);
                a[i].set(half, four[0], four[1], four[2], four[3]);
            }
#pragma unroll
            for (unsigned int j = 0; j < WIDE; j += 2) {
                // Columns 0 to 7 with both fours, then columns 8 to 15.
                word four[4];
                load(address(&b_stage[place(warp_column + 8 * j + lane / 16 * 8 + lane % 8, 2 * half + lane / 8 % 2)]), four);
                b[j].set(half, four[0], four[1]);
                b[j + 1].set(half, four[2], four[3]);
            }
            if (HALVES == 2 || half == 1) multiply_all(sums, a, b);
        }
    }

    float *into = y + (size_t)blockIdx.z * pixels * shape.channels_out;
    const bool even = shape.channels_out % 2 == 0;
#pragma unroll
    for (unsigned int i = 0; i < TALL; i++)
#pragma unroll
        for (unsigned int j = 0; j < WIDE; j++)
#pragma unroll
            for (unsigned int half = 0; half < 2; half++) {
                const unsigned int pixel = first_row + warp_row + 16 * i + 8 * half + lane / 4;
                const unsigned int column = first_column + warp_column + 8 * j + lane % 4 * 2;
                if (pixel >= pixels || column >= shape.channels_out) continue;
                float *to = into + (size_t)pixel * shape.channels_out + column;
                if (even) *(float2 *)to = make_float2(sums[i][j][2 * half], sums[i][j][2 * half + 1]);
                else {
                    to[0] = sums[i][j][2 * half];
                    if (column + 1 < shape.channels_out) to[1] = sums[i][j][2 * half + 1];
                }
            }
}

// Rows of 16 pixels, of each ROWS or COLUMNS channels; which piece of 16 bytes lies where depends on the pixel, so that four pixels'
// pieces are in different banks.
template <unsigned int LENGTH> __device__ inline unsigned int place_of_pixel(unsigned int pixel, unsigned int piece) {
    return pixel * LENGTH + 4 * (piece ^ (2 * (pixel & 3)));
}

// The weight's gradient [parts, channels_out, kernel, kernel, channels_in] of x and the output's gradient, whose channels are a
// multiple of 4 too. Blocks: rows, columns, parts.
//
// Which of a warp's rows and columns is which of mma's is free: here a lane's are neighbours in memory.
extern "C" __global__ void __launch_bounds__(THREADS, 512 / THREADS) weight_gradient(const float *x, const float *gradient, float *into, const Shape shape) {
    __shared__ __align__(128) float left[STAGES][DEPTH * ROWS];
    __shared__ __align__(128) float right[STAGES][DEPTH * COLUMNS];
    static_assert(WARP_ROWS % 64 == 0 || WARP_ROWS == 32, "two pieces a lane, or one");
    static_assert(WARP_COLUMNS == 32, "one piece a lane");
    const unsigned int thread = threadIdx.x, lane = thread % 32, warp = thread / 32;
    const unsigned int pixels = shape.batch * shape.height_out * shape.width_out;
    const unsigned int pieces_in = shape.channels_in / 4, pieces = shape.kernel * shape.kernel * pieces_in;
    const unsigned int first_row = blockIdx.x * ROWS, first_column = blockIdx.y * COLUMNS;

    constexpr unsigned int PIECES_LEFT = ROWS / 4, PIECES_RIGHT = COLUMNS / 4;
    constexpr unsigned int APART_LEFT = THREADS / PIECES_LEFT, APART_RIGHT = THREADS / PIECES_RIGHT;
    const unsigned int piece_left = thread % PIECES_LEFT, pixel_left = thread / PIECES_LEFT;
    const unsigned int piece_right = thread % PIECES_RIGHT, pixel_right = thread / PIECES_RIGHT;
    const bool row_there = first_row + 4 * piece_left < shape.channels_out;
    const unsigned int column = first_column / 4 + piece_right;
    const bool column_there = column < pieces;
    const unsigned int tap = column / pieces_in, channel = column % pieces_in;
    const int tap_line = (int)(tap / shape.kernel) - (int)shape.padding, tap_column = (int)(tap % shape.kernel) - (int)shape.padding;
    const unsigned int start = blockIdx.z * shape.steps;
    const unsigned int end = min(start + shape.steps, (pixels + DEPTH - 1) / DEPTH);

    auto fetch = [&](unsigned int step) {
        if (step < end) {
            const unsigned int stage = (step - start) % STAGES;
#pragma unroll
            for (unsigned int k = 0; k < DEPTH; k += APART_LEFT) {
                const unsigned int pixel = DEPTH * step + pixel_left + k;
                const bool there = row_there && pixel < pixels;
                const float *from = gradient + (size_t)pixel * shape.channels_out + first_row + 4 * piece_left;
                copy(address(&left[stage][place_of_pixel<ROWS>(pixel_left + k, piece_left)]), there ? from : gradient, there);
            }
#pragma unroll
            for (unsigned int k = 0; k < DEPTH; k += APART_RIGHT) {
                const unsigned int pixel = DEPTH * step + pixel_right + k;
                const unsigned int line = quotient(pixel, shape.by_width), image = quotient(line, shape.by_height);
                const int y_in = (int)((line - image * shape.height_out) * shape.stride) + tap_line;
                const int x_in = (int)((pixel - line * shape.width_out) * shape.stride) + tap_column;
                const bool there = column_there && pixel < pixels && (unsigned int)y_in < shape.height && (unsigned int)x_in < shape.width;
                const float *from = x + (((size_t)image * shape.height + y_in) * shape.width + x_in) * shape.channels_in + 4 * channel;
                copy(address(&right[stage][place_of_pixel<COLUMNS>(pixel_right + k, piece_right)]), there ? from : x, there);
            }
        }
        copies_end();
    };

    float sums[TALL][WIDE][4] = {};
    const unsigned int g = lane / 4, t = lane % 4;
    const unsigned int warp_row = warp / WARPS_ACROSS * WARP_ROWS, warp_column = warp % WARPS_ACROSS * WARP_COLUMNS;
    constexpr unsigned int GROUPS = WARP_ROWS / 32; // of 32 rows
    for (unsigned int i = 0; i < STAGES - 1; i++) fetch(start + i);
    for (unsigned int step = start; step < end; step++) {
        wait<STAGES - 2>();
        __syncthreads();
        fetch(step + STAGES - 1);
        const float *a_stage = left[(step - start) % STAGES], *b_stage = right[(step - start) % STAGES];
        Left a[TALL];
        Right b[WIDE];
#pragma unroll
        for (unsigned int half = 0; half < 2; half++) {
            uint4 rows[2][GROUPS], columns[2];
#pragma unroll
            for (unsigned int k = 0; k < 2; k++) {
                const unsigned int pixel = 8 * half + 4 * k + t;
#pragma unroll
                for (unsigned int i = 0; i < GROUPS; i++) rows[k][i] = *(const uint4 *)&a_stage[place_of_pixel<ROWS>(pixel, warp_row / 4 + 8 * i + g)];
                columns[k] = *(const uint4 *)&b_stage[place_of_pixel<COLUMNS>(pixel, warp_column / 4 + g)];
            }
            // Two of the lane's rows are g and g + 8 of a tile.
#pragma unroll
            for (unsigned int i = 0; i < GROUPS; i++) {
                a[2 * i].set(half, rows[0][i].x, rows[0][i].y, rows[1][i].x, rows[1][i].y);
                a[2 * i + 1].set(half, rows[0][i].z, rows[0][i].w, rows[1][i].z, rows[1][i].w);
            }
            b[0].set(half, columns[0].x, columns[1].x);
            b[1].set(half, columns[0].y, columns[1].y);
            b[2].set(half, columns[0].z, columns[1].z);
            b[3].set(half, columns[0].w, columns[1].w);
            if (HALVES == 2 || half == 1) multiply_all(sums, a, b);
        }
    }

    float *part = into + (size_t)blockIdx.z * shape.channels_out * pieces * 4;
#pragma unroll
    for (unsigned int i = 0; i < TALL; i++)
#pragma unroll
        for (unsigned int second = 0; second < 2; second++) {
            const unsigned int slot = 2 * i + second;
            const unsigned int to_row = first_row + warp_row + slot / 4 * 32 + 4 * g + slot % 4;
            if (to_row >= shape.channels_out) continue;
#pragma unroll
            for (unsigned int side = 0; side < 2; side++) {
                const unsigned int piece = (first_column + warp_column) / 4 + 2 * t + side;
                if (piece >= pieces) continue;
                const unsigned int at = 2 * second + side;
                *(float4 *)(part + ((size_t)to_row * pieces + piece) * 4) =
                    make_float4(sums[i][0][at], sums[i][1][at], sums[i][2][at], sums[i][3][at]);
            }
        }
}
