#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/run/run_context.h"
#include "core/store/run_folder.h"

#include <memory>
#include <string>

namespace modalscope {

/// The run that a command is asked to work on, with its data.
struct StoredRunInput {
    RunOrigin origin;
    std::shared_ptr<const Dataset> dataset;
};

/// `dataset` is where the data are now; empty = where they were. Error: `folder` is no run folder, or the
/// dataset cannot be read; Cancelled.
Result<StoredRunInput> openStoredRun(
    const std::string& folder, const std::string& dataset, const RunContext& context);

} // namespace modalscope
