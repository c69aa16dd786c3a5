#pragma once

#include "core/methods/joint_method.h"

namespace modalscope {

/// One of two modalities gates the other: fused = head(σ(projection_c(h_c)) ⊙ projection_o(h_o)), where c is
/// the conditioning modality and o the other; layers `projection.<modality>` → [feature of o] and `head`. No
/// modality has logits of its own. Source: Kiela et al. 2018, in the form of OGM-GE's published code.
class Gated : public JointMethod {
public:
    Gated(Network network, const MethodSpec& spec);

private:
    void classify(JointPass& pass) override;

    std::size_t m_condition;
    torch::nn::Linear m_gate = nullptr;
    torch::nn::Linear m_projection = nullptr;
    torch::nn::Linear m_head = nullptr;
};

} // namespace modalscope
