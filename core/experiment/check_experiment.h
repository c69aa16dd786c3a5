#pragma once

#include "core/experiment/experiment.h"

namespace modalscope {

/// Every set of available modalities can be evaluated for at most this many.
inline constexpr int kMostSubsetModalities = 8;

/// Everything that can be said before a run starts: unknown modalities, a fusion that needs more of them, a
/// batch larger than the data, a network larger than the memory, an empty split, a task that cannot be
/// trained yet. Error: InvalidInput or Shape, one sentence.
Result<void> checkExperiment(const Experiment& experiment, const Dataset& dataset);

} // namespace modalscope
