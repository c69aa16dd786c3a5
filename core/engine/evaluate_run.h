#pragma once

#include "core/engine/engine.h"

#include <nlohmann/json.hpp>

namespace modalscope {

/// Does Engine::evaluate. When modalities are named, samples that have none of them count in nothing: "n" is
/// the number of the others, "without" that of those left out. Error: NotFound or Format without a usable
/// checkpoint; InvalidInput for an unknown split or modality, a dataset that is not the run's, or no sample
/// that has a named modality.
Result<nlohmann::json> evaluateRun(const EvaluateRequest& request, const RunContext& context);

} // namespace modalscope
