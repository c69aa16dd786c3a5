#include "core/methods/autoencoder.h"

#include "core/methods/feature_cells.h"

namespace modalscope {

Autoencoder::Autoencoder(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {.dropsAbsentRows = true})
    , m_block(m_network, "autoencoder", m_network.totalFeatureSize(), spec.method.reconstruction)
    , m_head(m_network.addLinear("head", spec.method.reconstruction.code, spec.classCount))
{
    finishConstruction();
}

void Autoencoder::classify(JointPass& pass)
{
    const auto present = presentCells(pass);
    const auto made = m_block.forward(joinFeatures(pass.features, present));
    pass.joined = made.code;
    pass.fused = m_head(made.code);
    if (pass.isTraining)
        pass.auxiliaryLoss = m_spec.method.reconstruction.reconstructionWeight
            * reconstructionError(made.values, pass.features, present);
    else
        pass.logits = logitsOfEach(pass.features, present,
            [this](const torch::Tensor& joined) { return m_head(m_block.forward(joined).code); });
}

} // namespace modalscope
