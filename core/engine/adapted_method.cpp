#include "core/engine/adapted_method.h"

#include "core/base/sha256.h"

#include <cmath>

namespace modalscope {
namespace {

std::vector<std::pair<std::string, torch::Tensor>> parametersOf(Method& method)
{
    std::vector<std::pair<std::string, torch::Tensor>> parameters;
    for (const auto& module : method.modules())
        for (const auto& item : module.module->named_parameters())
            parameters.emplace_back(
                module.path.empty() ? item.key() : module.path + "." + item.key(), item.value());
    return parameters;
}

} // namespace

std::vector<AdaptableLayer> adaptableLayers(Method& method)
{
    std::vector<AdaptableLayer> layers;
    for (const auto& module : method.modules()) {
        const auto below = module.path.empty() ? std::size_t(0) : module.path.size() + 1;
        auto found = adaptableLayers(module.module, module.path, [&](const std::string& path) {
            return module.partOf(path.size() > below ? path.substr(below) : std::string());
        });
        std::move(found.begin(), found.end(), std::back_inserter(layers));
    }
    return layers;
}

std::string weightsHash(const std::map<std::string, torch::Tensor>& weights)
{
    Sha256 hash;
    for (const auto& [name, tensor] : weights) {
        hash.add(name + "\n");
        for (const auto size : tensor.sizes())
            hash.add(std::to_string(size) + ",");
        const auto values = tensor.detach().cpu().contiguous();
        hash.add(values.data_ptr(), values.nbytes());
    }
    return hash.hex();
}

Result<std::unique_ptr<AdaptedMethod>> AdaptedMethod::make(
    std::unique_ptr<Method> base, const AdaptOptions& options, const std::vector<int>& present)
{
    auto adapters = AdaptedNetwork::make(adaptableLayers(*base), options.adapter, present, options.seed);
    if (!adapters)
        return adapters.error();
    return std::unique_ptr<AdaptedMethod>(
        new AdaptedMethod(std::move(base), std::move(adapters).value(), options));
}

AdaptedMethod::AdaptedMethod(
    std::unique_ptr<Method> base, AdaptedNetwork adapters, const AdaptOptions& options)
    : m_base(std::move(base))
    , m_adapters(std::move(adapters))
    , m_train(options.train)
    , m_learned(options.adapter.kind == AdapterKind::Full ? parametersOf(*m_base) : m_adapters.tensors())
    , m_optimizer(m_learned, options.train)
{
    if (options.adapter.kind != AdapterKind::Full)
        for (auto& [name, parameter] : parametersOf(*m_base))
            parameter.set_requires_grad(false);
}

AdaptedMethod::~AdaptedMethod() = default;

void AdaptedMethod::beginEpoch(int, double learningRate)
{
    m_optimizer.setLearningRate(learningRate);
}

void AdaptedMethod::trainBatch(const Batch& batch, StepRecord& record)
{
    m_optimizer.clearGradients(/*toZero=*/false);
    m_adapters.attach();
    m_isMerged = false;
    const auto outputs = m_base->forward(batch);
    const auto loss = m_base->lossOf(outputs, batch);
    if (!loss.defined() || !loss.requires_grad())
        return; // no row has any of the modalities
    const double value = loss.item<double>();
    if (!std::isfinite(value))
        throw NonFiniteLoss{"fused", value};
    loss.backward();
    m_optimizer.clipGradients(m_train.clipNorm);
    m_optimizer.step();
    record.add("train/loss", value);
}

Outputs AdaptedMethod::forward(const Batch& batch)
{
    if (!m_isMerged)
        m_adapters.merge();
    m_isMerged = true;
    return m_base->forward(batch);
}

std::map<std::string, torch::Tensor> AdaptedMethod::weights()
{
    return {m_learned.begin(), m_learned.end()};
}

std::map<std::string, torch::Tensor> AdaptedMethod::state() const
{
    return m_optimizer.state();
}

void AdaptedMethod::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    m_optimizer.restoreState(state);
}

void AdaptedMethod::freeze(const std::set<std::string>& names)
{
    for (auto& [name, tensor] : m_learned)
        if (names.contains(name))
            tensor.set_requires_grad(false);
    m_optimizer.dropFrozen();
}

std::int64_t AdaptedMethod::size() const
{
    std::int64_t count = 0;
    for (const auto& [name, tensor] : m_learned)
        count += tensor.numel();
    return count;
}

} // namespace modalscope
