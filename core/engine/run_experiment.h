#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::run: from a request to a finished run folder, or as far as it gets.
///
/// After every epoch the weights of the best epoch (`best.safetensors`, when it is a new one), then the
/// state, then the row of history.csv are written: killed at any instant, the state names an epoch whose
/// weights are there, and the history is written anew from it. At the end come predictions, features,
/// checkpoint, metrics and the status, in this order, and then the state and the best weights are removed.
Result<void> runExperiment(const RunRequest& request, const std::string& library, const RunContext& context);

} // namespace modalscope
