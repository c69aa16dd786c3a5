#pragma once

#include "core/methods/joint_method.h"

namespace modalscope {

/// A head `head.<modality>` for each modality, cross-entropy of the sum of their logits. The logits of one
/// modality have the whole of its bias, in evaluation as in training.
class Sum : public JointMethod {
public:
    Sum(Network network, const MethodSpec& spec);

private:
    void classify(JointPass& pass) override;

    std::vector<torch::nn::Linear> m_heads;
};

} // namespace modalscope
