#include "core/methods/entropy_fusion.h"

#include <algorithm>

namespace modalscope {
namespace {

/// [modality, sample] of ones and zeros; undefined when nothing is absent.
torch::Tensor stackPresence(const std::vector<torch::Tensor>& presence, const torch::Tensor& z)
{
    if (std::none_of(presence.begin(), presence.end(), [](const auto& mask) { return mask.defined(); }))
        return {};
    std::vector<torch::Tensor> rows;
    for (const auto& mask : presence)
        rows.push_back(mask.defined() ? mask.to(z.options()) : torch::ones({z.size(1)}, z.options()));
    return torch::stack(rows);
}

/// −Σ p ln p along `axis`.
torch::Tensor entropy(const torch::Tensor& z, std::int64_t axis)
{
    const auto logP = torch::log_softmax(z, axis);
    return -(logP.exp() * logP).sum(axis);
}

/// One weight per modality [modality] from the entropies over a whole batch.
torch::Tensor batchWeights(const torch::Tensor& z, const torch::Tensor& present)
{
    if (!present.defined())
        return torch::softmax(-entropy(z, 1).sum(1), 0);
    std::vector<torch::Tensor> all;
    for (std::int64_t m = 0; m < z.size(0); ++m) {
        const auto rows = z[m].index_select(0, present[m].nonzero().flatten());
        all.push_back(entropy(rows, 0).sum());
    }
    return torch::softmax(-torch::stack(all), 0);
}

/// Weights [modality, sample] before absent cells are taken out.
torch::Tensor rawWeights(const torch::Tensor& z, const torch::Tensor& present, MlaFusion kind,
    const std::vector<double>& fixedWeights)
{
    const auto spread = [&](const torch::Tensor& perModality) {
        return perModality.unsqueeze(1).expand({-1, z.size(1)});
    };
    switch (kind) {
    case MlaFusion::Mean:
        break;
    case MlaFusion::Fixed: {
        const auto given = torch::tensor(fixedWeights, torch::kFloat64).to(z.options());
        return spread(given / given.sum());
    }
    case MlaFusion::Entropy:
    case MlaFusion::EntropyProbabilities:
        return torch::softmax(-entropy(z, 2), 0);
    case MlaFusion::ReleasedCodeBatch:
        return spread(batchWeights(z, present));
    }
    return spread(torch::full({z.size(0)}, 1.0 / double(z.size(0)), z.options()));
}

} // namespace

Fusion fuseLogits(const std::vector<torch::Tensor>& logits, const std::vector<torch::Tensor>& presence,
    MlaFusion kind, const std::vector<double>& fixedWeights)
{
    const auto z = torch::stack(logits); // [modality, sample, class]
    const auto present = stackPresence(presence, z);
    Fusion fusion;
    if (kind == MlaFusion::Mean && !present.defined()) {
        fusion.fused = z.mean(0);
        return fusion;
    }
    auto weights = rawWeights(z, present, kind, fixedWeights);
    if (present.defined()) {
        weights = weights * present;
        const auto sum = weights.sum(0, /*keepdim=*/true);
        weights = weights / torch::where(sum > 0, sum, torch::ones_like(sum));
    }
    fusion.areProbabilities = kind == MlaFusion::EntropyProbabilities;
    fusion.fused = (weights.unsqueeze(2) * (fusion.areProbabilities ? torch::softmax(z, 2) : z)).sum(0);
    if (kind != MlaFusion::Mean)
        fusion.weights = weights.unbind(0);
    return fusion;
}

} // namespace modalscope
