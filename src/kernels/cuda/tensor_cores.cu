// What tensor cores and copies past the registers are asked for, in PTX. tests/cuda_kernels has the same in C++.

typedef unsigned int word;

__device__ inline word address(const void *shared) { return (word)__cvta_generic_to_shared(shared); }

// 16 bytes from global to shared memory, on the way while the thread goes on; zeros where there is nothing.
__device__ inline void copy(word to, const void *from, bool there) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(there ? 16 : 0));
}
__device__ inline void copies_end() { asm volatile("cp.async.commit_group;"); }
template <int LEFT> __device__ inline void wait() { asm volatile("cp.async.wait_group %0;" ::"n"(LEFT)); }

// Four matrices of 8 rows of 16 bytes: lane l names row l % 8 of matrix l / 8, lane 4 g + t gets word t of row g of each.
__device__ inline void load(word from, word (&into)[4]) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(into[0]), "=r"(into[1]), "=r"(into[2]), "=r"(into[3])
                 : "r"(from));
}

#ifdef BF16
// Two numbers, rounded to bf16, in a word.
__device__ inline word pair(word low, word high) {
    word both;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(__uint_as_float(high)), "f"(__uint_as_float(low)));
    return both;
}

// sums [16, 8] += a [16, 16] b [16, 8]: as below, but each word is two neighbours along what is summed over.
__device__ inline void add_product(float (&sums)[4], const word (&a)[4], const word (&b)[2]) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}
#else
// sums [16, 8] += a [16, 8] b [8, 8] in TF32: the lower 13 bits are dropped. Lane 4 g + t holds of a the numbers (g, t), (g + 8, t),
// (g, t + 4), (g + 8, t + 4), of b (t, g), (t + 4, g), of the sums (g, 2 t), (g, 2 t + 1), (g + 8, 2 t), (g + 8, 2 t + 1).
__device__ inline void add_product(float (&sums)[4], const word (&a)[4], const word (&b)[2]) {
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}
#endif
