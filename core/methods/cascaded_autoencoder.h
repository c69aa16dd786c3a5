#pragma once

#include "core/methods/joint_method.h"
#include "core/methods/residual_autoencoder.h"

namespace modalscope {

/// Cascaded residual autoencoders over the features of all modalities side by side, absent ones zero, and a
/// `head` on the codes of all blocks. Loss, targets and logits of one modality as in `Autoencoder`. Source of
/// the cascade: `ResidualAutoencoder`.
class CascadedAutoencoder : public JointMethod {
public:
    CascadedAutoencoder(Network network, const MethodSpec& spec);

private:
    void classify(JointPass& pass) override;

    ResidualAutoencoder m_cascade;
    torch::nn::Linear m_head;
};

} // namespace modalscope
