// Launches that work on many small pieces, each in blocks of its own: what they are made of says how many there are (`count`) and where
// the blocks of each begin (`of[index].block`).

// Which piece a block works on.
template <class Pieces> __device__ inline unsigned int own(const Pieces &all) {
    unsigned int index = 0;
    while (index + 1 < all.count && all.of[index + 1].block <= blockIdx.x) index++;
    return index;
}

// The pointer with this index, which stays in registers: an array that is indexed would not.
template <class Pointer, unsigned int COUNT> __device__ inline Pointer chosen(const Pointer (&pointers)[COUNT], unsigned int index) {
    Pointer found = pointers[0];
#pragma unroll
    for (unsigned int other = 1; other < COUNT; other++)
        if (other == index) found = pointers[other];
    return found;
}
