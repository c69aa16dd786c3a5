#pragma once

#include "core/data/array.h"
#include "core/projection/fuzzy_graph.h"
#include "core/projection/worker_team.h"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace modalscope {

/// Positions [vertex, dimensions] of the vertices of a connected graph: eigenvectors of the normalised
/// Laplacian 1 − D^-½WD^-½ of the smallest eigenvalues but the first (Belkin and Niyogi 2003; McInnes et al.
/// 2018, section 3.2.2). Found by Chebyshev-filtered subspace iteration (Zhou, Saad, Tiago and Chelikowsky
/// 2006) on eight vectors, so equal eigenvalues, as of a ring, do no harm; exactly up to 64 vertices. None
/// when it did not settle, when stopped, or for fewer vertices than dimensions + 2.
std::optional<Array> spectralPositions(const FuzzyGraph& graph, int dimensions, std::uint64_t seed,
    WorkerTeam& team, const std::stop_token& stop = {});

} // namespace modalscope
