#pragma once

#include "core/inspect/checkpoint.h"

namespace modalscope {

/// Every stored value that is no tensor, by the keys that lead to it; texts that are JSON are taken apart
/// ("experiment.train.epochs"), short lists stand in one line, of optimiser states the groups alone. At most
/// kMostFacts.
std::vector<CheckpointFact> factsOf(const TensorTree& tree);

} // namespace modalscope
