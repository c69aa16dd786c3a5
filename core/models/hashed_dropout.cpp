#include "core/models/hashed_dropout.h"

#include "core/base/require.h"
#include "core/models/dropout_kernel.h"
#include "core/models/float_type.h"

namespace modalscope {

HashedDropout::HashedDropout(double share)
    : m_share(share)
{ }

torch::Tensor HashedDropout::forward(const torch::Tensor& input)
{
    if (!isActive())
        return input;
    require(m_generator.defined(), "dropout in training mode has a generator");
    const double keptShare = 1 - m_share;
    auto kept = torch::empty(input.sizes(), input.options().requires_grad(false));
    if (input.is_cpu() && isFloatOrDouble(input)) {
        const auto seed = torch::empty({1}, torch::kInt64).random_(m_generator).item<std::int64_t>();
        byFloatType(kept, [&](auto zero) {
            using T = decltype(zero);
            fillKept(kept.data_ptr<T>(), kept.numel(), std::uint64_t(seed), keptShare, T(1 / keptShare));
        });
    } else {
        kept.bernoulli_(keptShare, m_generator).mul_(1 / keptShare);
    }
    return input * kept;
}

} // namespace modalscope
