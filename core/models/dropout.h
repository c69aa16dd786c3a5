#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// Sets values to zero with probability `share` while training and scales the rest by 1/(1 − share). Draws
/// from the generator it is given, on the device of its input, never from LibTorch's global one.
class Dropout : public torch::nn::Module {
public:
    explicit Dropout(double share);

    bool isActive() const { return m_share != 0 && is_training(); }
    torch::Tensor forward(const torch::Tensor& input);
    void setGenerator(const at::Generator& generator) { m_generator = generator; }

private:
    double m_share;
    at::Generator m_generator;
};

} // namespace modalscope
