#include "core/models/mspa_block.h"

#include "core/models/depthwise_conv.h"
#include "core/models/register_at.h"

namespace modalscope {
namespace {

torch::nn::Conv2d oneByOne(std::int64_t inputs, std::int64_t outputs)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(inputs, outputs, 1));
}

} // namespace

MspaBlock::MspaBlock(std::int64_t width, std::int64_t ratio, double dropPath)
    : layerScale1(register_parameter("layer_scale_1", torch::full({width}, 1e-2)))
    , layerScale2(register_parameter("layer_scale_2", torch::full({width}, 1e-2)))
{
    m_norm1 = register_module("norm1", torch::nn::BatchNorm2d(width));
    m_depthwise = registerAt(*this, "attn.conv0", depthwiseLayer(width, 7));
    m_mix = registerAt(*this, "attn.conv4", oneByOne(width, width));
    m_norm2 = register_module("norm2", torch::nn::BatchNorm2d(width));
    m_in = registerAt(*this, "mlp.fc1", oneByOne(width, ratio * width));
    m_wide = registerAt(*this, "mlp.dwconv.dwconv", depthwiseLayer(ratio * width, 3));
    m_out = registerAt(*this, "mlp.fc2", oneByOne(ratio * width, width));
    m_channels = registerAt(
        *this, "c_nets.0", torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 1, 3).padding(1).bias(false)));
    m_dropPath = register_module("drop_path", std::make_shared<UnitDropout>(dropPath));
}

torch::Tensor withWindowMeans(const torch::Tensor& image)
{
    auto sum = image;
    for (const std::int64_t window : {3, 7, 11}) { // rows and columns apart: 2·window values, not window²
        const auto half = window / 2;
        const auto columns = torch::avg_pool2d(image, {1, window}, {1, 1}, {0, half}, false, false);
        sum = sum + torch::avg_pool2d(columns, {window, 1}, {1, 1}, {half, 0}, false, false);
    }
    return sum;
}

torch::Tensor MspaBlock::attend(const TokenMap& map)
{
    const auto around = withWindowMeans(m_depthwise->forward(map.image()));
    const auto weights = torch::sigmoid(pointwise(m_mix, TokenMap::of(around).values));
    return torch::addcmul(map.values, map.values, weights);
}

torch::Tensor MspaBlock::channelWeights(const TokenMap& map)
{
    return torch::sigmoid(m_channels->forward(map.perSample().mean(1, /*keepdim=*/true)));
}

torch::Tensor MspaBlock::feedForward(const TokenMap& map)
{
    const auto wide = m_wide->forward(map.with(pointwise(m_in, map.values)).image());
    return pointwise(m_out, torch::gelu(TokenMap::of(wide).values));
}

TokenMap MspaBlock::forward(const TokenMap& map)
{
    const auto normed = TokenMap::of(m_norm1->forward(map.image()));
    const auto attended = map.with(m_dropPath->addBranch(map, attend(normed), layerScale1));
    const auto weighted
        = map.with((attended.perSample() * channelWeights(attended)).view(map.values.sizes()));
    const auto branch = feedForward(TokenMap::of(m_norm2->forward(attended.image())));
    return map.with(m_dropPath->addBranch(weighted, branch, layerScale2));
}

} // namespace modalscope
