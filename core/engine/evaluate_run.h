#pragma once

#include "core/engine/engine.h"

#include <nlohmann/json.hpp>

namespace modalscope {

/// Does Engine::evaluate. Error: NotFound or Format without a usable checkpoint; InvalidInput for an unknown
/// split or modality, or a dataset that is not the run's.
Result<nlohmann::json> evaluateRun(const EvaluateRequest& request, const RunContext& context);

} // namespace modalscope
