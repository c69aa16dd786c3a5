#pragma once

#include "core/methods/concat.h"

#include <span>

namespace modalscope {

/// The factor of each modality's encoder gradients, from its ratio (trueClassRatios): 1 − tanh(alpha · ratio)
/// for those that are slowed, else 1. Strict slows every modality with ratio above 1. Released: the first of
/// the second, third, ... modality with ratio above 1, else the first one, whatever its ratio.
std::vector<double> ogmCoefficients(std::span<const double> ratios, double alpha, OgmRule rule);

/// Concat with on-the-fly gradient modulation: after the backward pass the gradients of each encoder are
/// multiplied by its coefficient: of its convolution weights (4 axes), or where it has none, of its
/// parameters with 2 or more axes. Biases, norms and the head stay as they are, and so does a batch in which
/// one modality has no row. `ogm-ge` adds noise N(0, s + 1e-8) to the same gradients, s the deviation of the
/// gradient before it was multiplied, also where the coefficient is 1. Source: Peng et al. 2022, "Balanced
/// Multimodal Learning via On-the-fly Gradient Modulation", and its published code.
class Ogm : public Concat {
public:
    Ogm(Network network, const MethodSpec& spec);

    std::map<std::string, torch::Tensor> state() const override;
    void restoreState(const std::map<std::string, torch::Tensor>& state) override;

private:
    void modifyGradients(
        const JointPass& pass, const std::vector<LogitSummary>& summaries, StepRecord& record) override;

    std::vector<std::vector<torch::Tensor>> m_modulated; ///< parameters of each encoder
    at::Generator m_noise;
};

} // namespace modalscope
