#pragma once

#include "core/methods/joint_method.h"

namespace modalscope {

/// How sure a modality is of each sample: logsumexp(logits) / 10, [sample]; may be negative.
torch::Tensor qmfConfidence(const torch::Tensor& logits);

/// Asks that samples which were harder so far get less confidence: with h = `hardness` of the rows in [0, 1],
/// row i and its successor j (the last with the first), d = h_i − h_j: mean relu(sign(d)(conf_i − conf_j) +
/// κ|d|), κ = −1 for the margin of the released code, +1 for that of a ranking loss. `confidence`, `hardness`
/// [row].
torch::Tensor qmfRankLoss(const torch::Tensor& confidence, const torch::Tensor& hardness, QmfMargin margin);

/// Quality-aware fusion: a head `head.<modality>` for each modality, fused = Σ conf_m z_m with conf_m held
/// constant; loss = CE(fused) + Σ CE(z_m) + 0.1 Σ rank_m. The hardness of a training row is its cross-entropy
/// in modality m, summed over all steps so far and scaled by the smallest and largest sum of all training
/// rows. Absent rows under `skip`: no loss, no pair, confidence 0. Source: Zhang et al. 2023, "Provable
/// Dynamic Fusion for Low-Quality Multimodal Data", and its code.
class Qmf : public JointMethod {
public:
    Qmf(Network network, const MethodSpec& spec);

    std::map<std::string, torch::Tensor> state() const override;
    void restoreState(const std::map<std::string, torch::Tensor>& state) override;

private:
    void classify(JointPass& pass) override;
    torch::Tensor loss(JointPass& pass, StepRecord& record) override;
    torch::Tensor modalityLoss(const JointPass& pass, std::size_t modality, StepRecord& record);

    std::vector<torch::nn::Linear> m_heads;
    torch::Tensor m_cumulativeLoss; ///< [modality, training row] double
};

} // namespace modalscope
