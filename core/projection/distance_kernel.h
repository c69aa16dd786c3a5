#pragma once

#include <cstdint>

namespace modalscope {

/// Row length that the loops below want: rounded up to a multiple of 8, what is added being zero.
constexpr std::int64_t paddedLength(std::int64_t values)
{
    return (values + 7) / 8 * 8;
}

/// ‖a_i − b_j‖² of every row of `a` with every row of `b`, into `out` [rowsA, rowsB]. Rows have `length`
/// values, a multiple of 8, and follow one another. Differences are squared, so equal rows give exactly 0 and
/// nothing is lost far from the origin; the sum has one order, so ‖a − b‖² = ‖b − a‖² to the last bit,
/// in any call.
void squaredDistances(
    const float* a, std::int64_t rowsA, const float* b, std::int64_t rowsB, std::int64_t length, float* out);

/// a·b of two rows of `length` values, a multiple of 8.
float dotProduct(const float* a, const float* b, std::int64_t length);

/// out += XᵀX of `count` rows of `length` values, a multiple of 8; `out` [length, length], of which only the
/// part on and right of the diagonal is made.
void accumulateProducts(const float* rows, std::int64_t count, std::int64_t length, float* out);

} // namespace modalscope
