#pragma once

#include "core/base/libtorch.h"

#include <vector>

namespace modalscope {

/// What one linear layer over several features says, in all and of each of them.
struct SplitLogits {
    torch::Tensor fused; ///< [sample, class]: Σ over features
    std::vector<torch::Tensor> parts; ///< h_m W_mᵀ + b/M, [sample, class] each; they lead back to nothing
};

/// The layer `weight` [class, Σ feature], `bias` [class] over the concatenation of `features` [sample,
/// feature], as one operator with its own gradient. The parts cost nothing: the fused logits are their sum.
SplitLogits splitLinear(
    const std::vector<torch::Tensor>& features, const torch::Tensor& weight, const torch::Tensor& bias);

} // namespace modalscope
