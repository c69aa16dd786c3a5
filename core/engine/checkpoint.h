#pragma once

#include "core/base/atomic_file.h"
#include "core/engine/prepared_run.h"

#include <filesystem>

namespace modalscope {

/// Writes the weights as they are now with all that is needed to use them: `weights/<name>`,
/// `standardizer/<modality>/mean` and `/deviation`; metadata `experiment` (canonical JSON), `modalities` and
/// `class_names` (JSON), `run`, `epoch`; where weights were loaded and frozen, their names under `frozen`
/// (JSON). The same run writes the same bytes. Error: Io.
Result<void> writeCheckpoint(const std::filesystem::path& path, const PreparedRun& run, int epoch,
    Durability durability = Durability::Machine);

/// The epoch a checkpoint of this run was written after; 0 when there is none that can be read.
int checkpointEpoch(const std::filesystem::path& path, const PreparedRun& run);

/// Fills the network and the standardisers of `run`; returns the epoch.
/// Error: NotFound, Io, Format: the file is damaged or belongs to another network.
Result<int> readCheckpoint(const std::filesystem::path& path, PreparedRun& run);

/// Copies `values` into the tensors of the same name. Error: Format, naming the first tensor that does not
/// fit.
Result<void> copyWeights(
    const std::map<std::string, torch::Tensor>& targets, const std::map<std::string, torch::Tensor>& values);

} // namespace modalscope
