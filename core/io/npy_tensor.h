#pragma once

#include "core/io/tensor_pieces.h"

#include <filesystem>

namespace modalscope {

/// Writes one tensor for numpy.load, row-major, written beside and renamed: whole numbers, bool and floats of
/// 16 to 64 bits bit for bit in their own type; bfloat16 and float8, which NumPy does not know, exactly as
/// float32; tensors quantised as a whole as the float64 numbers that they stand for. Error: as readDoubles;
/// Format for complex tensors and for 64-bit whole numbers beyond 2^53 in a view whose elements do not lie in
/// order; Io.
Result<void> writeNpy(const std::filesystem::path& path, const TensorPlace& place, const TensorEntry& tensor);

} // namespace modalscope
