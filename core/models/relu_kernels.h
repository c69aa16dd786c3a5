#pragma once

#include <cstdint>

namespace modalscope {

/// Every row of values [row, column] becomes a copy of `row`.
void fillRows(float* values, const float* row, std::int64_t rows, std::int64_t columns);
void fillRows(double* values, const double* row, std::int64_t rows, std::int64_t columns);

/// values ← max(0, values); not a number stays what it is.
void keepPositive(float* values, std::int64_t count);
void keepPositive(double* values, std::int64_t count);

/// masked ← gradient where the output is not 0, else 0; sums ← Σ over rows of masked, [column]. `masked` may
/// be `gradient`.
void maskGradient(const float* gradient, const float* output, float* masked, float* sums, std::int64_t rows,
    std::int64_t columns);
void maskGradient(const double* gradient, const double* output, double* masked, double* sums,
    std::int64_t rows, std::int64_t columns);

} // namespace modalscope
