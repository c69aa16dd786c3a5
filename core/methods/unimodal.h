#pragma once

#include "core/methods/joint_method.h"

namespace modalscope {

/// One modality alone: encoder, `head.<modality>`, cross-entropy. The reference that laziness is measured
/// against.
class Unimodal : public JointMethod {
public:
    Unimodal(Network network, const MethodSpec& spec);

private:
    void classify(JointPass& pass) override;
    torch::Tensor loss(JointPass& pass, StepRecord& record) override;

    torch::nn::Linear m_head;
};

} // namespace modalscope
