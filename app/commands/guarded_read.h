#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/inspect/checkpoint.h"
#include "core/run/run_context.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace modalscope {

/// readDataset() for a program that does one thing: HDF5 can crash on a damaged file, or walk in circles in
/// it. Both end the program with exit code 2 and one sentence instead of a signal or a hang of more than 20 s
/// without progress. (The window looks at a file in a process of its own first: this program.)
Result<std::shared_ptr<const Dataset>> readDatasetGuarded(
    const std::filesystem::path& path, const RunContext& context);
Result<Checkpoint> openCheckpointGuarded(const std::filesystem::path& path); ///< openCheckpoint() likewise

/// Calls `read`, which reads `path`, in the same way; what it reports is progress.
void readGuarded(const std::filesystem::path& path, const RunContext& context,
    const std::function<void(const RunContext& watched)>& read);

} // namespace modalscope
