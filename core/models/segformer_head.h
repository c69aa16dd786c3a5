#pragma once

#include "core/models/mit_encoder.h"

namespace modalscope {

struct BranchSwitches;

/// The head of SegFormer (Xie et al. 2021, `adapters.md` 6.2): every stage's map to `width` channels, all
/// enlarged to the first one's size and concatenated, a 1×1 convolution with batch norm and ReLU, and a last
/// 1×1 convolution. Enlarging and 1×1 convolution may change places, so both linear layers of a stage work
/// on its own small map as one product of their weights.
class SegformerHead : public torch::nn::Module {
public:
    SegformerHead(
        const std::array<std::int64_t, 4>& widths, std::int64_t width, std::int64_t classes, double dropout);

    /// Maps of the four stages → logits [sample, class, row, column] of the size asked for.
    torch::Tensor forward(const std::array<TokenMap, 4>& maps, std::int64_t rows, std::int64_t columns,
        const BranchSwitches& switches);

private:
    TokenMap fuse(const std::array<TokenMap, 4>& maps);

    std::array<torch::nn::Linear, 4> m_stages{nullptr, nullptr, nullptr, nullptr};
    torch::nn::Conv2d m_fuse{nullptr}, m_predict{nullptr};
    torch::nn::BatchNorm2d m_norm{nullptr};
    std::shared_ptr<UnitDropout> m_dropout;
};

} // namespace modalscope
