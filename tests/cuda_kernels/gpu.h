// A GPU in C++: blocks one after the other, every thread of a block a thread of its own.
#pragma once
#include <algorithm>
#include <barrier>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

using std::max;
using std::min;

struct Three {
    unsigned int x, y, z;
};
struct float2 {
    float x, y;
};
struct float4 {
    float x, y, z, w;
};
struct uint4 {
    unsigned int x, y, z, w;
};
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline float __uint_as_float(unsigned int bits) { float number; memcpy(&number, &bits, 4); return number; }
inline unsigned int __float_as_uint(float number) { unsigned int bits; memcpy(&bits, &number, 4); return bits; }

static thread_local Three threadIdx, blockIdx;
static Three blockDim, gridDim;
static std::unique_ptr<std::barrier<>> whole_block;
static std::vector<std::unique_ptr<std::barrier<>>> warps;

#define __global__
#define __device__
#define __grid_constant__
// One block at a time.
#define __shared__ static
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __syncthreads() whole_block->arrive_and_wait()

inline unsigned int warp_index() { return threadIdx.x / 32; }
inline unsigned int lane_index() { return threadIdx.x % 32; }
inline void warp_waits() { warps[warp_index()]->arrive_and_wait(); }

// What every lane of a warp says, for all of its lanes.
template <class T> const T *told(const T &mine) {
    static T all[32][32];
    warp_waits();
    all[warp_index()][lane_index()] = mine;
    warp_waits();
    return all[warp_index()];
}

inline float __shfl_xor_sync(unsigned int, float value, unsigned int apart) { return told(value)[lane_index() ^ apart]; }

template <class Kernel> void launch(Three grid, unsigned int threads, Kernel kernel) {
    blockDim = {threads, 1, 1}, gridDim = grid;
    for (unsigned int z = 0; z < grid.z; z++)
        for (unsigned int y = 0; y < grid.y; y++)
            for (unsigned int x = 0; x < grid.x; x++) {
                whole_block = std::make_unique<std::barrier<>>(threads);
                warps.clear();
                for (unsigned int warp = 0; warp < threads / 32; warp++) warps.push_back(std::make_unique<std::barrier<>>(32));
                std::vector<std::thread> running;
                for (unsigned int thread = 0; thread < threads; thread++)
                    running.emplace_back([=] {
                        threadIdx = {thread, 0, 0}, blockIdx = {x, y, z};
                        kernel();
                        // Others may wait for each other without it.
                        whole_block->arrive_and_drop();
                        warps[thread / 32]->arrive_and_drop();
                    });
                for (auto &thread : running) thread.join();
            }
}

// A thread for each of `count` numbers.
template <class Kernel> void launch_each(size_t count, Kernel kernel) {
    launch({(unsigned int)((count + 255) / 256), 1, 1}, 256, kernel);
}

// Tensor cores and copies past the registers: tensor_cores.cu.
typedef unsigned int word;

static char anywhere;
inline word address(const void *shared) { return (word)(int32_t)((const char *)shared - &anywhere); }
inline char *at(word address) { return &anywhere + (int32_t)address; }

inline void copy(word to, const void *from, bool there) {
    if (there) memcpy(at(to), from, 16);
    else memset(at(to), 0, 16);
}
inline void copies_end() {}
template <int LEFT> void wait() {}

inline void load(word from, word (&into)[4]) {
    const word *rows = told(from);
    for (unsigned int matrix = 0; matrix < 4; matrix++)
        memcpy(&into[matrix], at(rows[8 * matrix + lane_index() / 4]) + 4 * (lane_index() % 4), 4);
}

inline float number(word bits) {
    float value;
    memcpy(&value, &bits, 4);
    return value;
}
inline word bits(float value) {
    word bits;
    memcpy(&bits, &value, 4);
    return bits;
}

struct Operands {
    word a[4], b[2];
};

// Lane 4 g + t gives a's (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4) and b's (t, g), (t + 4, g), as many `summands` each, and gets the
// sums' (g, 2 t), (g, 2 t + 1), (g + 8, 2 t), (g + 8, 2 t + 1).
template <class Product> void add_products(float (&sums)[4], const word (&a)[4], const word (&b)[2], Product product) {
    Operands mine = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}};
    const Operands *all = told(mine);
    for (unsigned int at = 0; at < 4; at++) {
        const unsigned int row = lane_index() / 4 + 8 * (at / 2), column = lane_index() % 4 * 2 + at % 2;
        for (unsigned int k = 0; k < 8; k++)
            sums[at] += product(all[4 * (row % 8) + k % 4].a[row / 8 + 2 * (k / 4)], all[4 * column + k % 4].b[k / 4]);
    }
}

namespace tf32 {
inline void add_product(float (&sums)[4], const word (&a)[4], const word (&b)[2]) {
    const auto kept = [](word bits) { return number(bits & 0xffffe000); };
    add_products(sums, a, b, [=](word a, word b) { return kept(a) * kept(b); });
}
} // namespace tf32

namespace bf16 {
inline word pair(word low, word high) {
    const auto rounded = [](word bits) { return (bits + 0x7fff + (bits >> 16 & 1)) >> 16; };
    return rounded(low) | rounded(high) << 16;
}
inline void add_product(float (&sums)[4], const word (&a)[4], const word (&b)[2]) {
    add_products(sums, a, b, [](word a, word b) {
        return number(a << 16) * number(b << 16) + number(a & 0xffff0000) * number(b & 0xffff0000);
    });
}
} // namespace bf16
