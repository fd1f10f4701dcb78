// A step of Adam, in place.

struct Step {
    unsigned int count;
    // Both betas and what is left to 1, epsilon, the rate over 1 - beta_1^t, one over the root of 1 - beta_2^t.
    float beta_1, fresh_1, beta_2, fresh_2, epsilon, rate, scale;
};

extern "C" __global__ void adam(const float *gradient, float *parameter, float *first, float *second, const Step step) {
    const unsigned int at = blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= step.count) return;
    const float g = gradient[at];
    const float m = first[at] * step.beta_1 + g * step.fresh_1, v = second[at] * step.beta_2 + g * step.fresh_2 * g;
    parameter[at] -= m * step.rate / (sqrtf(v) * step.scale + step.epsilon);
    first[at] = m;
    second[at] = v;
}
