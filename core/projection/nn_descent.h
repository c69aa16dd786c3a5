#pragma once

#include "core/projection/neighbor_lists.h"
#include "core/projection/prepared_points.h"
#include "core/projection/worker_team.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <optional>

namespace modalscope {

/// Approximate neighbours: leaves of random projection trees, then NN-descent (Dong, Charikar and Li 2011: a
/// neighbour of a neighbour is probably a neighbour), as in pynndescent. Distances are squared. None when
/// stopped.
///
/// Written for this project because no packaged index is both parallel and repeatable: graphs of hnswlib and
/// faiss depend on the order in which threads insert. Here a round compares pairs chosen from the state
/// before it, and a list of nearest does not depend on the order of what is put into it, so any number of
/// threads gives the same lists.
std::optional<NeighborLists> descendToNeighbors(
    const PreparedPoints& points, int k, std::uint64_t seed, WorkerTeam& team, const RunContext& context);

} // namespace modalscope
