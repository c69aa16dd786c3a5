#pragma once

#include "core/models/token_map.h"

namespace modalscope {

/// A convolution of stride 1 that keeps the size and sees each channel alone, named `dwconv` in the
/// published networks.
class DepthwiseConv : public torch::nn::Module {
public:
    DepthwiseConv(std::int64_t channels, std::int64_t kernel);

    torch::Tensor forward(const TokenMap& map); ///< rows of the result
    const torch::nn::Conv2d& layer() const { return m_dwconv; }

private:
    torch::nn::Conv2d m_dwconv;
};

/// The layer itself, for networks that name it otherwise.
torch::nn::Conv2d depthwiseLayer(std::int64_t channels, std::int64_t kernel);

} // namespace modalscope
