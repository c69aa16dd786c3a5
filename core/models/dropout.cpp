#include "core/models/dropout.h"

#include "core/base/require.h"

namespace modalscope {

Dropout::Dropout(double share)
    : m_share(share)
{ }

torch::Tensor Dropout::forward(const torch::Tensor& input)
{
    if (!isActive())
        return input;
    require(m_generator.defined(), "dropout in training mode has a generator");
    const auto kept = torch::empty(input.sizes(), input.options()).bernoulli_(1 - m_share, m_generator);
    return input * kept.mul_(1 / (1 - m_share));
}

} // namespace modalscope
