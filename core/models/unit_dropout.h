#pragma once

#include "core/models/token_map.h"

namespace modalscope {

/// Leaves out whole units while training, each with probability `share`, and scales the rest by
/// 1/(1 − share): residual branches of single samples (drop path, Huang et al. 2016) or channels. Draws from
/// the generator it is given, on the device of its input.
class UnitDropout : public torch::nn::Module {
public:
    explicit UnitDropout(double share);

    bool isActive() const { return m_share != 0 && is_training(); }
    /// residual + scale ⊙ branch, where the branch of a sample may be left out. `branch`: rows of
    /// `residual`; `scale`: [channel], or undefined for 1.
    torch::Tensor addBranch(
        const TokenMap& residual, const torch::Tensor& branch, const torch::Tensor& scale);
    /// Whole channels of a sample set to zero (Tompson et al. 2015).
    torch::Tensor dropChannels(const TokenMap& map);
    void setGenerator(const at::Generator& generator) { m_generator = generator; }

private:
    torch::Tensor factors(at::IntArrayRef sizes, const torch::TensorOptions& options) const;

    double m_share;
    at::Generator m_generator;
};

} // namespace modalscope
