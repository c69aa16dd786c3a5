#pragma once

#include "core/models/joint_network.h"
#include "core/models/mmsformer_fusion.h"
#include "core/models/segformer_head.h"

namespace modalscope {

/// MMSFormer (Reza et al. 2024, `adapters.md` 6.3): a MiT per image modality, none of which sees another,
/// fusion at every stage, SegFormer's head. One encoder runs per modality, so a missing one can be left out.
class Mmsformer : public JointNetwork {
public:
    Mmsformer(const NetworkOptions& options, int modalities, int classes);

    torch::Tensor forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches) override;
    Part partOf(const std::string& layerPath) const override;
    bool canSwitchOff() const override { return true; }

private:
    std::array<TokenMap, 4> encode(
        std::size_t modality, const torch::Tensor& input, const BranchSwitches& switches);

    std::vector<MitEncoder> m_encoders; ///< by modality
    std::array<MmsformerFusion, 4> m_fusions;
    std::shared_ptr<SegformerHead> m_head;
};

} // namespace modalscope
