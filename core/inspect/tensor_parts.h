#pragma once

#include "core/inspect/checkpoint.h"

#include <string>

namespace modalscope {

/// A key of a dict as a part of a name, as `namedTensors` (`core/io/tensor_tree.h`) writes it.
std::string keyTextOf(const TensorTree& tree, const TreeNode& key);

/// A dict that an optimiser of PyTorch writes: `state` beside `param_groups`.
bool isOptimizerState(const TensorTree& tree, const TreeNode& node);

/// Every tensor of a file with what it is for: names as `namedTensors` gives them, in its order.
/// `metadata`: of a safetensors file, "modalscope-checkpoint-1" and such; ours when it says so.
std::vector<CheckpointTensor> tensorsByPart(const TensorTree& tree);
std::vector<CheckpointTensor> tensorsOfRun(const TensorTree& tree); ///< of a run's checkpoint or state
std::vector<CheckpointTensor> tensorsOfAdapters(const TensorTree& tree); ///< of an adapter set

} // namespace modalscope
