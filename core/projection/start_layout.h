#pragma once

#include "core/data/array.h"
#include "core/projection/fuzzy_graph.h"
#include "core/projection/worker_team.h"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace modalscope {

/// Where a layout starts: spectral positions of every connected part, placed around its centre in
/// `principal` [vertex, dimensions], a PCA picture, and no larger than the gap to the next part. Parts that
/// have no spectral positions keep those of `principal`. None when stopped.
std::optional<Array> spectralStart(const FuzzyGraph& graph, const Array& principal, std::uint64_t seed,
    WorkerTeam& team, const std::stop_token& stop);

/// As umap-learn before the first epoch: 20 wide, a trace of noise against equal positions, then every axis
/// from 0 to 10.
void scaleStart(Array& positions, std::uint64_t seed);

} // namespace modalscope
