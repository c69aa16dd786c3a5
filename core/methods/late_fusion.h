#pragma once

#include "core/methods/joint_method.h"

namespace modalscope {

/// An encoder and a head `head.<modality>` for each modality, trained together on the sum of their
/// cross-entropies, so that none depends on another; fused = mean of the logits of the modalities that are
/// there.
class LateFusion : public JointMethod {
public:
    LateFusion(Network network, const MethodSpec& spec);

protected:
    void classify(JointPass& pass) override;
    torch::Tensor loss(JointPass& pass, StepRecord& record) override;

private:
    std::vector<torch::nn::Linear> m_heads;
};

} // namespace modalscope
