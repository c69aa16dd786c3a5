#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// sin(frequency·i + 0.3): values of both signs that look like no pattern and need no generator.
inline torch::Tensor waves(at::IntArrayRef shape, double frequency, torch::ScalarType type)
{
    return (torch::arange(c10::multiply_integers(shape), torch::kFloat64) * frequency + 0.3)
        .sin()
        .view(shape)
        .to(type);
}

/// The largest difference of two values in the same place; 0 when there are none.
inline double distance(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.numel() == 0 ? 0 : (a - b).abs().max().item<double>();
}

} // namespace modalscope
