#pragma once

#include "core/base/random.h"
#include "core/data/array.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace modalscope {

/// Points around a few far centres, and which centre each belongs to.
struct ClusterPoints {
    Array points; ///< [count, values]
    std::vector<int> cluster;
};

inline ClusterPoints clusterPoints(std::int64_t count, std::int64_t values, int clusters, double spread = 1)
{
    Random random(7);
    ClusterPoints out{Array({count, values}), {}};
    std::vector<double> centers(std::size_t(clusters * values));
    for (double& center : centers)
        center = spread * 4 * random.normal();
    for (std::int64_t i = 0; i < count; ++i) {
        out.cluster.push_back(int(i % clusters));
        for (std::int64_t d = 0; d < values; ++d)
            out.points.row(i)[std::size_t(d)]
                = float(centers[std::size_t((i % clusters) * values + d)] + random.normal());
    }
    return out;
}

/// 12 points of 3 values by formula; easy to make in another language.
inline Array formulaPoints()
{
    Array out({12, 3});
    for (int i = 0; i < 12; ++i)
        for (int d = 0; d < 3; ++d)
            out.row(i)[std::size_t(d)] = float(std::sin(1 + 0.7 * i + 1.3 * d * d + 0.11 * i * d) * (d + 1));
    return out;
}

/// Of all bits of the values: equal layouts have equal hashes.
inline std::uint64_t hashOf(const std::vector<float>& values)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const float value : values)
        hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 1099511628211ULL;
    return hash;
}

} // namespace modalscope
