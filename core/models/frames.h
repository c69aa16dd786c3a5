#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// [sample, frame, channel, row, column] → [sample · frame, channel, row, column]; an image stays as it is.
torch::Tensor framesAsSamples(const torch::Tensor& input);

/// [sample · frame, channel, row, column] → [sample, channel], the mean over positions and over the frames
/// that `input`, as it was before `framesAsSamples`, has per sample.
torch::Tensor meanOverPositions(const torch::Tensor& maps, const torch::Tensor& input);

} // namespace modalscope
