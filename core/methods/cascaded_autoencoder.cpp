#include "core/methods/cascaded_autoencoder.h"

#include "core/methods/feature_cells.h"

namespace modalscope {

CascadedAutoencoder::CascadedAutoencoder(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {.dropsAbsentRows = true})
    , m_cascade(m_network, "cascade", m_network.totalFeatureSize(), spec.method.reconstruction)
    , m_head(m_network.addLinear(
          "head", ResidualAutoencoder::codeSize(spec.method.reconstruction), spec.classCount))
{
    finishConstruction();
}

void CascadedAutoencoder::classify(JointPass& pass)
{
    const auto present = presentCells(pass);
    const auto made = m_cascade.forward(joinFeatures(pass.features, present));
    pass.joined = made.code;
    pass.fused = m_head(made.code);
    if (pass.isTraining)
        pass.auxiliaryLoss = m_spec.method.reconstruction.reconstructionWeight
            * reconstructionError(made.values, pass.features, present);
    else
        pass.logits = logitsOfEach(pass.features, present,
            [this](const torch::Tensor& joined) { return m_head(m_cascade.forward(joined).code); });
}

} // namespace modalscope
