// tensor_cores.cu and products.cu against sums by their definition. Compiled once for every tile: ROWS, COLUMNS, WARPS_DOWN,
// WARPS_ACROSS, and perhaps BF16 or EXACT.
#include "gpu.h"
#ifdef BF16
using bf16::add_product;
using bf16::pair;
const double BOUND = 2e-2;
#else
using tf32::add_product;
#ifdef EXACT
const double BOUND = 1e-5;
#else
const double BOUND = 2e-3;
#endif
#endif
#include "check.h"
#include "products.cu"

struct Sizes {
    unsigned int batch, height, width, channels_in, channels_out, kernel, stride, padding, parts;
};

// Every product of a pixel, a channel out, a tap and a channel in: places in x, weight and y.
template <class Visit> void each_product(const Shape &s, Visit visit) {
    for (unsigned int image = 0; image < s.batch; image++)
        for (unsigned int row = 0; row < s.height_out; row++)
            for (unsigned int column = 0; column < s.width_out; column++)
                for (unsigned int tap = 0; tap < s.kernel * s.kernel; tap++) {
                    const int y = (int)(row * s.stride + tap / s.kernel) - (int)s.padding;
                    const int x = (int)(column * s.stride + tap % s.kernel) - (int)s.padding;
                    if (y < 0 || x < 0 || y >= (int)s.height || x >= (int)s.width) continue;
                    const size_t from = ((size_t)(image * s.height + y) * s.width + x) * s.channels_in;
                    const size_t to = ((size_t)(image * s.height_out + row) * s.width_out + column) * s.channels_out;
                    for (unsigned int out = 0; out < s.channels_out; out++)
                        for (unsigned int in = 0; in < s.channels_in; in++)
                            visit(from + in, (out * s.kernel * s.kernel + tap) * s.channels_in + in, to + out);
                }
}

Numbers summed(const Numbers &parts, size_t count) {
    Numbers sums(count);
    for (size_t at = 0; at < parts.size(); at++) sums[at % count] += parts[at];
    return sums;
}

Shape with_steps(Shape shape, unsigned int steps) {
    shape.steps = quotient_up(steps, shape.parts);
    shape.parts = quotient_up(steps, shape.steps);
    return shape;
}

void run(const Sizes &of) {
    const unsigned int height_out = (of.height + 2 * of.padding - of.kernel) / of.stride + 1;
    const unsigned int width_out = (of.width + 2 * of.padding - of.kernel) / of.stride + 1;
    const auto by = [](unsigned int divisor) { return ((1ull << 32) + divisor - 1) / divisor; };
    const Shape shape = {of.batch,  of.height,   of.width, of.channels_in, height_out,    width_out, of.channels_out, of.kernel,
                         of.stride, of.padding, of.parts, 0,              by(width_out), by(height_out)};
    const unsigned int pixels = of.batch * height_out * width_out, summands = of.kernel * of.kernel * of.channels_in;
    const Numbers x = normals(of.batch * of.height * of.width * of.channels_in), weight = normals(of.channels_out * summands);

    Numbers y(pixels * of.channels_out);
    each_product(shape, [&](size_t from, size_t by, size_t to) { y[to] += x[from] * weight[by]; });
    const Shape forward = with_steps(shape, quotient_up(summands, DEPTH));
    Numbers found(forward.parts * y.size());
    launch({quotient_up(pixels, ROWS), quotient_up(of.channels_out, COLUMNS), forward.parts}, THREADS,
           [&] { convolution(x.data(), weight.data(), found.data(), forward); });
    check("a convolution", summed(found, y.size()), y, BOUND);

    if (of.channels_out % 4 != 0) return;
    const Numbers gradient = normals(y.size());
    Numbers of_weight(weight.size());
    each_product(shape, [&](size_t from, size_t by, size_t to) { of_weight[by] += x[from] * gradient[to]; });
    const Shape back = with_steps(shape, quotient_up(pixels, DEPTH));
    Numbers parts(back.parts * weight.size());
    launch({quotient_up(of.channels_out, ROWS), quotient_up(summands, COLUMNS), back.parts}, THREADS,
           [&] { weight_gradient(x.data(), gradient.data(), parts.data(), back); });
    check("a weight's gradient", summed(parts, weight.size()), of_weight, BOUND);
}

int main() {
    for (const Sizes &sizes : {Sizes{2, 7, 5, 8, 12, 3, 1, 1, 1}, Sizes{3, 1, 1, 20, 7, 1, 1, 0, 1}, Sizes{1, 6, 6, 4, 140, 3, 1, 1, 2},
                               Sizes{2, 9, 8, 12, 68, 4, 2, 1, 3}, Sizes{1, 1, 1, 8, 4, 3, 1, 1, 1}, Sizes{2, 12, 9, 24, 4, 2, 2, 0, 4}})
        run(sizes);
    return wrong > 0;
}
