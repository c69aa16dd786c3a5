#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::adapt. Into `adapters/<available>-<option>-s<seed>` of the run (adapterPath):
/// `adapter.safetensors` (Δ of the best epoch on valid; 4 bytes a value in single precision),
/// `experiment.json` (the options), `history.csv` and `metrics.json`: "epoch", "base" (SHA-256 of the
/// weights), "parameters" {"trainable", "total", "share"}, "splits" with the other modalities missing,
/// "before": the same of the base without adapters. The folder appears when everything is in it. A set that
/// is there with the same options is not learned again. Error: InvalidInput: the set of modalities, the
/// options, or a folder of other options; Cancelled; Io; Numeric.
Result<std::filesystem::path> adaptRun(const AdaptRequest& request, const RunContext& context);

} // namespace modalscope
