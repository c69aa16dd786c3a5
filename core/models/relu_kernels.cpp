#include "core/models/relu_kernels.h"

#include "core/base/fast_loops.h"

#include <algorithm>

namespace modalscope {
namespace {

template <class T>
void fill(T* values, const T* row, std::int64_t rows, std::int64_t columns)
{
    for (std::int64_t i = 0; i < rows; ++i)
        std::copy_n(row, columns, values + i * columns);
}

template <class T>
[[gnu::always_inline]] inline void relu(T* values, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        values[i] = values[i] <= 0 ? T(0) : values[i];
}

template <class T>
[[gnu::always_inline]] inline void mask(const T* gradient, const T* __restrict output, T* masked,
    T* __restrict sums, std::int64_t rows, std::int64_t columns)
{
    std::fill_n(sums, columns, T(0));
    for (std::int64_t row = 0; row < rows; ++row, gradient += columns, output += columns, masked += columns)
#pragma GCC ivdep // masked may be gradient, but never a later value of it
        for (std::int64_t c = 0; c < columns; ++c) {
            const T all = gradient[c];
            const T kept = output[c] <= 0 ? T(0) : all;
            masked[c] = kept;
            sums[c] += kept;
        }
}

} // namespace

void fillRows(float* values, const float* row, std::int64_t rows, std::int64_t columns)
{
    fill(values, row, rows, columns);
}

void fillRows(double* values, const double* row, std::int64_t rows, std::int64_t columns)
{
    fill(values, row, rows, columns);
}

MODALSCOPE_FAST void keepPositive(float* values, std::int64_t count)
{
    relu(values, count);
}

MODALSCOPE_FAST void keepPositive(double* values, std::int64_t count)
{
    relu(values, count);
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
