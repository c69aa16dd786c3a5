#include "core/adapters/adapted_network.h"

#include "core/base/random.h"

#include <cmath>

namespace modalscope {
namespace {

constexpr double kSsfDeviation = 0.02; // dongzelian/SSF

/// Drawn in row-major order as float64, so that type and device play no part.
template <class Draw>
torch::Tensor drawn(torch::IntArrayRef shape, const torch::Tensor& like, Draw draw)
{
    auto values = torch::empty(shape, torch::kFloat64);
    auto* out = values.data_ptr<double>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
        out[i] = draw();
    return values.to(like.options());
}

/// a ⊙ b. Where no gradient is recorded it is written to `room`, which is kept from forward to forward: new
/// memory for every weight costs more than the products.
torch::Tensor product(const torch::Tensor& a, const torch::Tensor& b, torch::Tensor& room)
{
    if (torch::GradMode::is_enabled())
        return a * b;
    if (!room.defined())
        room = torch::empty_like(a);
    return torch::mul_out(room, a, b);
}

/// γ as a factor of the rows of `weight`.
torch::Tensor perOutput(const torch::Tensor& gamma, const torch::Tensor& weight)
{
    std::vector<std::int64_t> shape(std::size_t(weight.dim()), 1);
    shape[0] = -1;
    return gamma.view(shape);
}

} // namespace

Result<AdaptedNetwork> AdaptedNetwork::make(std::vector<AdaptableLayer> layers, const AdapterOptions& options,
    const std::vector<int>& present, std::uint64_t seed)
{
    auto placement = placeAdapters(layers, options, present);
    if (!placement)
        return placement.error();
    AdaptedNetwork network;
    network.m_placement = std::move(placement).value();
    network.m_loraFactor = options.alpha > 0 ? options.alpha / options.rank : 1;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (network.m_placement[i].learned == 0)
            continue;
        network.m_layers.push_back(std::move(layers[i]));
        network.addTensors(network.m_layers.size() - 1, options, seed);
    }
    return network;
}

AdaptedNetwork::~AdaptedNetwork()
{
    remove();
}

torch::Tensor AdaptedNetwork::add(const std::string& name, torch::Tensor values)
{
    values.set_requires_grad(true);
    m_tensors.emplace_back(name, values);
    return values;
}

void AdaptedNetwork::addTensors(std::size_t index, const AdapterOptions& options, std::uint64_t seed)
{
    const auto& layer = m_layers[index];
    const auto& weight = layer.baseWeight;
    const auto outputs = layer.outputs();
    const bool isRandom = options.start == AdapterStart::SsfCode;
    Adapter adapter;
    const auto ssf = [&](const std::string& name, double mean) {
        Random random(seed, "adapter/" + layer.path + "." + name);
        return add(layer.path + "." + name, drawn({outputs}, weight, [&] {
            return isRandom ? mean + kSsfDeviation * random.normal() : mean;
        }));
    };
    if (hasLora(options.kind) && takesLora(layer, options)) {
        const auto size = loraSize(layer);
        const auto rank = options.rank * size.kernel;
        const double bound = 1 / std::sqrt(double(size.inputs * size.kernel)); // kaiming_uniform, a = √5
        Random random(seed, "adapter/" + layer.path + ".lora.A");
        adapter.loraA = add(layer.path + ".lora.A",
            drawn({rank, size.inputs * size.kernel}, weight, [&] { return random.uniform(-bound, bound); }));
        adapter.loraB
            = add(layer.path + ".lora.B", torch::zeros({size.outputs * size.kernel, rank}, weight.options()));
    }
    if (hasScale(options.kind))
        adapter.gamma = ssf("ssf.gamma", 1);
    if (hasShift(options.kind))
        adapter.beta = ssf("ssf.beta", 0);
    if (options.kind == AdapterKind::Norm)
        adapter.weight = add(layer.path + ".weight", weight.detach().clone());
    const bool hasOwnBias = options.kind == AdapterKind::BitFit || options.kind == AdapterKind::Norm;
    if (hasOwnBias && layer.baseBias.defined())
        adapter.bias = add(layer.path + ".bias", layer.baseBias.detach().clone());
    m_adapters.push_back(std::move(adapter));
}

void AdaptedNetwork::attach()
{
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        auto& layer = m_layers[i];
        auto& adapter = m_adapters[i];
        auto weight = adapter.weight.defined() ? adapter.weight : layer.baseWeight.detach();
        auto bias = adapter.bias.defined() ? adapter.bias
            : layer.baseBias.defined()     ? layer.baseBias.detach()
                                           : torch::Tensor();
        if (adapter.loraA.defined()) // inside the layer: before scale and shift
            weight = weight + torch::mm(adapter.loraB, adapter.loraA).view(weight.sizes()) * m_loraFactor;
        if (adapter.gamma.defined()) {
            weight = product(weight, perOutput(adapter.gamma, weight), adapter.weightRoom);
            if (bias.defined())
                bias = product(bias, adapter.gamma, adapter.biasRoom);
        }
        if (adapter.beta.defined())
            bias = bias.defined() ? bias + adapter.beta : adapter.beta;
        *layer.weight = weight;
        *layer.bias = bias;
    }
}

void AdaptedNetwork::merge()
{
    const torch::NoGradGuard noGradients;
    attach();
    for (auto& layer : m_layers) // where Δ itself stands, later steps must not show
        for (auto* tensor : {layer.weight, layer.bias})
            if (tensor->defined() && tensor->requires_grad())
                *tensor = tensor->detach().clone();
}

void AdaptedNetwork::remove()
{
    for (auto& layer : m_layers) {
        *layer.weight = layer.baseWeight;
        *layer.bias = layer.baseBias;
    }
}

std::int64_t AdaptedNetwork::size() const
{
    std::int64_t count = 0;
    for (const auto& [name, tensor] : m_tensors)
        count += tensor.numel();
    return count;
}

} // namespace modalscope
