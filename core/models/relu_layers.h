#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// Linear layers, each followed by ReLU: [sample, input] → [sample, output of the last]. `parameters` are
/// weight [output, input] and bias [output] of each layer in turn. The values are those of torch::linear and
/// relu, as one operator with its own gradient: a small network spends most of its time in starting
/// operators.
torch::Tensor reluLayers(const torch::Tensor& input, at::TensorList parameters);

} // namespace modalscope
