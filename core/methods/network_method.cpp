#include "core/methods/network_method.h"

#include "core/methods/task_loss.h"
#include "core/models/initialize_joint_network.h"

#include <cmath>

namespace modalscope {
namespace {

constexpr const char* kNetworkGenerator = "generator/network";

Optimizer::Parameters parametersOf(const JointNetwork& network)
{
    Optimizer::Parameters all;
    for (const auto& parameter : network.named_parameters())
        all.emplace_back(parameter.key(), parameter.value());
    return all;
}

} // namespace

Result<std::unique_ptr<Method>> NetworkMethod::make(const MethodSpec& spec)
{
    auto network = makeJointNetwork(spec.method.network, spec.modalities, int(spec.classCount));
    if (!network)
        return network.error();
    initializeJointNetwork(*network.value(), spec.seed);
    moveTo(*network.value(), spec.device, scalarType(spec.train.precision));
    return std::unique_ptr<Method>(new NetworkMethod(network.value(), spec));
}

NetworkMethod::NetworkMethod(std::shared_ptr<JointNetwork> network, const MethodSpec& spec)
    : m_network(std::move(network))
    , m_options(spec.method)
    , m_task(spec.task)
    , m_clipNorm(spec.train.clipNorm)
    , m_modalities(spec.modalities.size())
    , m_generator(makeGenerator(spec.seed, "dropout/network", spec.device))
{
    m_network->setGenerator(m_generator);
    m_optimizer.emplace(parametersOf(*m_network), spec.train, spec.method.decaysAll);
}

void NetworkMethod::beginEpoch(int, double learningRate)
{
    m_optimizer->setLearningRate(learningRate);
}

void NetworkMethod::trainBatch(const Batch& batch, StepRecord& record)
{
    m_network->train();
    m_frozen.keep();
    const auto said = m_network->forward(batch.inputs, m_switches);
    const auto minimised = loss(said, batch.labels, &record);
    if (!minimised.defined())
        return;
    const double value = minimised.item<double>();
    if (!std::isfinite(value))
        throw NonFiniteLoss{"fused", value};
    m_optimizer->clearGradients(/*toZero=*/false);
    minimised.backward();
    m_optimizer->clipGradients(m_clipNorm);
    m_optimizer->step();
    record.add("train/loss", value);
}

torch::Tensor NetworkMethod::loss(
    const torch::Tensor& said, const torch::Tensor& labels, StepRecord* record) const
{
    if (m_task == Task::Segmentation)
        return pixelLoss(said, labels, record);
    const auto error = (said - labels).abs().mean();
    if (record != nullptr)
        for (const char* name : {"train/fused/loss", "train/fused/mae"})
            record->add(name, error.item<double>(), double(said.size(0)));
    return error;
}

torch::Tensor NetworkMethod::pixelLoss(
    const torch::Tensor& logits, const torch::Tensor& labels, StepRecord* record) const
{
    const auto counted = labels.ne(kIgnoredPixel).sum().item<std::int64_t>();
    if (counted == 0)
        return {};
    const auto losses = pixelLosses(logits, labels);
    const auto mean = meanPixelLoss(losses, counted);
    if (record != nullptr) {
        const auto right = logits.detach().argmax(1).eq(labels).sum().item<std::int64_t>();
        record->add("train/fused/loss", mean.item<double>(), double(counted));
        record->add("train/fused/pixel_accuracy", double(right) / double(counted), double(counted));
    }
    return m_options.loss == TaskLoss::Ohem ? hardPixelLoss(losses, counted, m_options.ohem) : mean;
}

torch::Tensor NetworkMethod::lossOf(const Outputs& outputs, const Batch& batch) const
{
    const auto any = anyPresent(batch.presence);
    if (!any.defined())
        return loss(outputs.fused, batch.labels, nullptr);
    const auto rows = any.nonzero().flatten();
    if (rows.size(0) == 0)
        return {};
    return loss(outputs.fused.index_select(0, rows), batch.labels.index_select(0, rows), nullptr);
}

bool NetworkMethod::switchBranchesOff(const std::vector<bool>& off)
{
    if (!m_network->canSwitchOff())
        return false;
    m_switches.off = off;
    return true;
}

Outputs NetworkMethod::forward(const Batch& batch)
{
    m_network->eval();
    Outputs outputs;
    outputs.features.resize(m_modalities);
    outputs.logits.resize(m_modalities);
    outputs.fused = m_network->forward(batch.inputs, m_switches);
    return outputs;
}

std::map<std::string, torch::Tensor> NetworkMethod::weights()
{
    std::map<std::string, torch::Tensor> all;
    for (const auto& parameter : m_network->named_parameters())
        all.emplace(parameter.key(), parameter.value());
    for (const auto& buffer : m_network->named_buffers())
        all.emplace(buffer.key(), buffer.value());
    return all;
}

std::vector<NetworkModule> NetworkMethod::modules()
{
    return {
        {"", m_network, [network = m_network](const std::string& path) { return network->partOf(path); }}};
}

std::map<std::string, torch::Tensor> NetworkMethod::state() const
{
    std::map<std::string, torch::Tensor> state{{kNetworkGenerator, m_generator.get_state().clone()}};
    for (const auto& [name, tensor] : m_optimizer->state())
        state.emplace(kOptimizerState + name, tensor);
    return state;
}

void NetworkMethod::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    if (const auto found = state.find(kNetworkGenerator); found != state.end())
        m_generator.set_state(found->second);
    m_optimizer->restoreState(entriesBelow(state, kOptimizerState));
}

void NetworkMethod::freeze(const std::set<std::string>& names)
{
    m_frozen.add(*m_network, "", names);
    m_optimizer->dropFrozen();
}

} // namespace modalscope
