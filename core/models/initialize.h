#pragma once

#include "core/base/libtorch.h"

#include <cstdint>
#include <string>

namespace modalscope {

/// Sets every parameter of `module` from `seed` and its own name, so that the same layer starts the same
/// whatever else is built, on any thread and with any LibTorch version: linear and convolution weights and
/// biases U(−1/√fan_in, 1/√fan_in) (PyTorch's default), norms 1 and 0; ResNet-18 as published (convolutions
/// Kaiming normal over fan_out). `prefix` stands before the names: "encoder.pix240".
void initialize(torch::nn::Module& module, std::uint64_t seed, const std::string& prefix);

} // namespace modalscope
