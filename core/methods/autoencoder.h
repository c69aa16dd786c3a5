#pragma once

#include "core/methods/autoencoder_block.h"
#include "core/methods/joint_method.h"

namespace modalscope {

/// An autoencoder over the features of all modalities side by side, absent ones zero, and a `head` on its
/// code. Loss = CE + w · mean (reconstruction − h)² over the present cells: what is hidden is never a target.
/// The targets h are held constant, else encoders would win by features that are all alike. The logits of one
/// modality, in prediction alone, are those of the head when all other features are zero. A usual baseline of
/// the works on missing modalities: Lian et al. 2023, "GCNet".
class Autoencoder : public JointMethod {
public:
    Autoencoder(Network network, const MethodSpec& spec);

private:
    void classify(JointPass& pass) override;

    AutoencoderBlock m_block;
    torch::nn::Linear m_head;
};

} // namespace modalscope
