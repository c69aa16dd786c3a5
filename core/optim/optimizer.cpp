#include "core/optim/optimizer.h"

#include "core/base/require.h"
#include "core/optim/optimizer_step.h"

#include <cmath>

namespace modalscope {
namespace {

torch::Tensor bufferLike(const torch::Tensor& parameter)
{
    return torch::zeros_like(parameter.detach());
}

} // namespace

Optimizer::Optimizer(Parameters parameters, const TrainOptions& options, bool decaysVectors)
    : m_options(options)
    , m_rate(options.learningRate)
{
    for (auto& [name, parameter] : parameters) {
        const bool decays = decaysVectors || parameter.dim() > 1;
        m_slots.push_back(
            {std::move(name), std::move(parameter), decays ? options.weightDecay : 0, {}, {}, 0});
    }
}

void Optimizer::dropFrozen()
{
    std::erase_if(m_slots, [](const Slot& slot) { return !slot.parameter.requires_grad(); });
}

void Optimizer::clearGradients(bool toZero)
{
    for (auto& slot : m_slots) {
        auto& gradient = slot.parameter.mutable_grad();
        if (!toZero)
            gradient.reset();
        else if (gradient.defined())
            gradient = torch::zeros_like(gradient); // not in place: someone may still hold the old one
    }
}

double Optimizer::clipGradients(double maxNorm)
{
    if (maxNorm == 0)
        return 0;
    const torch::NoGradGuard noGradients;
    double squares = 0;
    for (const auto& slot : m_slots)
        if (slot.parameter.grad().defined())
            squares += std::pow(slot.parameter.grad().norm().item<double>(), 2);
    const double norm = std::sqrt(squares);
    const double factor = maxNorm / (norm + 1e-6);
    if (factor < 1)
        for (const auto& slot : m_slots)
            if (slot.parameter.grad().defined())
                slot.parameter.grad().mul_(factor);
    return norm;
}

void Optimizer::step()
{
    const torch::NoGradGuard noGradients;
    for (auto& slot : m_slots) {
        const auto& gradient = slot.parameter.grad();
        if (!gradient.defined())
            continue;
        ++slot.steps;
        const auto& o = m_options;
        if (o.optimizer == OptimizerKind::Sgd) {
            const bool isFirst = !slot.first.defined();
            if (o.momentum != 0 && isFirst)
                slot.first = bufferLike(slot.parameter);
            SgdStep{m_rate, o.momentum, slot.decay, o.nesterov, isFirst}.apply(
                slot.parameter, gradient, slot.first);
        } else {
            if (!slot.first.defined()) {
                slot.first = bufferLike(slot.parameter);
                slot.second = bufferLike(slot.parameter);
            }
            AdamStep{m_rate, o.beta1, o.beta2, slot.decay, o.optimizer == OptimizerKind::AdamW, slot.steps}
                .apply(slot.parameter, gradient, slot.first, slot.second);
        }
    }
}

std::map<std::string, torch::Tensor> Optimizer::state() const
{
    std::map<std::string, torch::Tensor> state;
    for (const auto& slot : m_slots) {
        if (!slot.first.defined())
            continue;
        if (m_options.optimizer == OptimizerKind::Sgd) {
            state[slot.name + "/momentum"] = slot.first.clone();
        } else {
            state[slot.name + "/first"] = slot.first.clone();
            state[slot.name + "/second"] = slot.second.clone();
            state[slot.name + "/steps"] = torch::tensor({slot.steps}, torch::kInt64);
        }
    }
    return state;
}

void Optimizer::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    const auto read = [&](const Slot& slot, const char* what) {
        const auto found = state.find(slot.name + what);
        if (found == state.end())
            return torch::Tensor();
        require(found->second.sizes() == slot.parameter.sizes(),
            "stored optimiser state has the shape of its parameter");
        auto buffer = bufferLike(slot.parameter);
        buffer.copy_(found->second);
        return buffer;
    };
    for (auto& slot : m_slots) {
        const bool isSgd = m_options.optimizer == OptimizerKind::Sgd;
        slot.first = read(slot, isSgd ? "/momentum" : "/first");
        slot.second = read(slot, "/second");
        const auto steps = state.find(slot.name + "/steps");
        slot.steps = steps == state.end() ? 0 : steps->second.item<std::int64_t>();
    }
}

} // namespace modalscope
