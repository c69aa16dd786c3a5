#pragma once

#include "core/models/token_map.h"

#include <array>

namespace modalscope {

/// Feature fusion of CMX and CMNeXt (Zhang et al. 2023, `adapters.md` 6.2): linear attention in which each
/// map reads the context of the other, then a convolution part over both.
class FeatureFusion : public torch::nn::Module {
public:
    FeatureFusion(std::int64_t width, std::int64_t heads);

    TokenMap forward(const TokenMap& first, const TokenMap& second);

private:
    /// One of the two maps on its way through the attention.
    struct Side {
        torch::Tensor kept; ///< rows [position, width] that go past the attention
        torch::Tensor query; ///< [sample·head, position, width of a head]
        torch::Tensor context; ///< [sample·head, width of a head, width of a head]
    };
    Side read(const TokenMap& map, std::size_t side);
    torch::Tensor exchanged(const TokenMap& map, const Side& own, const Side& other, std::size_t side);

    std::int64_t m_heads;
    std::array<torch::nn::Linear, 2> m_in{nullptr, nullptr}, m_keyValue{nullptr, nullptr},
        m_out{nullptr, nullptr};
    std::array<torch::nn::LayerNorm, 2> m_norms{nullptr, nullptr};
    torch::nn::Conv2d m_residual{nullptr}, m_embedIn{nullptr}, m_embedDepthwise{nullptr}, m_embedOut{nullptr};
    torch::nn::BatchNorm2d m_embedNorm{nullptr}, m_norm{nullptr};
};

} // namespace modalscope
