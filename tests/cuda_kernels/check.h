// Random numbers, and what was found beside what was expected.
#pragma once
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

typedef std::vector<float> Numbers;

static std::mt19937 generator(0);
static int wrong = 0;

inline Numbers normals(size_t count) {
    std::normal_distribution<float> normal;
    Numbers numbers(count);
    for (float &number : numbers) number = normal(generator);
    return numbers;
}

inline unsigned int quotient_up(unsigned int number, unsigned int divisor) { return (number + divisor - 1) / divisor; }

// Relative to the largest number expected.
inline void check(const char *name, const Numbers &found, const Numbers &expected, double bound) {
    double off = 0, largest = 1e-30;
    for (size_t at = 0; at < expected.size(); at++) {
        off = std::max(off, (double)std::fabs(found[at] - expected[at]));
        largest = std::max(largest, (double)std::fabs(expected[at]));
    }
    if (found.size() == expected.size() && off <= bound * largest) return;
    printf("%s is off by %.1e, at most %.0e\n", name, off / largest, bound);
    wrong++;
}
