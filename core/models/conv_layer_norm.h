#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// Layer norm over the channels of an image: x̂ = (x − mean)/√(var + 1e-6), weight ⊙ x̂ + bias, at every
/// position. Source: `ConvLayerNorm` of CMNeXt.
class ConvLayerNorm : public torch::nn::Module {
public:
    explicit ConvLayerNorm(std::int64_t channels);

    /// Rows: [position, channel] → the same.
    torch::Tensor forward(const torch::Tensor& values) const;

    static constexpr double eps = 1e-6;
    torch::Tensor weight, bias; ///< [channel]
};

} // namespace modalscope
