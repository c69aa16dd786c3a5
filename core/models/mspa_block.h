#pragma once

#include "core/models/unit_dropout.h"

namespace modalscope {

/// Multi-scale pooling attention, the block of CMNeXt's shared branch (Zhang et al. 2023, `adapters.md` 6.2):
/// batch norm, attention weights from means over windows of 3, 7 and 11, then channel weights and a
/// feed-forward part of `ratio` times the width, each residual branch with a scale per channel.
class MspaBlock : public torch::nn::Module {
public:
    MspaBlock(std::int64_t width, std::int64_t ratio, double dropPath);

    TokenMap forward(const TokenMap& map);

    torch::Tensor layerScale1, layerScale2; ///< [channel]

private:
    torch::Tensor attend(const TokenMap& map);
    torch::Tensor channelWeights(const TokenMap& map);
    torch::Tensor feedForward(const TokenMap& map);

    torch::nn::BatchNorm2d m_norm1{nullptr}, m_norm2{nullptr};
    torch::nn::Conv2d m_depthwise{nullptr}, m_mix{nullptr}, m_in{nullptr}, m_wide{nullptr}, m_out{nullptr};
    torch::nn::Conv1d m_channels{nullptr};
    std::shared_ptr<UnitDropout> m_dropPath;
};

/// image + its means over windows of 3, 7 and 11 positions, which at the border hold only what lies inside.
torch::Tensor withWindowMeans(const torch::Tensor& image);

} // namespace modalscope
