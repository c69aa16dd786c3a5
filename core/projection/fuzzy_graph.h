#pragma once

#include "core/projection/neighbors.h"
#include "core/projection/worker_team.h"

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// Strengths of how much points belong together, in (0, 1]: sparse rows, neighbours rising.
struct FuzzyGraph {
    std::vector<std::int64_t> start; ///< of each row; one more at the end
    std::vector<std::int32_t> neighbor;
    std::vector<float> weight;

    std::int64_t vertices() const { return std::int64_t(start.size()) - 1; }
};

/// How sure each point is of each of its neighbours, [point, k]: exp(−max(0, d − ρ)/σ), where ρ is the
/// distance of the nearest (`localConnectivity` of them) and σ makes the strengths sum to log2(k + 1).
/// McInnes, Healy and Melville (2018), algorithm 3; umap-learn's `smooth_knn_dist`, which counts the point
/// itself as one of n_neighbors = k + 1.
std::vector<float> neighborStrengths(
    const NeighborGraph& neighbors, double localConnectivity, WorkerTeam& team);

/// The symmetric graph: a ∪ b = a + b − a·b of both directions, mixed with a·b by `unionShare` (1 = union
/// alone; umap-learn's set_op_mix_ratio). Section 3.1, algorithm 2.
FuzzyGraph fuzzyGraph(
    const NeighborGraph& neighbors, double localConnectivity, double unionShare, WorkerTeam& team);

/// The graph with edges weakened that join different labels, by exp(−2.5/(1 − targetWeight)), or end at an
/// unknown one (below 0), by 1/e; then each point is made sure of one neighbour again. umap-learn's
/// supervised mode for categories.
FuzzyGraph intersectWithLabels(const FuzzyGraph& graph, std::span<const int> labels, double targetWeight);

/// Number of the connected part of each vertex; parts are numbered in the order of their first vertices.
std::vector<std::int32_t> connectedParts(const FuzzyGraph& graph);

} // namespace modalscope
