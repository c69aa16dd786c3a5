#include "core/models/mmsformer_fusion.h"

#include "core/models/depthwise_conv.h"
#include "core/models/register_at.h"

namespace modalscope {
namespace {

/// A smaller kernel with zeros around it.
torch::Tensor paddedKernel(const torch::nn::Conv2d& layer, std::int64_t border)
{
    return torch::constant_pad_nd(layer->weight, {border, border, border, border});
}

} // namespace

void MmsformerFusion::addLinear(
    torch::nn::Module& owner, const std::string& stage, std::int64_t width, int modalities)
{
    m_linear = registerAt(
        owner, "liner_fusion_layers." + stage, torch::nn::Linear(modalities * width, width)); // as published
}

void MmsformerFusion::addConvolutions(torch::nn::Module& owner, const std::string& stage, std::int64_t width)
{
    using namespace torch::nn;
    const auto path = "mix_ffn." + stage + ".";
    const auto point = [&] { return Conv2d(Conv2dOptions(width, width, 1)); };
    m_in = registerAt(owner, path + "fc1", Linear(width, width));
    m_point1 = registerAt(owner, path + "pwconv1.pwconv", point());
    m_norm1 = registerAt(owner, path + "pwconv1.bn", BatchNorm2d(width));
    m_depthwise3 = registerAt(owner, path + "dwconv3.dwconv", depthwiseLayer(width, 3));
    m_depthwise5 = registerAt(owner, path + "dwconv5.dwconv", depthwiseLayer(width, 5));
    m_depthwise7 = registerAt(owner, path + "dwconv7.dwconv", depthwiseLayer(width, 7));
    m_point2 = registerAt(owner, path + "pwconv2.pwconv", point());
    m_norm2 = registerAt(owner, path + "pwconv2.bn", BatchNorm2d(width));
    m_out = registerAt(owner, path + "fc2", Linear(width, width));
}

void MmsformerFusion::addAttention(torch::nn::Module& owner, const std::string& stage, std::int64_t width)
{
    using namespace torch::nn;
    const auto path = "channel_attns." + stage + ".fc.";
    m_squeeze = registerAt(owner, path + "0", Linear(LinearOptions(width, width / 16).bias(false)));
    m_excite = registerAt(owner, path + "2", Linear(LinearOptions(width / 16, width).bias(false)));
}

torch::Tensor MmsformerFusion::convolved(const TokenMap& map)
{
    const auto start = m_norm1->forward(map.with(pointwise(m_point1, m_in->forward(map.values))).image());
    // Convolutions of the same map are one convolution with the sum of their kernels.
    const auto kernel = m_depthwise7->weight + paddedKernel(m_depthwise5, 1) + paddedKernel(m_depthwise3, 2);
    const auto bias = m_depthwise7->bias + m_depthwise5->bias + m_depthwise3->bias;
    const auto around = torch::conv2d(start, kernel, bias, 1, 3, 1, map.channels());
    const auto end
        = m_norm2->forward(map.with(pointwise(m_point2, TokenMap::of(start + around).values)).image());
    return m_out->forward(torch::gelu(TokenMap::of(end).values));
}

TokenMap MmsformerFusion::forward(const std::vector<TokenMap>& maps)
{
    std::vector<torch::Tensor> values;
    for (const auto& map : maps)
        values.push_back(map.values);
    const auto mixed = maps.front().with(m_linear->forward(torch::cat(values, 1)));
    const auto weights
        = torch::sigmoid(m_excite->forward(torch::relu(m_squeeze->forward(mixed.perSample().mean(1)))));
    const auto attended
        = torch::addcmul(mixed.with(convolved(mixed)).perSample(), mixed.perSample(), weights.unsqueeze(1));
    return mixed.with(attended.view(mixed.values.sizes()));
}

} // namespace modalscope
