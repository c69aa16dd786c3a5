#include "core/methods/concat.h"

namespace modalscope {

Concat::Concat(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {})
{
    std::int64_t width = 0;
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m)
        width += m_network.featureSize(m);
    m_head = m_network.addLinear("head", width, spec.classCount);
    finishConstruction();
}

void Concat::classify(JointPass& pass)
{
    pass.fused = m_head(torch::cat(pass.features, 1));
    const torch::AutoGradMode mode(pass.needsOwnGradients && torch::GradMode::is_enabled());
    const auto bias = m_head->bias / double(pass.features.size());
    std::int64_t begin = 0;
    for (std::size_t m = 0; m < pass.features.size(); ++m) {
        const auto width = m_network.featureSize(m);
        pass.logits[m] = torch::linear(pass.features[m], m_head->weight.narrow(1, begin, width), bias);
        begin += width;
    }
}

} // namespace modalscope
