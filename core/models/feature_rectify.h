#pragma once

#include "core/models/token_map.h"

#include <utility>

namespace modalscope {

/// Feature rectification of CMX and CMNeXt (Zhang et al. 2023, `adapters.md` 6.2): each map gets half of the
/// other, weighted by channel and half of it, weighted by position; both from the maps as they came.
class FeatureRectify : public torch::nn::Module {
public:
    explicit FeatureRectify(std::int64_t width);

    std::pair<TokenMap, TokenMap> forward(const TokenMap& first, const TokenMap& second);

private:
    torch::nn::Linear m_channelIn{nullptr}, m_channelOut{nullptr};
    torch::nn::Conv2d m_spaceIn{nullptr}, m_spaceOut{nullptr};
};

} // namespace modalscope
