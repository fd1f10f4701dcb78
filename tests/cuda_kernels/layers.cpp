// layers.cu, spectral.cu, norm.cu, softmax.cu and adam.cu against their definitions.
#include "gpu.h"
#include "check.h"
namespace layers {
#include "layers.cu"
}
namespace spectral {
#include "many.cu"
#include "spectral.cu"
}
namespace norm {
#include "norm.cu"
}
namespace softmax {
#include "softmax.cu"
}
namespace optimiser {
#include "many.cu"
#include "adam.cu"
}

const double BOUND = 1e-5;

// Places of a stride, each by each.
template <class Visit> void each_tap(int side, int kernel, int stride, int padding, Visit visit) {
    const int out = (side + 2 * padding - kernel) / stride + 1;
    for (int y = 0; y < out; y++)
        for (int x = 0; x < out; x++)
            for (int tap = 0; tap < kernel * kernel; tap++) {
                const int from_y = y * stride - padding + tap / kernel, from_x = x * stride - padding + tap % kernel;
                if (from_y >= 0 && from_x >= 0 && from_y < side && from_x < side) visit(from_y * side + from_x, y * out + x, tap);
            }
}

Numbers turned(const Numbers &from, const layers::Turn &by) {
    Numbers into(by.first * by.second * by.wide);
    launch_each(into.size(), [&] { layers::turn(from.data(), into.data(), by); });
    return into;
}

// The gradient of a strided convolution's input, as a convolution of the gradient spread out by the weight turned around.
void check_convolution_input() {
    const int side = 7, in = 6, out = 5, kernel = 3, stride = 2, padding = 1, small = 4, taps = 9, wide = 8, spread_side = side;
    const Numbers weight = normals(out * in * taps), gradient = normals(small * small * out);
    Numbers expected(side * side * in), found(expected.size());
    each_tap(side, kernel, stride, padding, [&](int from, int to, int tap) {
        for (int o = 0; o < out; o++)
            for (int i = 0; i < in; i++) expected[from * in + i] += gradient[to * out + o] * weight[(o * in + i) * taps + tap];
    });
    Numbers spread(spread_side * spread_side * out);
    const layers::Image image = {1, small, small, out, spread_side, spread_side, stride};
    launch_each(spread.size(), [&] { layers::spread(gradient.data(), spread.data(), image); });
    const Numbers around = turned(weight, {in, taps, out, wide, taps, -1, in * taps, taps - 1});
    each_tap(side, kernel, 1, kernel - 1 - padding, [&](int from, int to, int tap) {
        for (int i = 0; i < in; i++)
            for (int o = 0; o < out; o++) found[to * in + i] += spread[from * out + o] * around[(i * taps + tap) * wide + o];
    });
    check("the gradient of a strided convolution's input", found, expected, BOUND);
    const Numbers first = turned(weight, {out, taps, in, wide, in * taps, 1, taps, 0});
    Numbers in_order(first.size());
    for (int o = 0; o < out; o++)
        for (int tap = 0; tap < taps; tap++)
            for (int i = 0; i < in; i++) in_order[(o * taps + tap) * wide + i] = weight[(o * in + i) * taps + tap];
    check("a weight with its taps first", first, in_order, 0);
}

// Sums of a transposed convolution, and the way back.
void check_columns() {
    const unsigned int batch = 2, height = 3, width = 2, channels = 5;
    const layers::Image image = {batch, height, width, channels, 2 * height, 2 * width, 1};
    const Numbers columns = normals(batch * height * width * 16 * channels), gradient = normals(batch * 4 * height * width * channels);
    Numbers sums(gradient.size()), expected(sums.size()), back(columns.size()), expected_back(back.size());
    for (unsigned int b = 0; b < batch; b++)
        for (int row = 0; row < (int)height; row++)
            for (int column = 0; column < (int)width; column++)
                for (int tap = 0; tap < 16; tap++) {
                    const int y = 2 * row - 1 + tap / 4, x = 2 * column - 1 + tap % 4;
                    if (y < 0 || x < 0 || y >= 2 * (int)height || x >= 2 * (int)width) continue;
                    for (unsigned int channel = 0; channel < channels; channel++) {
                        const size_t from = (((b * height + row) * width + column) * 16 + tap) * channels + channel;
                        const size_t to = ((b * 2 * height + y) * 2 * width + x) * channels + channel;
                        expected[to] += columns[from];
                        expected_back[from] = gradient[to];
                    }
                }
    launch_each(sums.size(), [&] { layers::add_columns(columns.data(), sums.data(), image); });
    launch_each(back.size(), [&] { layers::columns(gradient.data(), back.data(), image); });
    check("sums of columns", sums, expected, BOUND);
    check("columns of a gradient", back, expected_back, 0);
}

void check_rows(unsigned int norms, unsigned int relu, unsigned int channels) {
    const unsigned int rows = 84, parts = max(norms, 1u), across = quotient_up(channels, 32), down = 3;
    const Numbers sums = normals(2 * rows * channels), bias = normals(channels), gradient = normals(rows * channels);
    const float sigma[2] = {1.7f, 0.6f};
    Numbers y(rows * channels), of_sums(y.size()), of_bias(channels), dots(norms);
    for (unsigned int row = 0; row < rows; row++)
        for (unsigned int channel = 0; channel < channels; channel++) {
            const unsigned int at = row * channels + channel, part = row * parts / rows;
            const float scale = norms ? 1 / sigma[part] : 1, value = (sums[at] + sums[rows * channels + at]) * scale + bias[channel];
            y[at] = relu ? max(value, 0.0f) : value;
            const float g = relu && y[at] <= 0 ? 0 : gradient[at];
            of_sums[at] = g * scale;
            of_bias[channel] += g;
            if (norms) dots[part] += g * (y[at] - bias[channel]);
        }
    Numbers found(y.size());
    const layers::Rows forward = {rows, channels, norms, 2, relu, 0}, back = {rows, channels, norms, 1, relu, parts * down};
    launch_each(y.size(), [&] { layers::finish(sums.data(), bias.data(), &sigma[0], &sigma[1], found.data(), forward); });
    check("outputs", found, y, BOUND);
    Numbers bias_parts(parts * down * channels), dot_parts(parts * down * across), found_bias(channels), found_dots(norms);
    launch({across, down, parts}, 256, [&] {
        layers::unfinish(gradient.data(), y.data(), bias.data(), &sigma[0], &sigma[1], found.data(), bias_parts.data(), dot_parts.data(), back);
    });
    launch({across + norms, 1, 1}, 256,
           [&] { layers::gather(bias_parts.data(), dot_parts.data(), found_bias.data(), found_dots.data(), back); });
    check("the gradient of sums", found, of_sums, BOUND);
    check("the gradient of a bias", found_bias, of_bias, BOUND);
    check("the dots of a gradient", found_dots, dots, BOUND);
}

void check_fold(unsigned int inner_rows) {
    const unsigned int outer = 5, inner = 6, taps = 9, wide = 8, parts = 3, part = 8 * taps * wide;
    const unsigned int rows = inner_rows ? inner : outer, columns = inner_rows ? outer * taps : inner * taps;
    const Numbers sums = normals(parts * part), dots = normals(2), sigma = {1.5f, 0.7f}, u_0 = normals(rows), v_0 = normals(columns);
    const Numbers u_1 = normals(rows), v_1 = normals(columns);
    Numbers found(outer * inner * taps), expected(found.size());
    const layers::Fold of = {parts, part, outer, inner, taps, wide, 2, inner_rows};
    launch_each(outer * taps * wide, [&] {
        layers::fold(sums.data(), dots.data(), &sigma[0], u_0.data(), v_0.data(), &sigma[1], u_1.data(), v_1.data(), found.data(), of);
    });
    for (unsigned int a = 0; a < outer; a++)
        for (unsigned int b = 0; b < inner; b++)
            for (unsigned int tap = 0; tap < taps; tap++) {
                const unsigned int row = inner_rows ? b : a, column = (inner_rows ? a : b) * taps + tap;
                float sum = -dots[0] / sigma[0] * u_0[row] * v_0[column] - dots[1] / sigma[1] * u_1[row] * v_1[column];
                for (unsigned int at = 0; at < parts; at++) sum += sums[at * part + (a * taps + tap) * wide + b];
                expected[(a * inner + b) * taps + tap] = sum;
            }
    check("the gradient of a weight under norms", found, expected, BOUND);
}

// One of several matrices whose power iteration is done at once.
struct Iterated {
    unsigned int outer, rows, inner;
    Numbers weight = normals(outer * rows * inner), u = normals(rows), v = Numbers(outer * inner);
    float sigma = 0;
    float of(unsigned int row, unsigned int column) const { return weight[(column / inner * rows + row) * inner + column % inner]; }
};

Numbers unit(Numbers vector) {
    double square = 0;
    for (float number : vector) square += number * number;
    for (float &number : vector) number /= sqrt(square);
    return vector;
}

// Its v, u and sigma after an iteration.
std::vector<Numbers> iterated(const Iterated &matrix) {
    const unsigned int columns = matrix.outer * matrix.inner;
    Numbers v(columns), next(matrix.rows);
    for (unsigned int column = 0; column < columns; column++)
        for (unsigned int row = 0; row < matrix.rows; row++) v[column] += matrix.of(row, column) * matrix.u[row];
    v = unit(v);
    for (unsigned int column = 0; column < columns; column++)
        for (unsigned int row = 0; row < matrix.rows; row++) next[row] += matrix.of(row, column) * v[column];
    const Numbers u = unit(next);
    float sigma = 0;
    for (unsigned int row = 0; row < matrix.rows; row++) sigma += u[row] * next[row];
    return {v, u, {sigma}};
}

template <class Call, size_t... Index> void with_pointers(const std::vector<const float *> &weights, const std::vector<const float *> &vectors,
                                                          Call call, std::index_sequence<Index...>) {
    call([&](auto kernel, auto... rest) { kernel(weights[Index]..., vectors[Index]..., rest...); },
         [&](auto kernel, auto... rest) { kernel(weights[Index]..., rest...); });
}

void check_power_iterations() {
    std::vector<Iterated> matrices;
    matrices.push_back({1, 50, 70}), matrices.push_back({20, 6, 16}), matrices.push_back({1, 1, 1});
    std::vector<const float *> weights, vectors;
    spectral::Matrices by_columns = {(unsigned int)matrices.size()};
    unsigned int length = 0, blocks[3] = {};
    const auto place = [&](unsigned int numbers) { return std::exchange(length, length + quotient_up(numbers, 64) * 64); };
    spectral::Matrices by_rows = by_columns, by_matrix = by_columns;
    for (unsigned int index = 0; index < spectral::MOST; index++) {
        const Iterated &matrix = matrices[min(index, (unsigned int)matrices.size() - 1)];
        weights.push_back(matrix.weight.data()), vectors.push_back(matrix.u.data());
        if (index >= matrices.size()) continue;
        const unsigned int columns = matrix.outer * matrix.inner;
        spectral::Matrix of = {matrix.outer, matrix.rows, matrix.inner, place(columns), place(matrix.rows), place(1)};
        of.block = std::exchange(blocks[0], blocks[0] + quotient_up(columns, 32)), by_columns.of[index] = of;
        of.block = std::exchange(blocks[1], blocks[1] + quotient_up(matrix.rows, 8)), by_rows.of[index] = of;
        of.block = blocks[2]++, by_matrix.of[index] = of;
    }
    Numbers raw(length), found(length);
    with_pointers(
        weights, vectors,
        [&](auto with_both, auto with_weights) {
            launch({blocks[0], 1, 1}, 1024, [&] { with_both(spectral::times_transposed, raw.data(), by_columns); });
            launch({blocks[1], 1, 1}, 256, [&] { with_weights(spectral::times, raw.data(), by_rows); });
        },
        std::make_index_sequence<spectral::MOST>());
    launch({blocks[2], 1, 1}, 1024, [&] { spectral::units(raw.data(), found.data(), by_matrix); });
    for (size_t index = 0; index < matrices.size(); index++) {
        const std::vector<Numbers> expected = iterated(matrices[index]);
        const spectral::Matrix of = by_matrix.of[index];
        const auto part = [&](unsigned int start, const Numbers &like) { return Numbers(&found[start], &found[start] + like.size()); };
        check("the right singular vector", part(of.v, expected[0]), expected[0], BOUND);
        check("the left singular vector", part(of.u, expected[1]), expected[1], BOUND);
        check("sigma", part(of.sigma, expected[2]), expected[2], BOUND);
    }
}

struct Normalised {
    unsigned int rows, channels, activation, of_batch;
    Numbers mean, variance, slopes;
    // The sum of slopes times outputs, whose gradients are looked for.
    double sum(const std::vector<double> &x, const std::vector<double> &weight, const std::vector<double> &bias) const {
        double sum = 0;
        for (unsigned int channel = 0; channel < channels; channel++) {
            double centre = mean[channel], square = variance[channel];
            if (of_batch) {
                centre = square = 0;
                for (unsigned int row = 0; row < rows; row++) centre += x[row * channels + channel] / rows;
                for (unsigned int row = 0; row < rows; row++) square += std::pow(x[row * channels + channel] - centre, 2) / rows;
            }
            for (unsigned int row = 0; row < rows; row++) {
                const unsigned int at = row * channels + channel;
                const double t = (x[at] - centre) / sqrt(square + 1e-5) * weight[channel] + bias[channel];
                sum += slopes[at] * (activation == 0 ? t : activation == 1 ? max(t, 0.0) : t * 0.5 * (1 + erf(t / sqrt(2.0))));
            }
        }
        return sum;
    }
};

void check_norm(unsigned int activation, unsigned int of_batch) {
    const unsigned int rows = 90, channels = 37, across = 2, down = 3, count = rows * channels;
    const Numbers x = normals(count), weight = normals(channels), bias = normals(channels), slopes = normals(count);
    const auto gathered = [&](const Numbers &parts) {
        Numbers sums(channels);
        const layers::Rows of = {0, channels, 0, 1, 0, down};
        launch({across, 1, 1}, 256, [&] { layers::gather(parts.data(), parts.data(), sums.data(), sums.data(), of); });
        return sums;
    };
    const auto means = [&](const Numbers &centre, unsigned int squares) {
        Numbers parts(down * channels);
        const norm::Sum of = {rows, channels, squares, 0};
        launch({across, down, 1}, 256, [&] { norm::column_sums(x.data(), centre.data(), parts.data(), of); });
        Numbers sums = gathered(parts);
        for (float &sum : sums) sum /= rows;
        return sums;
    };
    const Numbers mean = means(x, 0), variance = means(mean, 1);
    const norm::Norm of = {rows, channels, activation, of_batch, 1e-5f};
    Numbers y(count), before(count), sums(down * channels), products(down * channels), of_x(count);
    launch_each(count, [&] { norm::normalise(x.data(), mean.data(), variance.data(), weight.data(), bias.data(), y.data(), of); });
    launch({across, down, 1}, 256, [&] {
        norm::deactivate(slopes.data(), x.data(), mean.data(), variance.data(), weight.data(), bias.data(), before.data(), sums.data(),
                         products.data(), of);
    });
    const Numbers of_bias = gathered(sums), of_weight = gathered(products);
    launch_each(count, [&] {
        norm::denormalise(before.data(), x.data(), mean.data(), variance.data(), weight.data(), of_bias.data(), of_weight.data(),
                          of_x.data(), of);
    });

    const Normalised reference = {rows, channels, activation, of_batch, mean, variance, slopes};
    std::vector<double> points[3] = {{x.begin(), x.end()}, {weight.begin(), weight.end()}, {bias.begin(), bias.end()}};
    double found_sum = 0;
    for (unsigned int at = 0; at < count; at++) found_sum += slopes[at] * y[at];
    check("a batch norm", {(float)found_sum}, {(float)reference.sum(points[0], points[1], points[2])}, BOUND);
    const Numbers *gradients[3] = {&of_x, &of_weight, &of_bias};
    for (unsigned int which = 0; which < 3; which++) {
        Numbers found, differences;
        for (size_t at = 0; at < gradients[which]->size(); at += which ? 1 : 53) {
            double &number = points[which][at], here = number, step = 1e-5;
            number = here + step;
            const double above = reference.sum(points[0], points[1], points[2]);
            number = here - step;
            const double below = reference.sum(points[0], points[1], points[2]);
            number = here;
            found.push_back((*gradients[which])[at]), differences.push_back((above - below) / (2 * step));
        }
        check("a gradient of a batch norm", found, differences, 1e-4);
    }
}

void check_log_softmax(unsigned int rows, unsigned int classes) {
    const Numbers x = normals(rows * classes), slopes = normals(rows * classes);
    Numbers y(x.size()), found(x.size()), found_slopes(x.size()), expected(x.size());
    for (unsigned int row = 0; row < rows; row++) {
        double sum = 0, slope = 0;
        for (unsigned int at = row * classes; at < (row + 1) * classes; at++) sum += exp(x[at]), slope += slopes[at];
        for (unsigned int at = row * classes; at < (row + 1) * classes; at++) {
            y[at] = x[at] - log(sum);
            expected[at] = slopes[at] - exp(x[at]) / sum * slope;
        }
    }
    const softmax::Logits of = {rows, classes};
    launch_each(32 * rows, [&] { softmax::log_softmax(x.data(), found.data(), of); });
    launch_each(32 * rows, [&] { softmax::from_log_softmax(slopes.data(), found.data(), found_slopes.data(), of); });
    check("the logarithm of softmax", found, y, BOUND);
    check("the gradient of it", found_slopes, expected, BOUND);
}

template <size_t... Index> void adam(std::vector<std::vector<Numbers>> &of, const optimiser::Step &step, std::index_sequence<Index...>) {
    std::vector<float *> pointers;
    for (size_t index = 0; index < optimiser::MOST; index++)
        for (Numbers &numbers : of[min(index, of.size() - 1)]) pointers.push_back(numbers.data());
    const unsigned int blocks = step.of[step.count - 1].block + quotient_up(step.of[step.count - 1].numbers, 1024);
    launch({blocks, 1, 1}, 256, [&] { optimiser::adam(pointers[Index]..., step); });
}

void check_adam() {
    std::vector<std::vector<Numbers>> tensors;
    std::vector<Numbers> expected;
    optimiser::Step step = {0.9f, 0.1f, 0.999f, 0.001f, 1e-8f, 0.02f, 3.0f, 0};
    unsigned int blocks = 0;
    for (unsigned int count : {300, 2100, 1}) {
        const Numbers gradient = normals(count), m = normals(count);
        Numbers parameter = normals(count);
        tensors.push_back({gradient, parameter, m, Numbers(count, 0.5f)});
        for (size_t at = 0; at < count; at++)
            parameter[at] -= 0.02f * (0.9f * m[at] + 0.1f * gradient[at]) /
                             (sqrtf(0.999f * 0.5f + 0.001f * gradient[at] * gradient[at]) * 3.0f + 1e-8f);
        expected.push_back(parameter);
        step.of[step.count++] = {count, std::exchange(blocks, blocks + quotient_up(count, 1024))};
    }
    adam(tensors, step, std::make_index_sequence<4 * optimiser::MOST>());
    for (size_t index = 0; index < tensors.size(); index++) check("a step of Adam", tensors[index][1], expected[index], BOUND);
}

int main() {
    check_convolution_input();
    check_columns();
    for (unsigned int norms : {0, 1, 2})
        for (unsigned int relu : {0, 1})
            for (unsigned int channels : {5, 40}) check_rows(norms, relu, channels);
    check_fold(0);
    check_fold(1);
    check_power_iterations();
    for (unsigned int activation : {0, 1, 2})
        for (unsigned int of_batch : {0, 1}) check_norm(activation, of_batch);
    check_log_softmax(9, 3), check_log_softmax(2, 70);
    check_adam();
    return wrong > 0;
}
