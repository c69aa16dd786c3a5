#pragma once

#include "core/base/result.h"
#include "core/projection/prepared_points.h"
#include "core/projection/worker_team.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <vector>

namespace modalscope {

enum class NeighborSearch { Auto, Exact, Approximate };
std::span<const Choice<NeighborSearch>> choices(NeighborSearch);

/// The nearest other points of each point, nearest first.
struct NeighborGraph {
    std::int64_t points = 0;
    int k = 0;
    std::vector<std::int32_t> index; ///< [point, k]
    std::vector<float> distance; ///< [point, k], of the metric
    bool exact = true;
};

/// The `k` nearest of the other points; fewer when there are fewer. Auto is exact as long as points² · values
/// is at most 4·10¹⁰ (16,000 points of 128 values), and NN-descent above. Equal distances go to the lower
/// number. The same graph for any number of threads. Error: Cancelled.
Result<NeighborGraph> findNeighbors(const PreparedPoints& points, int k, NeighborSearch search,
    std::uint64_t seed, WorkerTeam& team, const RunContext& context = {});

/// The `k` points among `points` nearest to each of `queries`, exactly. Both prepared for one metric. Error:
/// Cancelled.
Result<NeighborGraph> nearestPoints(const PreparedPoints& queries, const PreparedPoints& points, int k,
    WorkerTeam& team, const RunContext& context = {});

} // namespace modalscope
