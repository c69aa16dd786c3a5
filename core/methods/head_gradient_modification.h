#pragma once

#include "core/base/libtorch.h"
#include "core/methods/method_options.h"

#include <map>
#include <string>

namespace modalscope {

/// Changes the gradient g [class, feature] of the shared head's weight before an optimiser step, so that a
/// step on one modality disturbs the head less for the modality trained before (orthogonal weight
/// modification). The bias is left alone.
///
/// Let t count the steps from 0, h̄ be the mean feature over the rows of a step, P [feature, feature] start as
/// I. Nothing happens at t = 0. For t > 0, with k = P r:
///   paper          r = h̄ of the step before;   P ← P − k kᵀ/(α + rᵀk);   g ← g Pᵀ
///   current-mean   the same with r = h̄ of this step
///   fresh          as paper, from P = I in every step
///   released-code  r = h̄ of this step; P_ij ← P_ij − k_i k_j/(α + k_i r_j) element by element; P ← P/‖P‖; g
///   ← g Pᵀ
/// Normalisation `frobenius` divides P by ‖P‖ after each update. In every step, t = 0 included:
///   frozen-head    g becomes undefined (or zero);   slow-head   g ← g/slowFactor
/// α is 0.1^(1 + b/B) for batch b of B, or constant. An update that is not finite is left out. P is kept in
/// double.
///
/// Source: Zhang et al. 2024 (MLA), section 3.2; released-code: GSPlugin of the published program, with its
/// name test made to match. That variant is chaotic: rounding grows about tenfold in each step.
class HeadGradientModification {
public:
    HeadGradientModification(const MlaOptions& options, std::int64_t featureSize, torch::Device device);

    double alpha(int batchIndex, int batchCount) const;

    void beginEpoch(int epoch); ///< P starts anew after every `resetPeriod` epochs

    /// Changes the gradient of `weight` after a backward pass over `features` [row, feature] and counts the
    /// step. Returns the gain ‖g after‖/‖g before‖.
    double modify(torch::Tensor weight, const torch::Tensor& features, double alpha);

    void update(const torch::Tensor& mean, double alpha); ///< one update of P with r = `mean` [feature]
    torch::Tensor project(const torch::Tensor& gradient) const; ///< g Pᵀ

    bool isProjecting() const; ///< one of the modes that use P
    const torch::Tensor& P() const { return m_P; }
    double norm() const { return m_P.norm().item<double>(); } ///< ‖P‖, Frobenius
    /// exp(−Σ q ln q), q = singular values of P divided by their sum. Dear: once per epoch.
    double effectiveRank() const;

    std::map<std::string, torch::Tensor> state() const; ///< `hgm/P`, `hgm/previous`, `hgm/steps`; copies
    void restoreState(const std::map<std::string, torch::Tensor>& state);

private:
    void updateByRule(const torch::Tensor& mean, double alpha);

    MlaOptions m_options;
    torch::Tensor m_P; ///< [feature, feature] double
    torch::Tensor m_previous; ///< [feature] double: h̄ of the step before; undefined before the first
    std::int64_t m_steps = 0;
};

} // namespace modalscope
