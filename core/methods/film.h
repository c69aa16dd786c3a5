#pragma once

#include "core/methods/joint_method.h"

namespace modalscope {

/// Feature-wise linear modulation of two modalities: (γ, β) = film(h_c), fused = head(γ ⊙ h_o + β), where c
/// is the conditioning modality and o the other; layers `film` [feature of c] → [2 · feature of o] and
/// `head`. No modality has logits of its own. Source: Perez et al. 2018, in the form of OGM-GE's published
/// code.
class Film : public JointMethod {
public:
    Film(Network network, const MethodSpec& spec);

private:
    void classify(JointPass& pass) override;

    std::size_t m_condition;
    torch::nn::Linear m_film = nullptr;
    torch::nn::Linear m_head = nullptr;
};

} // namespace modalscope
