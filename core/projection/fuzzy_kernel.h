#pragma once

#include <cstdint>

namespace modalscope {

/// exp(−max(0, d − rho)/sigma) of `padded` distances, a multiple of 8; those added are infinite and give
/// nothing. The same bits on every processor.
void strengths(const float* distances, std::int64_t padded, float rho, float sigma, float* out);

/// Their sum, but for less than 1e-5.
float sumOfStrengths(const float* distances, std::int64_t padded, float rho, float sigma);

} // namespace modalscope
