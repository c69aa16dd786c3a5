#include "core/methods/concat.h"

#include "core/methods/split_linear.h"

namespace modalscope {

Concat::Concat(Network network, const MethodSpec& spec, JointTraits traits)
    : JointMethod(std::move(network), spec, traits)
    , m_head(m_network.addLinear("head", m_network.totalFeatureSize(), spec.classCount))
{
    finishConstruction();
}

void Concat::classify(JointPass& pass)
{
    auto logits = splitLinear(pass.features, m_head->weight, m_head->bias);
    pass.fused = logits.fused;
    pass.logits = std::move(logits.parts);
    if (!pass.isTraining)
        pass.joined = torch::cat(pass.features, 1);
    if (!pass.needsOwnGradients)
        return;
    const auto bias = m_head->bias / double(pass.features.size());
    std::int64_t begin = 0;
    for (const auto& feature : pass.features) {
        const auto columns = m_head->weight.narrow(1, begin, feature.size(1));
        pass.ownLogits.push_back(torch::linear(feature, columns, bias));
        begin += feature.size(1);
    }
}

} // namespace modalscope
