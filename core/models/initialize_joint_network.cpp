#include "core/models/initialize_joint_network.h"

#include "core/base/random.h"
#include "core/base/require.h"
#include "core/models/mult.h"

#include <cmath>

namespace modalscope {
namespace {

bool endsIn(const std::string& path, const char* end)
{
    return path.ends_with(end);
}

/// How one tensor starts.
struct Start {
    enum class Kind { Constant, Normal, Uniform };
    Kind kind = Kind::Constant;
    double size = 0; ///< the constant, the deviation or the bound
};

Start uniformOverFanIn(std::int64_t fanIn)
{
    return {Start::Kind::Uniform, 1 / std::sqrt(double(fanIn))};
}

Start xavier(const torch::Tensor& weight)
{
    return {Start::Kind::Uniform, std::sqrt(6.0 / double(weight.size(0) + weight.size(1)))};
}

/// `weight`: the weight of the layer that the tensor belongs to.
Start startOf(const std::string& path, const torch::Tensor& tensor, const torch::Tensor& weight, bool isMult)
{
    if (endsIn(path, "layer_scale_1") || endsIn(path, "layer_scale_2"))
        return {Start::Kind::Constant, 1e-2};
    if (weight.dim() == 1) // norms
        return {Start::Kind::Constant, endsIn(path, ".weight") ? 1.0 : 0.0};
    const bool isWeight = tensor.dim() > 1;
    const auto fan = weight.numel() / weight.size(0);
    if (isMult && path.find("trans_") != std::string::npos)
        return isWeight ? xavier(tensor) : Start{};
    if (isMult || weight.dim() == 3)
        return uniformOverFanIn(fan);
    if (!isWeight)
        return {};
    if (weight.dim() == 2)
        return {Start::Kind::Normal, 0.02};
    const auto outputs = tensor.size(0) * tensor.size(2) * tensor.size(3);
    return {Start::Kind::Normal, std::sqrt(2 / double(outputs))};
}

void setStart(const torch::Tensor& tensor, const Start& start, std::uint64_t seed, const std::string& path)
{
    if (start.kind == Start::Kind::Constant) {
        tensor.fill_(start.size);
        return;
    }
    Random random(seed, "init/" + path);
    auto values = torch::empty(tensor.sizes(), torch::kFloat64);
    auto* const out = values.data_ptr<double>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
        out[i] = start.kind == Start::Kind::Normal ? start.size * random.normal()
                                                   : random.uniform(-start.size, start.size);
    tensor.copy_(values);
}

/// The weight of the layer that owns a parameter: "fc1.weight" for "fc1.bias", "in_proj_weight" for
/// "in_proj_bias".
const torch::Tensor& weightOf(
    const std::string& path, const torch::OrderedDict<std::string, torch::Tensor>& parameters)
{
    if (endsIn(path, "bias"))
        if (const auto* weight = parameters.find(path.substr(0, path.size() - 4) + "weight"))
            return *weight;
    return parameters[path];
}

} // namespace

void initializeJointNetwork(JointNetwork& network, std::uint64_t seed)
{
    const torch::NoGradGuard noGradients;
    const bool isMult = dynamic_cast<const Mult*>(&network) != nullptr;
    const auto parameters = network.named_parameters();
    for (const auto& item : parameters)
        setStart(item.value(), startOf(item.key(), item.value(), weightOf(item.key(), parameters), isMult),
            seed, item.key());
    for (const auto& item : network.named_buffers())
        item.value().fill_(endsIn(item.key(), "running_var") ? 1 : 0);
}

} // namespace modalscope
