#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// Mean cross-entropy of `logits` [sample, class] for `labels` [sample] int64, as torch::cross_entropy_loss,
/// in one operator with its own gradient, (softmax − one-hot)/samples.
torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& labels);

} // namespace modalscope
