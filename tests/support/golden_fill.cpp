#include "tests/support/golden_fill.h"

namespace modalscope {

std::vector<float> goldenFill(std::string_view name, std::int64_t count, double offset, double scale)
{
    std::uint32_t seed = 2166136261U;
    for (const char c : name)
        seed = (seed ^ std::uint8_t(c)) * 16777619U;
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t k = 0; k < values.size(); ++k) {
        std::uint32_t h = seed + std::uint32_t(k) * 2654435769U;
        h ^= h >> 16;
        h *= 0x7feb352dU;
        h ^= h >> 15;
        h *= 0x846ca68bU;
        h ^= h >> 16;
        values[k] = float(offset + scale * (double(h) / 2147483648.0 - 1.0));
    }
    return values;
}

} // namespace modalscope
