#pragma once

#include "core/methods/joint_method.h"

namespace modalscope {

/// One linear `head` over the concatenated features, cross-entropy of its logits. The logits of one modality
/// are its columns' share, h_m W_mᵀ + b/M, so those of all modalities sum to the fused ones.
class Concat : public JointMethod {
public:
    Concat(Network network, const MethodSpec& spec, JointTraits traits = {});

protected:
    void classify(JointPass& pass) override;

private:
    torch::nn::Linear m_head;
};

} // namespace modalscope
