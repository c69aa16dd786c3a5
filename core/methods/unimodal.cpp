#include "core/methods/unimodal.h"

namespace modalscope {

Unimodal::Unimodal(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {.dropsAbsentRows = true, .couplesModalities = false})
    , m_head(m_network.addHeads(spec.classCount).front())
{
    finishConstruction();
}

void Unimodal::classify(JointPass& pass)
{
    pass.fused = pass.logits[0] = m_head(pass.features[0]);
}

torch::Tensor Unimodal::loss(JointPass& pass, StepRecord&)
{
    return ownLoss(pass, 0);
}

} // namespace modalscope
