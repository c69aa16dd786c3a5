#pragma once

#include "core/base/libtorch.h"
#include "core/methods/method_options.h"

namespace modalscope {

/// Cross-entropy of every pixel, 0 where it is kIgnoredPixel. `logits` [sample, class, row, column], `labels`
/// [sample, row, column] int64.
torch::Tensor pixelLosses(const torch::Tensor& logits, const torch::Tensor& labels);

/// Mean over the pixels that count (`counted` of them, at least one).
torch::Tensor meanPixelLoss(const torch::Tensor& losses, std::int64_t counted);

/// Online hard example mining: mean over the pixels whose loss is above −ln(threshold), that is whose true
/// class has a smaller probability; over the ⌊least · counted⌋ pixels with the largest losses, at least one,
/// when fewer are. Source: CMNeXt's released code (`adapters.md` 2), which gives NaN where none is hard and
/// 1/16 of the pixels is none.
torch::Tensor hardPixelLoss(const torch::Tensor& losses, std::int64_t counted, const OhemOptions& options);

} // namespace modalscope
