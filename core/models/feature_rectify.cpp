#include "core/models/feature_rectify.h"

#include "core/models/register_at.h"

namespace modalscope {

FeatureRectify::FeatureRectify(std::int64_t width)
{
    m_channelIn = registerAt(*this, "channel_weights.mlp.0", torch::nn::Linear(4 * width, 4 * width));
    m_channelOut = registerAt(*this, "channel_weights.mlp.2", torch::nn::Linear(4 * width, 2 * width));
    m_spaceIn = registerAt(
        *this, "spatial_weights.mlp.0", torch::nn::Conv2d(torch::nn::Conv2dOptions(2 * width, width, 1)));
    m_spaceOut = registerAt(
        *this, "spatial_weights.mlp.2", torch::nn::Conv2d(torch::nn::Conv2dOptions(width, 2, 1)));
}

std::pair<TokenMap, TokenMap> FeatureRectify::forward(const TokenMap& first, const TokenMap& second)
{
    const auto both = first.with(torch::cat({first.values, second.values}, 1));
    const auto means = both.perSample().mean(1);
    const auto largest = std::get<0>(torch::adaptive_max_pool2d(both.image(), {1, 1})).flatten(1);
    const auto channel = torch::sigmoid(
        m_channelOut->forward(torch::relu(m_channelIn->forward(torch::cat({means, largest}, 1)))))
                             .view({first.samples, 2, 1, first.channels()});
    const auto space = torch::sigmoid(pointwise(m_spaceOut, torch::relu(pointwise(m_spaceIn, both.values))))
                           .view({first.samples, -1, 2, 1});
    const auto rectified = [&](const TokenMap& map, const TokenMap& other, int which) {
        const auto weights = channel.select(1, which) + space.select(2, which);
        return map.with(
            torch::addcmul(map.perSample(), other.perSample(), weights, 0.5).view(map.values.sizes()));
    };
    return {rectified(first, second, 1), rectified(second, first, 0)};
}

} // namespace modalscope
