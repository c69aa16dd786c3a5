#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::summarize: parameters by part, memory by counting, time by training a network that is thrown
/// away on a few batches. Error: InvalidInput, Shape; Io when the data cannot be read.
Result<ModelSummary> summarizeModel(const Experiment& experiment, std::shared_ptr<const Dataset> dataset);

} // namespace modalscope
