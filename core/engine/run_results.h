#pragma once

#include "core/engine/final_evaluation.h"
#include "core/store/run_folder.h"

#include <string>
#include <vector>

namespace modalscope {

/// Writes what a finished training is known by: predictions, features, checkpoint, conditions, and last the
/// metrics and the manifest with the SHA-256 of these files and of `more`, names of files that are there
/// already. `epoch` is the one whose weights `run` has. Error: Io; Cancelled, before metrics.json.
Result<void> writeResults(PreparedRun& run, const RunFolder& folder, int epoch,
    const std::vector<std::string>& more, FinalEvaluation& evaluation, const RunContext& context);

} // namespace modalscope
