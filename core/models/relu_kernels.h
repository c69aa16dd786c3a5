#pragma once

#include <cstdint>

namespace modalscope {

/// values ← max(0, values + bias), [row, column] in place; not a number stays what it is.
void addBiasRelu(float* values, const float* bias, std::int64_t rows, std::int64_t columns);
void addBiasRelu(double* values, const double* bias, std::int64_t rows, std::int64_t columns);

/// masked ← gradient where the output is not 0, else 0; sums ← Σ over rows of masked, [column].
void maskGradient(const float* gradient, const float* output, float* masked, float* sums, std::int64_t rows,
    std::int64_t columns);
void maskGradient(const double* gradient, const double* output, double* masked, double* sums, std::int64_t rows,
    std::int64_t columns);

} // namespace modalscope
