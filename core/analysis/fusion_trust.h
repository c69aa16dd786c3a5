#pragma once

#include "core/eval/metrics.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// What entropy fusion makes of one modality.
struct TrustedModality {
    std::string name;
    std::int64_t present = 0; ///< samples that have it
    std::int64_t trusted = 0; ///< of these, samples in which it has the largest weight
    std::int64_t right = 0; ///< of those that have it, predicted right by it alone
    std::int64_t rightWhenTrusted = 0; ///< of the trusted ones, predicted right by it alone
    std::int64_t fusedRightWhenTrusted = 0; ///< of the trusted ones, predicted right by the fusion
};

/// Which modality dynamic fusion trusts in each sample, and whether it is right to.
struct FusionTrust {
    std::int64_t samples = 0;
    int classes = 0;
    std::vector<TrustedModality> modalities; ///< those with predictions of their own
    std::vector<std::vector<double>> entropy; ///< [modality][sample], nat; NaN where it is absent
    std::vector<std::vector<double>> weight; ///< [modality][sample]; 0 where it is absent, sum 1 over those
                                             ///< that are present
    std::vector<std::vector<std::uint8_t>> right; ///< [modality][sample]: its own prediction is right
    std::vector<int> trusted; ///< [sample]: index of the largest weight, the first of equals; -1 = none
    std::vector<std::uint8_t> fusedRight; ///< [sample]
    std::vector<std::string> notes; ///< one sentence each: what is left out and why

    bool isEmpty() const { return modalities.empty() || samples == 0; }
    bool isPresent(std::size_t modality, std::size_t sample) const;
};

/// Weights as entropy fusion has them, whatever the run itself fuses with: e_m = −Σ p ln p of the softmax of
/// modality m, λ = softmax(−e) over the modalities that are present in the sample. Source: Zhang et al. 2024
/// (MLA), section 3.3; `mla.md` 1.1.
FusionTrust fusionTrust(const Predictions& run);

} // namespace modalscope
