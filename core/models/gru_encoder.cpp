#include "core/models/gru_encoder.h"

namespace modalscope {

struct GruEncoder::Weights : torch::nn::Module {
    Weights(std::int64_t inputs, std::int64_t width, int count)
    {
        for (int layer = 0; layer < count; ++layer) {
            const auto before = layer == 0 ? inputs : width;
            const auto end = "_l" + std::to_string(layer);
            layers.push_back({register_parameter("weight_ih" + end, torch::zeros({3 * width, before})),
                register_parameter("weight_hh" + end, torch::zeros({3 * width, width})),
                register_parameter("bias_ih" + end, torch::zeros({3 * width})),
                register_parameter("bias_hh" + end, torch::zeros({3 * width}))});
        }
    }

    /// The parameters as they are now: moving a module to another device or type replaces what is in them,
    /// not these.
    std::vector<std::vector<torch::Tensor>> layers;
};

GruEncoder::GruEncoder(
    std::int64_t inputs, std::int64_t width, int layers, std::int64_t feature, double dropout)
    : m_width(width)
    , m_gru(register_module("gru", std::make_shared<Weights>(inputs, width, layers)))
    , m_dropout(register_module("dropout", std::make_shared<Dropout>(dropout)))
    , m_projection(register_module("projection", torch::nn::Linear(width, feature)))
{ }

std::vector<std::vector<torch::Tensor>>& GruEncoder::gates()
{
    return m_gru->layers;
}

torch::Tensor GruEncoder::forward(const torch::Tensor& input)
{
    auto values = input;
    for (std::size_t layer = 0; layer < m_gru->layers.size(); ++layer) {
        if (layer > 0)
            values = m_dropout->forward(values);
        const auto start = torch::zeros({1, input.size(0), m_width}, input.options());
        const bool hasBias = true, isBidirectional = false, batchFirst = true;
        values = std::get<0>(torch::gru(values, start, m_gru->layers[layer], hasBias, 1, 0.0, is_training(),
            isBidirectional, batchFirst));
    }
    return m_projection->forward(values.mean(1));
}

} // namespace modalscope
