#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// What `Dropout` does, for networks in which its draws, one after another, would take half of a training
/// step: it draws one number from its generator and hashes it with the index of each value. Elsewhere than
/// on the CPU the values are drawn from the generator.
class HashedDropout : public torch::nn::Module {
public:
    explicit HashedDropout(double share);

    bool isActive() const { return m_share != 0 && is_training(); }
    torch::Tensor forward(const torch::Tensor& input);
    void setGenerator(const at::Generator& generator) { m_generator = generator; }

private:
    double m_share;
    at::Generator m_generator;
};

} // namespace modalscope
