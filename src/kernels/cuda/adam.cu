// A step of Adam, in place, of many parameters at once: most are small, and a launch costs more than their update (many.cu
// comes before this).

// The parameters of a launch at most: adam.rs knows it too.
constexpr unsigned int MOST = 16;

struct Part {
    unsigned int numbers;
    // The first block that works on it.
    unsigned int block;
};

struct Step {
    // Both betas and what is left to 1, epsilon, the rate over 1 - beta_1^t, one over the root of 1 - beta_2^t.
    float beta_1, fresh_1, beta_2, fresh_2, epsilon, rate, scale;
    unsigned int count;
    Part of[MOST];
};

// A gradient, its parameter and the moments, MOST times.
#define FOUR(n) const float *g##n, float *p##n, float *m##n, float *v##n
#define TENSORS \
    FOUR(0), FOUR(1), FOUR(2), FOUR(3), FOUR(4), FOUR(5), FOUR(6), FOUR(7), FOUR(8), FOUR(9), FOUR(10), FOUR(11), FOUR(12), FOUR(13), \
        FOUR(14), FOUR(15)
#define LIST(x) x##0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8, x##9, x##10, x##11, x##12, x##13, x##14, x##15

// A block has 1,024 numbers of a parameter.
extern "C" __global__ void adam(TENSORS, const __grid_constant__ Step step) {
    const float *const gradients[MOST] = {LIST(g)};
    float *const parameters[MOST] = {LIST(p)}, *const firsts[MOST] = {LIST(m)}, *const seconds[MOST] = {LIST(v)};
    const unsigned int index = own(step);
    const float *const gradient = chosen(gradients, index);
    float *const parameter = chosen(parameters, index), *const first = chosen(firsts, index), *const second = chosen(seconds, index);
    const unsigned int start = (blockIdx.x - step.of[index].block) * 1024;
    const unsigned int end = min(start + 1024, step.of[index].numbers);
    for (unsigned int at = start + threadIdx.x; at < end; at += blockDim.x) {
        const float g = gradient[at];
        const float m = first[at] * step.beta_1 + g * step.fresh_1, v = second[at] * step.beta_2 + g * step.fresh_2 * g;
        parameter[at] -= m * step.rate / (sqrtf(v) * step.scale + step.epsilon);
        first[at] = m;
        second[at] = v;
    }
}
