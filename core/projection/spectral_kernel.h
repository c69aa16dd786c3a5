#pragma once

#include <cstdint>

namespace modalscope {

/// A sparse symmetric matrix A.
struct SpectralRows {
    const std::int64_t* start; ///< of each row; one more at the end
    const std::int32_t* neighbor;
    const float* weight;
};

/// scale·(A·x − shift·x) − keep·before: one step of a Chebyshev filter.
struct FilterStep {
    float shift = 0, scale = 1, keep = 0;
};

/// Eight vectors side by side, [vertex, 8]: rows first .. last-1 of the step's result into `out`.
void filterRows(const SpectralRows& rows, std::int64_t first, std::int64_t last, const float* x,
    const float* before, const FilterStep& step, float* out);

/// out [8, 8] += xᵀy of `count` rows. Sums are in single precision: a few hundred rows at a time.
void addProducts(const float* x, const float* y, std::int64_t count, float* out);

/// out = x·matrix [8, 8]; `out` may be x.
void turnRows(const float* x, std::int64_t count, const float* matrix, float* out);

} // namespace modalscope
