#include "core/models/transformer_encoder.h"

#include <cmath>

namespace modalscope {

struct TransformerEncoder::Layer : torch::nn::Module {
    Layer(std::int64_t width, int headCount, std::shared_ptr<Dropout> sharedDropout)
        : heads(headCount)
        , dropout(std::move(sharedDropout))
        , norm1(register_module("norm1", torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}))))
        , inProjection(register_module("in_proj", torch::nn::Linear(width, 3 * width)))
        , outProjection(register_module("out_proj", torch::nn::Linear(width, width)))
        , norm2(register_module("norm2", torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}))))
        , linear1(register_module("linear1", torch::nn::Linear(width, 4 * width)))
        , linear2(register_module("linear2", torch::nn::Linear(4 * width, width)))
    { }

    /// [sample, time, width] → the same.
    torch::Tensor attend(const torch::Tensor& values)
    {
        const auto samples = values.size(0), time = values.size(1), width = values.size(2);
        const auto parts = inProjection->forward(values)
                               .view({samples, time, 3, heads, width / heads})
                               .permute({2, 0, 3, 1, 4}); // [q k v, sample, head, time, width of a head]
        const auto scores
            = torch::matmul(parts[0], parts[1].transpose(-2, -1)) / std::sqrt(double(width / heads));
        const auto mixed = torch::matmul(torch::softmax(scores, -1), parts[2]);
        return outProjection->forward(mixed.transpose(1, 2).reshape({samples, time, width}));
    }

    torch::Tensor forward(const torch::Tensor& input)
    {
        const auto values = input + dropout->forward(attend(norm1->forward(input)));
        const auto wide = dropout->forward(torch::gelu(linear1->forward(norm2->forward(values))));
        return values + dropout->forward(linear2->forward(wide));
    }

    int heads;
    std::shared_ptr<Dropout> dropout;
    torch::nn::LayerNorm norm1;
    torch::nn::Linear inProjection, outProjection;
    torch::nn::LayerNorm norm2;
    torch::nn::Linear linear1, linear2;
};

TransformerEncoder::TransformerEncoder(const TransformerSize& size)
    : m_input(register_module("input", torch::nn::Linear(size.inputs, size.width)))
    , m_dropout(register_module("dropout", std::make_shared<Dropout>(size.dropout)))
    , m_norm(register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({size.width}))))
    , m_projection(register_module("projection", torch::nn::Linear(size.width, size.feature)))
{
    for (int i = 0; i < size.layers; ++i)
        m_layers.push_back(register_module(
            "layer" + std::to_string(i), std::make_shared<Layer>(size.width, size.heads, m_dropout)));
}

torch::Tensor TransformerEncoder::forward(const torch::Tensor& input)
{
    auto values = m_input->forward(input);
    values
        = m_dropout->forward(values + sinusoidalPositions(values.size(1), values.size(2), values.options()));
    for (const auto& layer : m_layers)
        values = layer->forward(values);
    return m_projection->forward(m_norm->forward(values).mean(1));
}

void TransformerEncoder::setGenerator(const at::Generator& generator)
{
    m_dropout->setGenerator(generator);
}

torch::Tensor sinusoidalPositions(std::int64_t time, std::int64_t width, const torch::TensorOptions& options)
{
    auto positions = torch::empty({time, width}, torch::kFloat64);
    auto* out = positions.data_ptr<double>();
    for (std::int64_t t = 0; t < time; ++t)
        for (std::int64_t i = 0; i < width; ++i) {
            const double angle = double(t) * std::pow(10000.0, -double(i - i % 2) / double(width));
            *out++ = i % 2 == 0 ? std::sin(angle) : std::cos(angle);
        }
    return positions.to(options);
}

} // namespace modalscope
