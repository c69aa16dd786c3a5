#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/run/run_context.h"

#include <filesystem>
#include <memory>

namespace modalscope {

struct ReadDatasetOptions {
    std::int64_t memoryBytes
        = 256 << 20; ///< a dataset that needs more as float32 stays on disk and is read as needed
    std::uint64_t splitSeed = 0; ///< for the valid split made when the file has none
};

/// Reads and checks a dataset file (`house.md` 4.1): ranks, lengths, types, finite values, label range before
/// any memory is taken; duplicates across splits and absent classes become warnings. Progress and cancel
/// through `context`. Error: one sentence that starts with the path and names the dataset or attribute, and
/// says what to do.
Result<std::shared_ptr<const Dataset>> readDataset(const std::filesystem::path& path,
    const ReadDatasetOptions& options = {}, const RunContext& context = {});

/// Writes a dataset file, beside and renamed. Splits that are not stored in a file ("origin") are written as
/// they are.
Result<void> writeDataset(const std::filesystem::path& path, const Dataset& dataset);

/// Whether the file still is the one that was read: size and time of change, or the fingerprint when these
/// differ. Error: NotFound or InvalidInput, "FILE: has changed since it was opened; open it again".
Result<void> checkUnchanged(const Dataset& dataset);

} // namespace modalscope
