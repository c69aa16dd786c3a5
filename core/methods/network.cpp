#include "core/methods/network.h"

#include "core/base/random.h"
#include "core/base/require.h"
#include "core/models/initialize.h"

#include <ATen/CPUGeneratorImpl.h>

namespace modalscope {
namespace {

Optimizer::Parameters named(const torch::nn::Module& module, const std::string& prefix)
{
    Optimizer::Parameters all;
    for (const auto& parameter : module.named_parameters())
        all.emplace_back(prefix + "." + parameter.key(), parameter.value());
    return all;
}

void append(Optimizer::Parameters& all, const Optimizer::Parameters& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

} // namespace

void moveTo(torch::nn::Module& module, torch::Device device, torch::ScalarType type)
{
    const auto move = [&](torch::Tensor tensor) {
        tensor.set_data(
            tensor.is_floating_point() ? tensor.data().to(device, type) : tensor.data().to(device));
    };
    for (auto& parameter : module.parameters())
        move(parameter);
    for (auto& buffer : module.buffers())
        move(buffer);
}

std::map<std::string, torch::Tensor> entriesBelow(
    const std::map<std::string, torch::Tensor>& state, const std::string& prefix)
{
    std::map<std::string, torch::Tensor> below;
    for (const auto& [name, tensor] : state)
        if (name.starts_with(prefix))
            below.emplace(name.substr(prefix.size()), tensor);
    return below;
}

at::Generator makeGenerator(std::uint64_t seed, const std::string& purpose, torch::Device device)
{
    auto generator = device.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>()
                                     : at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seedFor(seed, purpose));
    return generator;
}

Result<Network> Network::make(const MethodSpec& spec)
{
    require(!spec.modalities.empty() && spec.modalities.size() == spec.encoders.size(),
        "one encoder per modality");
    Network network;
    network.m_seed = spec.seed;
    network.m_device = spec.device;
    network.m_type = scalarType(spec.train.precision);
    for (std::size_t i = 0; i < spec.modalities.size(); ++i) {
        const auto& name = spec.modalities[i].name;
        auto encoder = makeEncoder(spec.encoders[i], spec.modalities[i]);
        if (!encoder)
            return encoder.error();
        auto& module = *encoder.value();
        initialize(module, spec.seed, "encoder." + name);
        moveTo(module, spec.device, network.m_type);
        auto generator = makeGenerator(spec.seed, "dropout/" + name, spec.device);
        module.setGenerator(generator);
        network.m_encoders.push_back({name, encoder.value(), named(module, "encoder." + name), generator});
    }
    return network;
}

std::int64_t Network::totalFeatureSize() const
{
    std::int64_t size = 0;
    for (const auto& encoder : m_encoders)
        size += encoder.module->featureSize();
    return size;
}

torch::nn::Linear Network::addLinear(const std::string& name, std::int64_t inputs, std::int64_t outputs)
{
    torch::nn::Linear linear(inputs, outputs);
    initialize(*linear, m_seed, name);
    moveTo(*linear, m_device, m_type);
    m_linears.push_back({name, linear});
    return linear;
}

std::vector<torch::nn::Linear> Network::addHeads(std::int64_t outputs)
{
    std::vector<torch::nn::Linear> heads;
    for (std::size_t m = 0; m < modalityCount(); ++m)
        heads.push_back(addLinear("head." + modality(m), featureSize(m), outputs));
    return heads;
}

void Network::setTraining(bool training)
{
    if (training == m_training)
        return;
    m_training = training;
    for (auto& encoder : m_encoders)
        encoder.module->train(training);
    m_frozen.keep();
}

void Network::freeze(const std::set<std::string>& names)
{
    for (auto& encoder : m_encoders) {
        m_frozen.add(*encoder.module, "encoder." + encoder.modality + ".", names);
        std::erase_if(encoder.learned, [](const auto& entry) { return !entry.second.requires_grad(); });
    }
}

Optimizer::Parameters Network::parameters() const
{
    Optimizer::Parameters all;
    for (const auto& encoder : m_encoders)
        append(all, encoder.learned);
    append(all, linearParameters());
    return all;
}

Optimizer::Parameters Network::linearParameters() const
{
    Optimizer::Parameters all;
    for (const auto& linear : m_linears)
        append(all, named(*linear.module, linear.name));
    return all;
}

std::map<std::string, torch::Tensor> Network::weights() const
{
    std::map<std::string, torch::Tensor> all;
    for (const auto& [name, tensor] : linearParameters())
        all.emplace(name, tensor);
    for (const auto& encoder : m_encoders) {
        const auto prefix = "encoder." + encoder.modality;
        for (const auto& [name, tensor] : named(*encoder.module, prefix))
            all.emplace(name, tensor);
        for (const auto& buffer : encoder.module->named_buffers())
            all.emplace(prefix + "." + buffer.key(), buffer.value());
    }
    return all;
}

std::vector<NetworkModule> Network::modules() const
{
    std::vector<NetworkModule> all;
    std::vector<int> everyone;
    for (std::size_t m = 0; m < m_encoders.size(); ++m) {
        const Part part{PartKind::Encoder, {int(m)}};
        all.push_back({"encoder." + m_encoders[m].modality, m_encoders[m].module,
            [part](const std::string&) { return part; }});
        everyone.push_back(int(m));
    }
    for (const auto& linear : m_linears) {
        const Part part{linear.name.starts_with("head") ? PartKind::Head : PartKind::Fusion, everyone};
        all.push_back({linear.name, linear.module.ptr(), [part](const std::string&) { return part; }});
    }
    return all;
}

void Network::addState(std::map<std::string, torch::Tensor>& state) const
{
    for (const auto& encoder : m_encoders)
        state["generator/" + encoder.modality] = encoder.generator.get_state().clone();
}

void Network::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    for (auto& encoder : m_encoders)
        if (const auto found = state.find("generator/" + encoder.modality); found != state.end())
            encoder.generator.set_state(found->second);
}

} // namespace modalscope
