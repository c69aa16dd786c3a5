#include "core/methods/feature_cells.h"

namespace modalscope {

torch::Tensor presentCells(const JointPass& pass)
{
    const auto& any = pass.features.front();
    const auto everySample = torch::ones({any.size(0)}, any.options().dtype(torch::kBool));
    std::vector<torch::Tensor> cells;
    for (const auto& presence : pass.presence)
        cells.push_back(presence.defined() ? presence : everySample);
    return torch::stack(cells);
}

torch::Tensor joinFeatures(const std::vector<torch::Tensor>& features, const torch::Tensor& shown)
{
    return torch::cat(features, 1).masked_fill(valuesOf(shown, features).logical_not(), 0);
}

torch::Tensor valuesOf(const torch::Tensor& cells, const std::vector<torch::Tensor>& features)
{
    std::vector<torch::Tensor> values;
    for (std::size_t m = 0; m < features.size(); ++m)
        values.push_back(cells[std::int64_t(m)].unsqueeze(1).expand_as(features[m]));
    return torch::cat(values, 1);
}

torch::Tensor reconstructionError(
    const torch::Tensor& values, const std::vector<torch::Tensor>& targets, const torch::Tensor& counted)
{
    const auto mask = valuesOf(counted, targets);
    const auto difference = (values - torch::cat(targets, 1).detach()).masked_fill(mask.logical_not(), 0);
    return difference.square().sum() / mask.sum().clamp_min(1);
}

std::vector<torch::Tensor> logitsOfEach(const std::vector<torch::Tensor>& features,
    const torch::Tensor& present, const std::function<torch::Tensor(const torch::Tensor& joined)>& classify)
{
    std::vector<torch::Tensor> logits;
    for (std::int64_t m = 0; m < present.size(0); ++m) {
        auto alone = torch::zeros_like(present);
        alone[m].copy_(present[m]);
        logits.push_back(classify(joinFeatures(features, alone)));
    }
    return logits;
}

} // namespace modalscope
