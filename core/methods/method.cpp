#include "core/methods/method.h"

#include "core/methods/cross_entropy.h"

namespace modalscope {

torch::Tensor anyPresent(const std::vector<torch::Tensor>& presence)
{
    torch::Tensor any;
    for (const auto& one : presence) {
        if (!one.defined())
            return {};
        any = any.defined() ? any.logical_or(one) : one;
    }
    return any;
}

Outputs Method::forwardFrom(std::vector<torch::Tensor>, const Batch&)
{
    return {};
}

torch::Tensor Method::lossOf(const Outputs& outputs, const Batch& batch) const
{
    const auto any = anyPresent(batch.presence);
    auto scores = outputs.fused;
    auto labels = batch.labels;
    if (any.defined()) {
        const auto rows = any.nonzero().squeeze(1);
        if (rows.size(0) == 0)
            return {};
        scores = scores.index_select(0, rows);
        labels = labels.index_select(0, rows);
    }
    if (!outputs.fusedAreProbabilities)
        return crossEntropy(scores, labels);
    return torch::nll_loss(scores.clamp_min(kLeastProbability).log(), labels);
}

} // namespace modalscope
