#include "core/models/relu_kernels.h"

#include "core/base/fast_loops.h"

#include <algorithm>

namespace modalscope {
namespace {

template <class T>
[[gnu::always_inline]] inline void biasRelu(
    T* __restrict values, const T* __restrict bias, std::int64_t rows, std::int64_t columns)
{
    for (std::int64_t row = 0; row < rows; ++row, values += columns)
        for (std::int64_t c = 0; c < columns; ++c) {
            const T value = values[c] + bias[c];
            values[c] = value <= 0 ? T(0) : value;
        }
}

template <class T>
[[gnu::always_inline]] inline void mask(const T* __restrict gradient, const T* __restrict output, T* __restrict masked,
    T* __restrict sums, std::int64_t rows, std::int64_t columns)
{
    std::fill_n(sums, columns, T(0));
    for (std::int64_t row = 0; row < rows; ++row, gradient += columns, output += columns, masked += columns)
        for (std::int64_t c = 0; c < columns; ++c) {
            const T all = gradient[c];
            const T kept = output[c] <= 0 ? T(0) : all;
            masked[c] = kept;
            sums[c] += kept;
        }
}

} // namespace

MODALSCOPE_FAST void addBiasRelu(float* values, const float* bias, std::int64_t rows, std::int64_t columns)
{
    biasRelu(values, bias, rows, columns);
}

MODALSCOPE_FAST void addBiasRelu(double* values, const double* bias, std::int64_t rows, std::int64_t columns)
{
    biasRelu(values, bias, rows, columns);
}

MODALSCOPE_FAST void maskGradient(const float* gradient, const float* output, float* masked, float* sums,
    std::int64_t rows, std::int64_t columns)
{
    mask(gradient, output, masked, sums, rows, columns);
}

MODALSCOPE_FAST void maskGradient(const double* gradient, const double* output, double* masked, double* sums,
    std::int64_t rows, std::int64_t columns)
{
    mask(gradient, output, masked, sums, rows, columns);
}

} // namespace modalscope
