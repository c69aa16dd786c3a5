#include "core/optim/optimizer_step.h"

#include "core/base/require.h"
#include "core/optim/step_kernels.h"

#include <ATen/Parallel.h>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kEpsilon = 1e-8;
constexpr std::int64_t kGrain = 32768;

/// True when element i of one tensor's memory is element i of the other's, so that plain loops may run over
/// both.
bool haveSameLayout(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.strides() == b.strides() && a.sizes() == b.sizes() && a.is_non_overlapping_and_dense()
        && a.scalar_type() == b.scalar_type();
}

/// Small networks spend longer in starting LibTorch's operators than in computing, so on the CPU the whole
/// step is one loop over memory. Everything else goes through operators.
bool canLoop(const torch::Tensor& parameter, const torch::Tensor& gradient)
{
    const auto type = parameter.scalar_type();
    return parameter.is_cpu() && gradient.is_cpu() && (type == torch::kFloat32 || type == torch::kFloat64)
        && parameter.layout() == torch::kStrided && gradient.layout() == torch::kStrided
        && haveSameLayout(parameter, gradient);
}

template <class Loop>
void overElements(std::int64_t count, const Loop& loop)
{
    if (count <= kGrain)
        loop(std::int64_t(0), count);
    else
        at::parallel_for(0, count, kGrain, loop);
}

template <class T>
void sgdLoop(const SgdStep& step, const torch::Tensor& parameter, const torch::Tensor& gradient,
    const torch::Tensor& buffer)
{
    auto* w = parameter.data_ptr<T>();
    const auto* g = gradient.data_ptr<T>();
    auto* b = buffer.defined() ? buffer.data_ptr<T>() : nullptr;
    const SgdFactors<T> factors{T(step.rate), T(step.momentum), T(step.decay), step.nesterov, step.isFirst};
    overElements(parameter.numel(), [=](std::int64_t begin, std::int64_t end) {
        sgdStep(factors, end - begin, w + begin, g + begin, b == nullptr ? nullptr : b + begin);
    });
}

template <class T>
void adamLoop(const AdamStep& step, const torch::Tensor& parameter, const torch::Tensor& gradient,
    const torch::Tensor& first, const torch::Tensor& second)
{
    auto* w = parameter.data_ptr<T>();
    const auto* g = gradient.data_ptr<T>();
    auto* m = first.data_ptr<T>();
    auto* v = second.data_ptr<T>();
    AdamFactors<T> factors;
    factors.beta1 = T(step.beta1);
    factors.beta2 = T(step.beta2);
    factors.rest1 = T(1 - step.beta1);
    factors.rest2 = T(1 - step.beta2);
    factors.stepSize = T(step.rate / (1 - std::pow(step.beta1, double(step.t))));
    factors.root = T(std::sqrt(1 - std::pow(step.beta2, double(step.t))));
    factors.shrink = step.decoupled ? T(1 - step.rate * step.decay) : T(1);
    factors.decay = step.decoupled ? T(0) : T(step.decay);
    factors.epsilon = T(kEpsilon);
    overElements(parameter.numel(), [=](std::int64_t begin, std::int64_t end) {
        adamStep(factors, end - begin, w + begin, g + begin, m + begin, v + begin);
    });
}

/// The loops write past autograd, which must still notice when a value it keeps for backward has changed.
void markChanged(const torch::Tensor& parameter)
{
    parameter.unsafeGetTensorImpl()->bump_version();
}

} // namespace

void SgdStep::apply(
    const torch::Tensor& parameter, const torch::Tensor& gradient, const torch::Tensor& buffer) const
{
    require(!buffer.defined() || haveSameLayout(parameter, buffer), "a buffer is laid out as its parameter");
    if (canLoop(parameter, gradient)) {
        if (parameter.scalar_type() == torch::kFloat32)
            sgdLoop<float>(*this, parameter, gradient, buffer);
        else
            sgdLoop<double>(*this, parameter, gradient, buffer);
        return markChanged(parameter);
    }
    auto change = decay == 0 ? gradient : gradient.add(parameter, decay);
    if (buffer.defined()) {
        if (isFirst)
            buffer.copy_(change);
        else
            buffer.mul_(momentum).add_(change);
        change = nesterov ? change.add(buffer, momentum) : buffer;
    }
    parameter.add_(change, -rate);
}

void AdamStep::apply(const torch::Tensor& parameter, const torch::Tensor& gradient,
    const torch::Tensor& first, const torch::Tensor& second) const
{
    require(haveSameLayout(parameter, first) && haveSameLayout(parameter, second),
        "moments are laid out as their parameter");
    if (canLoop(parameter, gradient)) {
        if (parameter.scalar_type() == torch::kFloat32)
            adamLoop<float>(*this, parameter, gradient, first, second);
        else
            adamLoop<double>(*this, parameter, gradient, first, second);
        return markChanged(parameter);
    }
    if (decoupled)
        parameter.mul_(1 - rate * decay);
    const auto change = decoupled || decay == 0 ? gradient : gradient.add(parameter, decay);
    first.mul_(beta1).add_(change, 1 - beta1);
    second.mul_(beta2).addcmul_(change, change, 1 - beta2);
    const auto root = std::sqrt(1 - std::pow(beta2, double(t)));
    const auto stepSize = rate / (1 - std::pow(beta1, double(t)));
    parameter.addcdiv_(first, second.sqrt().div_(root).add_(kEpsilon), -stepSize);
}

} // namespace modalscope
