#pragma once

#include "core/models/depthwise_conv.h"
#include "core/models/network_options.h"
#include "core/models/unit_dropout.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// Widths and numbers of blocks of the four stages.
struct MitShape {
    std::array<std::int64_t, 4> widths{};
    std::array<int, 4> depths{};

    int blocks() const { return depths[0] + depths[1] + depths[2] + depths[3]; }
    int blocksBefore(int stage) const;
    /// Share of drop path of block `block` of all, rising from 0 to `last` at the last.
    double dropPath(int block, double last) const;
};
MitShape mitShape(MitSize size);

inline constexpr std::array<std::int64_t, 4> kMitHeads{1, 2, 5, 8};

/// The convolution before stage `stage`: 7×7 with stride 4, then 3×3 with stride 2.
torch::nn::Conv2d patchConvolution(int stage, std::int64_t inputs, std::int64_t outputs);

/// Mix transformer (Xie et al. 2021, `adapters.md` 6.1): patch embeddings and stages of attention over keys
/// and values of a reduced map. Its layers are registered in the network that owns it, because in the
/// published code they lie beside those of other branches: first every `patch_embed`, then per stage
/// `block` and `norm`.
class MitEncoder {
public:
    class Block;

    /// Registers the patch embeddings in `owner`, for images of three channels.
    MitEncoder(torch::nn::Module& owner, const MitShape& shape, double dropPath);
    /// Registers the blocks and the norm of stage 0 .. 3, in this order.
    void addStage(torch::nn::Module& owner, int stage);

    /// [sample, channel, row, column] → the stage's normalised map, whose sides are a quarter (stage 0) or
    /// half of the image's, rounded up.
    TokenMap stage(int stage, const torch::Tensor& image);
    const MitShape& shape() const { return m_shape; }

private:
    struct Stage {
        torch::nn::Conv2d embed{nullptr};
        torch::nn::LayerNorm embedNorm{nullptr};
        std::vector<std::shared_ptr<Block>> blocks;
        torch::nn::LayerNorm norm{nullptr};
    };
    MitShape m_shape;
    double m_dropPath;
    std::array<Stage, 4> m_stages;
};

} // namespace modalscope
