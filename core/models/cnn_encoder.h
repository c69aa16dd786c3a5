#pragma once

#include "core/models/encoder.h"

#include <vector>

namespace modalscope {

/// Blocks of 3×3 convolution without bias, batch norm, ReLU and 2×2 max pool, then the mean over positions
/// and, for [sample, frame, channel, row, column], over frames. When the last block has other than `feature`
/// channels, the linear layer `projection` follows. Names: `block0.conv.weight`, `block0.norm.weight`, ...
class CnnEncoder : public Encoder {
public:
    CnnEncoder(std::int64_t channels, const std::vector<int>& blocks, std::int64_t feature);

    torch::Tensor forward(const torch::Tensor& input) override;
    std::int64_t featureSize() const override { return m_feature; }

private:
    struct Block;
    std::int64_t m_feature;
    std::vector<std::shared_ptr<Block>> m_blocks;
    torch::nn::Linear m_projection{nullptr};
};

} // namespace modalscope
