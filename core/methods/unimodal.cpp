#include "core/methods/unimodal.h"

#include "core/methods/split_linear.h"

namespace modalscope {

Unimodal::Unimodal(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {.dropsAbsentRows = true, .couplesModalities = false})
    , m_head(m_network.addHeads(spec.classCount).front())
{
    finishConstruction();
}

void Unimodal::classify(JointPass& pass)
{
    pass.fused = pass.logits[0] = splitLinear({pass.features[0]}, m_head->weight, m_head->bias).fused;
}

torch::Tensor Unimodal::loss(JointPass& pass, StepRecord&)
{
    return ownLoss(pass, 0, pass.logits[0]);
}

} // namespace modalscope
