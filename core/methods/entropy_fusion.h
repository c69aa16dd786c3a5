#pragma once

#include "core/base/libtorch.h"
#include "core/methods/method_options.h"

#include <vector>

namespace modalscope {

/// What a fusion of several predictions gives.
struct Fusion {
    torch::Tensor fused; ///< [sample, class]
    bool areProbabilities = false;
    std::vector<torch::Tensor> weights; ///< one [sample] per modality, sum 1; empty for the mean
};

/// Fuses the logits z_m [sample, class] of all modalities. With e = −Σ_c p ln p the entropy of p =
/// softmax(z_m):
///   mean                    Σ z_m / M
///   fixed                   Σ λ_m z_m, λ = the given weights divided by their sum
///   entropy                 Σ λ_m z_m, λ_m = exp(−e_m) / Σ exp(−e_m') for each sample
///   entropy-probabilities   Σ λ_m softmax(z_m): rows sum to 1
///   released-code-batch     p = softmax over the rows of a batch, E_m = −Σ p ln p over the whole block, λ =
///   softmax(−E):
///                           one weight per modality and batch, so the result depends on the batches
/// `presence` holds one [sample] bool per modality, or an undefined tensor when all samples have it, or
/// nothing at all: absent cells have weight 0, the others of the sample are scaled to sum 1. Source: Zhang et
/// al. 2024 (MLA), section 3.3.
Fusion fuseLogits(const std::vector<torch::Tensor>& logits, const std::vector<torch::Tensor>& presence,
    MlaFusion kind, const std::vector<double>& fixedWeights = {});

} // namespace modalscope
