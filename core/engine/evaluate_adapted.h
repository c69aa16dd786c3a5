#pragma once

#include "core/engine/engine.h"
#include "core/engine/prepared_run.h"

#include <nlohmann/json.hpp>

namespace modalscope {

/// The `splits` entry of metrics.json for a run with the adapters of `request.adapters`, and only the
/// modalities that these are for. Error: NotFound, Io, Format: no adapter set, or one of another base;
/// InvalidInput: `request.present` names another set, or other conditions are asked for.
Result<nlohmann::json> evaluateAdapted(
    PreparedRun& run, const EvaluateRequest& request, const RunContext& context);

} // namespace modalscope
