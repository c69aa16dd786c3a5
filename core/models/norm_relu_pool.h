#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// Batch norm, ReLU and 2×2 max pool in one: [sample, channel, row, column] → [sample, channel, row / 2,
/// column / 2]. The values are those of the three layers one after another; in training mode `norm` learns
/// its running statistics. On the CPU it reads the map three times and writes it once, forward and backward
/// together, where the layers need 14 passes.
torch::Tensor normReluPool(const torch::Tensor& input, torch::nn::BatchNorm2d& norm);

/// The same values with channels next to each other in memory, the layout in which oneDNN's convolutions and
/// `normReluPool` are fastest. On CUDA the input itself.
torch::Tensor withChannelsLast(const torch::Tensor& images);

} // namespace modalscope
