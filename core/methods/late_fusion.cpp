#include "core/methods/late_fusion.h"

#include "core/methods/entropy_fusion.h"
#include "core/methods/split_linear.h"

namespace modalscope {

LateFusion::LateFusion(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {.dropsAbsentRows = true, .couplesModalities = false})
    , m_heads(m_network.addHeads(spec.classCount))
{
    finishConstruction();
}

void LateFusion::classify(JointPass& pass)
{
    for (std::size_t m = 0; m < m_heads.size(); ++m)
        pass.logits[m] = splitLinear({pass.features[m]}, m_heads[m]->weight, m_heads[m]->bias).fused;
    const torch::NoGradGuard guard; // no loss is taken of it
    pass.fused = fuseLogits(pass.logits, pass.presence, MlaFusion::Mean).fused;
}

torch::Tensor LateFusion::loss(JointPass& pass, StepRecord&)
{
    torch::Tensor sum;
    for (std::size_t m = 0; m < m_heads.size(); ++m)
        if (const auto own = ownLoss(pass, m, pass.logits[m]); own.defined())
            sum = sum.defined() ? sum + own : own;
    return sum;
}

} // namespace modalscope
