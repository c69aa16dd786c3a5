#include "core/models/initialize.h"

#include "core/base/random.h"
#include "core/base/require.h"
#include "core/models/resnet18_encoder.h"

#include <cmath>

namespace modalscope {
namespace {

/// Fills a tensor in row-major order, so that its memory layout plays no part.
template <class Draw>
void fill(torch::Tensor tensor, Draw draw)
{
    auto values = torch::empty(tensor.sizes(), torch::kFloat64);
    auto* out = values.data_ptr<double>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
        out[i] = draw();
    tensor.copy_(values);
}

void fillUniform(const torch::Tensor& tensor, double bound, std::uint64_t seed, const std::string& name)
{
    Random random(seed, "init/" + name);
    fill(tensor, [&] { return random.uniform(-bound, bound); });
}

void fillNormal(const torch::Tensor& tensor, double deviation, std::uint64_t seed, const std::string& name)
{
    Random random(seed, "init/" + name);
    fill(tensor, [&] { return deviation * random.normal(); });
}

std::int64_t fanIn(const torch::Tensor& weight)
{
    return weight.numel() / weight.size(0);
}

bool isRecurrent(const std::string& parameter)
{
    return parameter.find("_ih_l") != std::string::npos || parameter.find("_hh_l") != std::string::npos;
}

void initializeNorm(torch::nn::Module& norm)
{
    for (auto& parameter : norm.named_parameters(false))
        parameter.value().fill_(parameter.key() == "weight" ? 1 : 0);
    for (auto& buffer : norm.named_buffers(false))
        buffer.value().fill_(buffer.key() == "running_var" ? 1 : 0);
}

/// One module without those inside it.
void initializeLayer(torch::nn::Module& layer, std::uint64_t seed, const std::string& path, bool published)
{
    const auto parameters = layer.named_parameters(false);
    const auto* weight = parameters.find("weight");
    if (weight && weight->dim() == 1)
        return initializeNorm(layer);
    for (const auto& item : parameters) {
        const auto& name = item.key();
        const auto& tensor = item.value();
        const auto full = path.empty() ? name : path + "." + name;
        if (isRecurrent(name)) { // three gates, each with as many rows as the state has values
            fillUniform(tensor, 1 / std::sqrt(double(tensor.size(0)) / 3), seed, full);
        } else if (published && tensor.dim() == 4) {
            const auto fanOut = tensor.size(0) * tensor.size(2) * tensor.size(3);
            fillNormal(tensor, std::sqrt(2 / double(fanOut)), seed, full);
        } else {
            require(weight != nullptr, "a layer whose parameters are initialised has a weight");
            fillUniform(tensor, 1 / std::sqrt(double(fanIn(*weight))), seed, full);
        }
    }
}

void initializeTree(torch::nn::Module& module, std::uint64_t seed, const std::string& path, bool published)
{
    published = published || dynamic_cast<Resnet18Encoder*>(&module) != nullptr;
    initializeLayer(module, seed, path, published);
    for (const auto& child : module.named_children())
        initializeTree(
            *child.value(), seed, path.empty() ? child.key() : path + "." + child.key(), published);
}

} // namespace

void initialize(torch::nn::Module& module, std::uint64_t seed, const std::string& prefix)
{
    const torch::NoGradGuard noGradients;
    initializeTree(module, seed, prefix, false);
}

} // namespace modalscope
