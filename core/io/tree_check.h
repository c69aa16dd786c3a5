#pragma once

#include "core/base/result.h"
#include "core/io/tensor_tree.h"

namespace modalscope {

/// What TensorTree promises of what hangs below its root. `memory`: bytes that the names of all tensors may
/// take. Error: Format: "has a value that holds itself", "has a dict with the key x twice", ...
Result<void> checkTree(const TensorTree& tree, std::uint64_t memory);

} // namespace modalscope
