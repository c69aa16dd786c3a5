#include "core/models/unit_dropout.h"

#include "core/base/require.h"

namespace modalscope {

UnitDropout::UnitDropout(double share)
    : m_share(share)
{ }

torch::Tensor UnitDropout::factors(at::IntArrayRef sizes, const torch::TensorOptions& options) const
{
    require(m_generator.defined(), "dropout in training mode has a generator");
    return torch::empty(sizes, options.requires_grad(false))
        .bernoulli_(1 - m_share, m_generator)
        .mul_(1 / (1 - m_share));
}

torch::Tensor UnitDropout::addBranch(
    const TokenMap& residual, const torch::Tensor& branch, const torch::Tensor& scale)
{
    if (!isActive())
        return scale.defined() ? torch::addcmul(residual.values, branch, scale) : residual.values + branch;
    auto factor = factors({residual.samples, 1, 1}, branch.options());
    if (scale.defined())
        factor = factor * scale;
    return torch::addcmul(residual.perSample(), residual.with(branch).perSample(), factor)
        .view(branch.sizes());
}

torch::Tensor UnitDropout::dropChannels(const TokenMap& map)
{
    if (!isActive())
        return map.values;
    const auto kept = factors({map.samples, 1, map.channels()}, map.values.options());
    return (map.perSample() * kept).view(map.values.sizes());
}

} // namespace modalscope
