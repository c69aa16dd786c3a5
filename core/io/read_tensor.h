#pragma once

#include "core/io/tensor_pieces.h"

#include <vector>

namespace modalscope {

/// The values in row-major order, whatever the strides are; of float16, bfloat16 and float8 exactly, of whole
/// numbers rounded, of bool 0 and 1, of tensors quantised as a whole scale·(stored − zeroPoint). Reads little
/// more than the tensor's own bytes. Error: Format for complex tensors, those quantised by channel and those
/// that repeat few bytes too often; Io.
Result<std::vector<float>> readFloats(const TensorPlace& place, const TensorEntry& tensor);
Result<std::vector<double>> readDoubles(const TensorPlace& place, const TensorEntry& tensor);

} // namespace modalscope
