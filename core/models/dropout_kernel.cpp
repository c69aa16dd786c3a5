#include "core/models/dropout_kernel.h"

#include "core/base/fast_loops.h"

#include <algorithm>

namespace modalscope {
namespace {

/// Two rounds of the 32-bit mixer `lowbias32` (Wellons 2018), half of the seed before each.
template <class T>
[[gnu::always_inline]] inline void choose(
    T* values, std::int64_t count, std::uint64_t seed, double keptShare, T kept)
{
    const auto first = std::uint32_t(seed), second = std::uint32_t(seed >> 32);
    const auto limit = std::uint32_t(std::min(keptShare * 4294967296.0, 4294967295.0));
    for (std::int64_t i = 0; i < count; ++i) {
        std::uint32_t h = std::uint32_t(i) * 2654435769U + first;
        h ^= h >> 16;
        h *= 0x7feb352dU;
        h ^= h >> 15;
        h *= 0x846ca68bU;
        h ^= (h >> 16) ^ second;
        h *= 0x7feb352dU;
        h ^= h >> 15;
        h *= 0x846ca68bU;
        h ^= h >> 16;
        values[i] = h < limit ? kept : T(0);
    }
}

} // namespace

MODALSCOPE_FAST void fillKept(
    float* values, std::int64_t count, std::uint64_t seed, double keptShare, float kept)
{
    choose(values, count, seed, keptShare, kept);
}

MODALSCOPE_FAST void fillKept(
    double* values, std::int64_t count, std::uint64_t seed, double keptShare, double kept)
{
    choose(values, count, seed, keptShare, kept);
}

} // namespace modalscope
