#pragma once

#include "core/data/array.h"
#include "core/experiment/experiment.h"

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// Fuses logits z_m [sample, class] of the modalities that a sample has. With e_m = −Σ_c p ln p the entropy
/// of p = softmax(z_m) and λ_m = exp(−e_m) / Σ exp(−e_m'):
///   mean                    Σ z_m / count
///   sum                     Σ z_m
///   entropy                 Σ λ_m z_m
///   entropy-probabilities   Σ λ_m softmax(z_m): rows sum to 1
/// `presence`: one per modality, empty = every sample has it; a sample without any gets zeros. The rules of
/// `core/methods/entropy_fusion.h` in double precision. Source: Zhang et al. 2024 (MLA), section 3.3.
/// `rule` is not `File`, which is no rule.
ArrayD fuseStoredLogits(
    std::span<const ArrayD> logits, std::span<const std::vector<std::uint8_t>> presence, ImportedFusion rule);

/// Whether `rule` gives probabilities.
inline bool givesProbabilities(ImportedFusion rule)
{
    return rule == ImportedFusion::EntropyProbabilities;
}

} // namespace modalscope
