#pragma once

#include "core/models/token_map.h"

#include <vector>

namespace modalscope {

/// The fusion of one stage of MMSFormer (Reza et al. 2024, `adapters.md` 6.3): a linear layer over all
/// modalities, then depthwise convolutions of three sizes and channel attention beside each other.
class MmsformerFusion {
public:
    /// Registers the layers of stage `stage` under `prefix` in `owner`; in the published order all linear
    /// layers come first, then the convolution parts, then the attentions, so it happens in three calls.
    void addLinear(torch::nn::Module& owner, const std::string& stage, std::int64_t width, int modalities);
    void addConvolutions(torch::nn::Module& owner, const std::string& stage, std::int64_t width);
    void addAttention(torch::nn::Module& owner, const std::string& stage, std::int64_t width);

    TokenMap forward(const std::vector<TokenMap>& maps);

private:
    torch::Tensor convolved(const TokenMap& map);

    torch::nn::Linear m_linear{nullptr}, m_in{nullptr}, m_out{nullptr}, m_squeeze{nullptr}, m_excite{nullptr};
    torch::nn::Conv2d m_point1{nullptr}, m_point2{nullptr};
    torch::nn::Conv2d m_depthwise3{nullptr}, m_depthwise5{nullptr}, m_depthwise7{nullptr};
    torch::nn::BatchNorm2d m_norm1{nullptr}, m_norm2{nullptr};
};

} // namespace modalscope
