#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// A feature map as one row per position: [sample·row·column, channel]. Linear layers and norms over
/// channels work on the rows; `image()` is the same memory as a channels-last image.
struct TokenMap {
    torch::Tensor values;
    std::int64_t samples = 0, rows = 0, columns = 0;

    std::int64_t channels() const { return values.size(1); }
    TokenMap with(torch::Tensor other) const { return {std::move(other), samples, rows, columns}; }
    /// [sample, channel, row, column]
    torch::Tensor image() const
    {
        return values.view({samples, rows, columns, channels()}).permute({0, 3, 1, 2});
    }
    /// [sample, position, channel]
    torch::Tensor perSample() const { return values.view({samples, rows * columns, channels()}); }
    /// Copies only what is not channels-last.
    static TokenMap of(const torch::Tensor& image)
    {
        return {image.permute({0, 2, 3, 1}).reshape({-1, image.size(1)}), image.size(0), image.size(2),
            image.size(3)};
    }
};

/// A 1×1 convolution of rows: [position, input] → [position, output].
inline torch::Tensor pointwise(const torch::nn::Conv2d& layer, const torch::Tensor& values)
{
    return torch::linear(values, layer->weight.flatten(1), layer->bias);
}

} // namespace modalscope
