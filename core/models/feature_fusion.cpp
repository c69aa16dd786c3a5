#include "core/models/feature_fusion.h"

#include "core/models/depthwise_conv.h"
#include "core/models/register_at.h"

#include <cmath>

namespace modalscope {

FeatureFusion::FeatureFusion(std::int64_t width, std::int64_t heads)
    : m_heads(heads)
{
    using namespace torch::nn;
    const auto addBoth = [this](const std::string& path, auto& layers, const auto& make) {
        for (std::size_t i = 0; i < 2; ++i)
            layers[i] = registerAt(*this, "cross." + path + std::to_string(i + 1), make());
    };
    addBoth("channel_proj", m_in, [&] { return Linear(width, 2 * width); });
    addBoth("cross_attn.kv", m_keyValue, [&] { return Linear(LinearOptions(width, 2 * width).bias(false)); });
    addBoth("end_proj", m_out, [&] { return Linear(2 * width, width); });
    addBoth("norm", m_norms, [&] { return LayerNorm(LayerNormOptions({width})); });
    m_residual
        = registerAt(*this, "channel_emb.residual", Conv2d(Conv2dOptions(2 * width, width, 1).bias(false)));
    m_embedIn = registerAt(*this, "channel_emb.channel_embed.0", Conv2d(Conv2dOptions(2 * width, width, 1)));
    m_embedDepthwise = registerAt(*this, "channel_emb.channel_embed.1", depthwiseLayer(width, 3));
    m_embedOut = registerAt(*this, "channel_emb.channel_embed.3", Conv2d(Conv2dOptions(width, width, 1)));
    m_embedNorm = registerAt(*this, "channel_emb.channel_embed.4", BatchNorm2d(width));
    m_norm = registerAt(*this, "channel_emb.norm", BatchNorm2d(width));
}

FeatureFusion::Side FeatureFusion::read(const TokenMap& map, std::size_t side)
{
    const auto samples = map.samples, width = map.channels() / m_heads;
    const auto split = [&](const torch::Tensor& values) { // [sample, position, head, width]
        return values.transpose(1, 2).reshape({samples * m_heads, -1, width});
    };
    const auto halves = torch::relu(m_in[side]->forward(map.values)).chunk(2, 1);
    const auto keyValue
        = m_keyValue[side]->forward(halves[1]).view({samples, -1, 2, m_heads, width}).unbind(2);
    const auto product = torch::bmm(split(keyValue[0]).transpose(1, 2), split(keyValue[1]));
    return {halves[0], split(halves[1].reshape({samples, -1, m_heads, width})),
        torch::softmax(product * (1 / std::sqrt(double(width))), -2)};
}

torch::Tensor FeatureFusion::exchanged(
    const TokenMap& map, const Side& own, const Side& other, std::size_t side)
{
    const auto mixed = torch::bmm(own.query, other.context)
                           .view({map.samples, m_heads, -1, map.channels() / m_heads})
                           .transpose(1, 2)
                           .reshape(map.values.sizes());
    return m_norms[side]->forward(map.values + m_out[side]->forward(torch::cat({own.kept, mixed}, 1)));
}

TokenMap FeatureFusion::forward(const TokenMap& first, const TokenMap& second)
{
    const auto one = read(first, 0), two = read(second, 1);
    const auto both = torch::cat({exchanged(first, one, two, 0), exchanged(second, two, one, 1)}, 1);
    const auto local = m_embedDepthwise->forward(first.with(pointwise(m_embedIn, both)).image());
    const auto embedded = pointwise(m_embedOut, torch::relu(TokenMap::of(local).values));
    const auto sum = pointwise(m_residual, both)
        + TokenMap::of(m_embedNorm->forward(first.with(embedded).image())).values;
    return TokenMap::of(m_norm->forward(first.with(sum).image()));
}

} // namespace modalscope
