#pragma once

#include "core/engine/prepared_run.h"

#include <filesystem>

namespace modalscope {

/// A finished run with the weights it kept, ready to predict. Error: NotFound or Format without a usable
/// checkpoint or when it is not the one that the run wrote; InvalidInput for a dataset that is not the run's.
Result<PreparedRun> openRun(const std::filesystem::path& path, std::shared_ptr<const Dataset> dataset);

} // namespace modalscope
