#include "core/methods/film.h"

namespace modalscope {

Film::Film(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {})
    , m_condition(conditionIndex(spec))
{
    const auto width = m_network.featureSize(1 - m_condition);
    m_film = m_network.addLinear("film", m_network.featureSize(m_condition), 2 * width);
    m_head = m_network.addLinear("head", width, spec.classCount);
    finishConstruction();
}

void Film::classify(JointPass& pass)
{
    const auto parts = m_film(pass.features[m_condition]).chunk(2, 1);
    pass.joined = parts[0] * pass.features[1 - m_condition] + parts[1];
    pass.fused = m_head(pass.joined);
}

} // namespace modalscope
