#pragma once

#include "app/checkpoint/name_tree.h"
#include "core/base/file_stamp.h"
#include "core/inspect/branches.h"
#include "core/run/history.h"

#include <QString>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// Tensors of one part together.
struct PartTotal {
    std::int64_t tensors = 0, values = 0, bytes = 0;
};

/// A checkpoint that is open, with everything that the page shows without reading values. Never changes;
/// threads share it.
struct LoadedCheckpoint {
    std::string path; ///< that was asked for: a file or a folder
    std::string title; ///< "mla-s0/checkpoint.safetensors"
    Checkpoint checkpoint;
    FileStamp stamp; ///< of the file when it was opened
    std::vector<Branch> branches;
    NameTree names;
    std::vector<QString> searched; ///< of each tensor its name, shape, type and part in small letters
    std::array<PartTotal, 4> totals; ///< by CheckpointPart
    History history; ///< of the run in whose folder it lies; without epochs when it lies in none

    const TensorEntry& entry(std::size_t tensor) const
    {
        return checkpoint.file.tree.tensors[checkpoint.tensors[tensor].tensor];
    }
    TensorPlace place() const
    {
        return {*checkpoint.file.source, checkpoint.file.tree, checkpoint.file.isBigEndian};
    }
};
using CheckpointPtr = std::shared_ptr<const LoadedCheckpoint>;

/// Reads what stands in the file beside its values. Not for the window's thread. Error: as openCheckpoint.
Result<CheckpointPtr> loadCheckpoint(const std::string& path);

/// Whether the file still is what it was. Error: as checkFileStamp.
Result<void> checkUnchanged(const LoadedCheckpoint& loaded);

} // namespace modalscope
