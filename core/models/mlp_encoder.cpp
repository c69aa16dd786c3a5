#include "core/models/mlp_encoder.h"

#include "core/models/relu_layers.h"

namespace modalscope {

MlpEncoder::MlpEncoder(
    std::int64_t inputs, const std::vector<int>& hidden, std::int64_t feature, double dropout)
    : m_feature(feature)
    , m_dropout(register_module("dropout", std::make_shared<Dropout>(dropout)))
{
    std::vector<std::int64_t> widths(hidden.begin(), hidden.end());
    widths.push_back(feature);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto before = i == 0 ? inputs : widths[i - 1];
        m_layers.push_back(register_module(std::to_string(2 * i), torch::nn::Linear(before, widths[i])));
    }
}

torch::Tensor MlpEncoder::forward(const torch::Tensor& input)
{
    auto values = input.dim() > 2 ? input.flatten(1) : input;
    std::vector<torch::Tensor> weights;
    for (const auto& layer : m_layers) {
        weights.push_back(layer->weight);
        weights.push_back(layer->bias);
    }
    const at::TensorList all(weights);
    if (!m_dropout->isActive())
        return reluLayers(values, all);
    for (std::size_t i = 0; i + 1 < m_layers.size(); ++i)
        values = m_dropout->forward(reluLayers(values, all.slice(2 * i, 2)));
    return reluLayers(values, all.slice(all.size() - 2));
}

} // namespace modalscope
