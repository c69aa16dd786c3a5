#include "core/models/mult_transformer.h"

#include "core/models/register_at.h"

#include <cmath>
#include <limits>

namespace modalscope {

PositionTable::PositionTable(std::int64_t width)
    : m_width(width)
{ }

torch::Tensor PositionTable::rows(std::int64_t time, const torch::TensorOptions& options)
{
    const bool fits = m_rows.defined() && m_rows.size(0) >= time && m_rows.dtype() == options.dtype()
        && m_rows.device() == options.device();
    if (!fits) {
        const auto half = m_width / 2;
        auto table = torch::zeros({time, m_width}, torch::kFloat64);
        auto* out = table.data_ptr<double>();
        for (std::int64_t t = 0; t < time; ++t, out += m_width)
            for (std::int64_t i = 0; i < half; ++i) {
                const double angle
                    = double(t + 1) * std::exp(-double(i) * std::log(10000.0) / double(half - 1));
                out[i] = std::sin(angle);
                out[half + i] = std::cos(angle);
            }
        m_rows = table.to(options.requires_grad(false));
    }
    return m_rows.narrow(0, 0, time);
}

StepRows embedded(const StepRows& steps, PositionTable& positions)
{
    const auto options = steps.values.options();
    const auto isStep = steps.values.detach().select(1, 0).ne(0).view({steps.time, steps.samples, 1});
    const auto where = positions.rows(steps.time, options).unsqueeze(1) * isStep;
    return steps.with(
        where.view(steps.values.sizes()).add(steps.values, std::sqrt(double(steps.values.size(1)))));
}

torch::Tensor laterSteps(std::int64_t time, std::int64_t sourceTime, const torch::TensorOptions& options)
{
    return torch::full({time, sourceTime}, -std::numeric_limits<double>::infinity(), options)
        .triu(1 + std::abs(sourceTime - time));
}

struct MultTransformer::Layer : torch::nn::Module {
    explicit Layer(const MultTransformerSize& size)
        : attention(register_module(
            "self_attn", std::make_shared<PackedAttention>(size.width, size.heads, size.attentionDropout)))
        , in(register_module("fc1", torch::nn::Linear(size.width, 4 * size.width)))
        , out(register_module("fc2", torch::nn::Linear(4 * size.width, size.width)))
        , norm0(registerAt(
              *this, "layer_norms.0", torch::nn::LayerNorm(torch::nn::LayerNormOptions({size.width}))))
        , norm1(registerAt(
              *this, "layer_norms.1", torch::nn::LayerNorm(torch::nn::LayerNormOptions({size.width}))))
        , reluDropout(register_module("relu_dropout", std::make_shared<HashedDropout>(size.reluDropout)))
        , residualDropout(
              register_module("residual_dropout", std::make_shared<HashedDropout>(size.residualDropout)))
    { }

    StepRows forward(const StepRows& steps, const StepRows* source, const torch::Tensor& mask)
    {
        const auto query = norm0->forward(steps.values);
        const auto attended
            = attention->forward(query, source ? norm0->forward(source->values) : query, steps.samples, mask);
        const auto values = steps.values + residualDropout->forward(attended);
        const auto wide = reluDropout->forward(in->forward(norm1->forward(values)).relu_());
        return steps.with(values + residualDropout->forward(out->forward(wide)));
    }

    std::shared_ptr<PackedAttention> attention;
    torch::nn::Linear in, out;
    torch::nn::LayerNorm norm0, norm1;
    std::shared_ptr<HashedDropout> reluDropout, residualDropout;
};

MultTransformer::MultTransformer(const MultTransformerSize& size)
    : m_mask(size.mask)
    , m_embedDropout(register_module("embed_dropout", std::make_shared<HashedDropout>(size.embedDropout)))
{
    for (int i = 0; i < size.layers; ++i)
        m_layers.push_back(registerAt(*this, "layers." + std::to_string(i), std::make_shared<Layer>(size)));
    m_norm = register_module("layer_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({size.width})));
}

StepRows MultTransformer::forward(const StepRows& query, const StepRows* source)
{
    auto steps = query.with(m_embedDropout->forward(query.values));
    StepRows read;
    if (source)
        read = source->with(m_embedDropout->forward(source->values));
    const auto mask = m_mask
        ? laterSteps(steps.time, source ? read.time : steps.time, query.values.options().requires_grad(false))
        : torch::Tensor();
    for (const auto& layer : m_layers)
        steps = layer->forward(steps, source ? &read : nullptr, mask);
    return steps.with(m_norm->forward(steps.values));
}

} // namespace modalscope
