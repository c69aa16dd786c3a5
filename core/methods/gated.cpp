#include "core/methods/gated.h"

namespace modalscope {

Gated::Gated(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {})
    , m_condition(conditionIndex(spec))
{
    const auto other = 1 - m_condition;
    const auto width = m_network.featureSize(other);
    m_gate = m_network.addLinear(
        "projection." + m_network.modality(m_condition), m_network.featureSize(m_condition), width);
    m_projection = m_network.addLinear("projection." + m_network.modality(other), width, width);
    m_head = m_network.addLinear("head", width, spec.classCount);
    finishConstruction();
}

void Gated::classify(JointPass& pass)
{
    const auto gate = m_gate(pass.features[m_condition]).sigmoid();
    pass.joined = gate * m_projection(pass.features[1 - m_condition]);
    pass.fused = m_head(pass.joined);
}

} // namespace modalscope
