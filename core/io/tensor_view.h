#pragma once

#include "core/base/result.h"
#include "core/io/tensor_tree.h"

namespace modalscope {

inline constexpr std::size_t kMostAxes = 64; // PyTorch's own limit

/// Moves `view`, which starts where the `stored` bytes of its storage do, on by `offset` elements and checks
/// that all its elements lie in them. Error: Format, what follows "opcode X".
Result<void> placeView(TensorEntry& view, std::int64_t offset, std::uint64_t stored);

/// Strides of a row-major array.
Shape rowMajorStrides(const Shape& shape);

} // namespace modalscope
