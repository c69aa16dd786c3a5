#include "core/methods/sum.h"

namespace modalscope {

Sum::Sum(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {})
    , m_heads(m_network.addHeads(spec.classCount))
{
    finishConstruction();
}

void Sum::classify(JointPass& pass)
{
    for (std::size_t m = 0; m < m_heads.size(); ++m) {
        pass.logits[m] = m_heads[m](pass.features[m]);
        pass.fused = m == 0 ? pass.logits[m] : pass.fused + pass.logits[m];
    }
}

} // namespace modalscope
