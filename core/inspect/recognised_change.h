#pragma once

#include "core/inspect/checkpoint_diff.h"

#include <string>

namespace modalscope {

/// `CheckpointDiff::recognised` of what has been compared. Reads the first file when the second names a base
/// by its SHA-256. Error: Cancelled, Io.
Result<std::string> recognisedChange(const Checkpoint& first, const Checkpoint& second,
    const std::vector<TensorDiff>& tensors, const RunContext& run);

} // namespace modalscope
