#pragma once

#include <cstdint>

namespace modalscope {

/// A random choice for each of `count` values, by a hash of its index and of `seed`: `kept` with probability
/// `keptShare`, else 0.
void fillKept(float* values, std::int64_t count, std::uint64_t seed, double keptShare, float kept);
void fillKept(double* values, std::int64_t count, std::uint64_t seed, double keptShare, double kept);

} // namespace modalscope
