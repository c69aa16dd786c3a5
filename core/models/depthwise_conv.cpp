#include "core/models/depthwise_conv.h"

namespace modalscope {

torch::nn::Conv2d depthwiseLayer(std::int64_t channels, std::int64_t kernel)
{
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(channels, channels, kernel).padding(kernel / 2).groups(channels));
}

DepthwiseConv::DepthwiseConv(std::int64_t channels, std::int64_t kernel)
    : m_dwconv(register_module("dwconv", depthwiseLayer(channels, kernel)))
{ }

torch::Tensor DepthwiseConv::forward(const TokenMap& map)
{
    return TokenMap::of(m_dwconv->forward(map.image())).values;
}

} // namespace modalscope
