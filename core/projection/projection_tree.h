#pragma once

#include "core/projection/prepared_points.h"

#include <cstdint>
#include <vector>

namespace modalscope {

/// Points in groups of near ones: a random projection tree (Dasgupta and Freund 2008; as in pynndescent
/// planes halfway between two random points) of which only the leaves are kept.
struct TreeLeaves {
    std::vector<std::int32_t> points; ///< all, leaf by leaf
    std::vector<std::int64_t> start; ///< of each leaf in `points`, and the end
};

/// Leaves of at most `leafSize` points.
TreeLeaves growTree(const PreparedPoints& points, std::int64_t leafSize, std::uint64_t seed);

} // namespace modalscope
