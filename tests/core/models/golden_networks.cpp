#include "tests/core/models/golden_networks.h"

#include "core/io/hdf5_dataset.h"
#include "tests/support/golden_fill.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <stdexcept>

namespace modalscope {
namespace {

template <class T>
T valueOrThrow(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(result).value();
}

torch::ScalarType typeOf(ElementType element)
{
    switch (element) {
    case ElementType::Float32:
        return torch::kFloat32;
    case ElementType::Float64:
        return torch::kFloat64;
    case ElementType::Int8:
        return torch::kInt8;
    case ElementType::Int64:
        return torch::kInt64;
    default:
        throw std::runtime_error("no golden file of networks has this element type");
    }
}

/// value = offset + scale·v
struct FillRule {
    double offset = 0, scale = 0;
};

FillRule ruleOf(const std::string& name, at::IntArrayRef shape)
{
    const auto leaf = name.substr(name.rfind('.') + 1);
    const double fanIn = shape.size() < 2 ? 1 : double(c10::multiply_integers(shape.slice(1)));
    if (leaf == "running_mean")
        return {0, 0.125};
    if (leaf == "running_var")
        return {1, 0.25};
    if (leaf.starts_with("layer_scale"))
        return {0.5, 0.25};
    if (name.ends_with(".ssf.gamma"))
        return {1, 0.0625};
    if (name.ends_with(".ssf.beta"))
        return {0, 0.0625};
    if (name.ends_with(".lora.B"))
        return {0, 0.125 * std::sqrt(3 / fanIn)};
    if (shape.size() > 1)
        return {0, std::sqrt(3 / fanIn)};
    return leaf == "weight" ? FillRule{1, 0.25} : FillRule{0, 0.125};
}

torch::Tensor filledTensor(const std::string& name, at::IntArrayRef shape, const FillRule& rule)
{
    const auto values = goldenFill(name, c10::multiply_integers(shape), rule.offset, rule.scale);
    return torch::tensor(values, torch::kFloat32).view(shape);
}

Modality imageModality(const std::string& name)
{
    return {name, ModalityKind::Image, {3, 64, 64}, "float32", 1, 0};
}

Modality sequenceModality(const std::string& name, std::int64_t time, std::int64_t features)
{
    return {name, ModalityKind::Sequence, {time, features}, "float32", 1, 0};
}

} // namespace

std::string GoldenNetworks::path()
{
    const char* const named = std::getenv("MODALSCOPE_GOLDEN_NETWORKS");
    for (const std::string path : {MODALSCOPE_SOURCE_DIR "/tests/golden/networks.h5", named ? named : "",
             "/work/shared/golden/networks.h5"})
        if (std::filesystem::exists(path))
            return path;
    return {};
}

GoldenNetworks::GoldenNetworks(const std::string& path)
    : m_file(valueOrThrow(Hdf5File::open(path)))
{ }

std::vector<std::string> GoldenNetworks::names(const std::string& group, const std::string& part) const
{
    std::vector<std::string> names;
    if (has(group, part))
        for (const auto& member : valueOrThrow(m_file.members(group + "/" + part)))
            names.push_back(member.name);
    return names;
}

bool GoldenNetworks::has(const std::string& group, const std::string& name) const
{
    const auto members = valueOrThrow(m_file.members(group));
    return std::any_of(
        members.begin(), members.end(), [&](const Hdf5Member& member) { return member.name == name; });
}

torch::Tensor GoldenNetworks::read(const std::string& dataset) const
{
    const auto stored = valueOrThrow(Hdf5Dataset::open(m_file, dataset));
    auto values = torch::empty(stored.info().shape, typeOf(stored.info().type.element));
    const auto done = stored.readRows(0, stored.rows(),
        {static_cast<std::byte*>(values.data_ptr()), std::size_t(values.numel() * values.element_size())});
    if (!done)
        throw std::runtime_error(done.error().message);
    return values;
}

std::vector<std::string> GoldenNetworks::texts(const std::string& dataset) const
{
    return valueOrThrow(valueOrThrow(Hdf5Dataset::open(m_file, dataset)).readTexts());
}

std::vector<torch::Tensor> GoldenNetworks::inputs(
    const std::string& network, const std::string& caseName, const std::vector<std::string>& names) const
{
    const bool isStored = has(network + "/" + caseName, "in");
    std::vector<torch::Tensor> inputs;
    for (const auto& name : names) {
        inputs.push_back(read(network + (isStored ? "/" + caseName : "/base") + "/in/" + name));
        if (caseName == name + "_zero_input" || (name == "aux0" && caseName == "aux_zero_input"))
            inputs.back().zero_();
    }
    return inputs;
}

torch::Tensor goldenTensor(const std::string& name, at::IntArrayRef shape)
{
    return filledTensor(name, shape, ruleOf(name, shape));
}

torch::Tensor goldenInput(const std::string& name, at::IntArrayRef shape)
{
    return filledTensor(name, shape, {0, 2});
}

void fillGolden(torch::nn::Module& network, const std::string& prefix)
{
    const torch::NoGradGuard noGradients;
    for (auto& item : network.named_parameters())
        item.value().copy_(goldenTensor(prefix + item.key(), item.value().sizes()));
    for (auto& item : network.named_buffers())
        if (item.value().dim() > 0) // all but the number of batches
            item.value().copy_(goldenTensor(prefix + item.key(), item.value().sizes()));
}

double goldenDistance(const torch::Tensor& value, const torch::Tensor& wanted)
{
    if (value.sizes() != wanted.sizes())
        return std::numeric_limits<double>::infinity();
    const auto exact = wanted.to(torch::kFloat64);
    return (value.detach().to(torch::kFloat64) - exact).abs().max().item<double>()
        / exact.abs().max().item<double>();
}

GoldenNetwork goldenNetwork(const std::string& name, bool withMask)
{
    NetworkOptions options;
    options.mask = withMask;
    options.legacyScramble = name.ends_with("_scramble");
    GoldenNetwork golden{name, nullptr, {"rgb"}, name + "/params", true};
    int outputs = 9;
    std::vector<Modality> modalities{imageModality("rgb")};
    const auto addImages = [&](int count) {
        for (int k = 0; k < count; ++k) {
            golden.inputs.push_back("aux" + std::to_string(k));
            modalities.push_back(imageModality(golden.inputs.back()));
        }
    };
    if (name == "mit_b0") {
        options.kind = NetworkKind::Segformer;
    } else if (name == "mmsformer_b0_k1") {
        options.kind = NetworkKind::Mmsformer;
        addImages(1);
    } else if (name == "cmnext_b0_k1") {
        addImages(1);
    } else if (name.starts_with("cmnext_b0_k3_")) {
        addImages(3);
        outputs = 20;
        golden.params = "cmnext_b0_k3_scramble/params";
    } else if (name == "mult_mosi") {
        options.kind = NetworkKind::Mult;
        golden.inputs = {"text", "audio", "vision"};
        modalities = {sequenceModality("text", 12, 300), sequenceModality("audio", 15, 5),
            sequenceModality("vision", 10, 20)};
        outputs = 1;
        golden.isDense = false;
    } else {
        throw std::runtime_error("no golden network is called " + name);
    }
    golden.network = valueOrThrow(makeJointNetwork(options, modalities, outputs));
    fillGolden(*golden.network);
    golden.network->eval();
    return golden;
}

} // namespace modalscope
