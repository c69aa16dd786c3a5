#include "core/adapters/placement.h"

#include <algorithm>

namespace modalscope {
namespace {

bool hasSquareKernel(const torch::Tensor& weight)
{
    return weight.dim() == 4 && weight.size(2) == weight.size(3);
}

bool hasOneByOneKernel(const torch::Tensor& weight)
{
    return weight.numel() == weight.size(0) * weight.size(1);
}

bool isLoraTarget(const AdaptableLayer& layer, const AdapterOptions& options)
{
    switch (layer.kind) {
    case LayerKind::Linear:
        return options.linear;
    case LayerKind::PackedProjection:
        return options.packed;
    case LayerKind::Convolution:
        if (options.convolutions == LoraConvolutions::None)
            return false;
        return hasOneByOneKernel(layer.baseWeight)
            || (options.convolutions == LoraConvolutions::Dense && hasSquareKernel(layer.baseWeight));
    case LayerKind::DepthwiseConvolution:
    case LayerKind::Normalisation:
        return false;
    }
    return false;
}

/// A rank above the smaller side would learn the same matrices with more values.
bool fitsRank(const AdaptableLayer& layer, int rank)
{
    const auto size = loraSize(layer);
    return rank <= std::min(size.inputs, size.outputs);
}

std::int64_t loraValues(const AdaptableLayer& layer, int rank)
{
    const auto size = loraSize(layer);
    return rank * size.kernel * size.kernel * (size.inputs + size.outputs);
}

std::int64_t learnedValues(const AdaptableLayer& layer, const AdapterOptions& options)
{
    std::int64_t count = 0;
    if (hasScale(options.kind))
        count += layer.outputs();
    if (hasShift(options.kind))
        count += layer.outputs();
    if (hasLora(options.kind) && takesLora(layer, options))
        count += loraValues(layer, options.rank);
    if (options.kind == AdapterKind::BitFit && layer.baseBias.defined())
        count += layer.baseBias.numel();
    if (options.kind == AdapterKind::Norm && layer.kind == LayerKind::Normalisation)
        count += layer.baseWeight.numel() + (layer.baseBias.defined() ? layer.baseBias.numel() : 0);
    return count;
}

std::string kindSaysNo(const AdaptableLayer& layer, const AdapterOptions& options)
{
    switch (options.kind) {
    case AdapterKind::BitFit:
        return "has no bias";
    case AdapterKind::Norm:
        return "is no normalisation layer";
    case AdapterKind::Lora:
        return isLoraTarget(layer, options) ? "is smaller than the rank" : "is no target of LoRA";
    default:
        return "no adapters are asked for";
    }
}

} // namespace

bool takesLora(const AdaptableLayer& layer, const AdapterOptions& options)
{
    return isLoraTarget(layer, options) && fitsRank(layer, options.rank);
}

LoraSize loraSize(const AdaptableLayer& layer)
{
    const auto& weight = layer.baseWeight;
    const auto kernel = weight.dim() == 4 ? weight.size(2) : 1;
    return {weight.dim() > 1 ? weight.size(1) : 1, weight.size(0), kernel};
}

Result<std::vector<PlacedLayer>> placeAdapters(
    const std::vector<AdaptableLayer>& layers, const AdapterOptions& options, const std::vector<int>& present)
{
    if (present.empty())
        return invalidInput("present: no modality is left; name at least one that is available");
    for (const auto& pattern : options.leaveOut)
        if (std::none_of(layers.begin(), layers.end(),
                [&](const auto& layer) { return namesLayer(pattern, layer.path); }))
            return invalidInput("leave_out: the network has no layer " + pattern
                + "; a path as the table of layers shows it, or its beginning and *");
    std::vector<PlacedLayer> placed;
    std::int64_t learned = 0;
    for (const auto& layer : layers) {
        PlacedLayer place{layer.path, layer.kind, layer.part, layer.outputs(), 0, {}};
        const auto isPresent = [&](int modality) {
            return std::find(present.begin(), present.end(), modality) != present.end();
        };
        const auto& serves = layer.part.modalities;
        if (layer.part.kind == PartKind::Head)
            place.why = "head";
        else if (layer.part.kind == PartKind::Encoder
            && std::none_of(serves.begin(), serves.end(), isPresent))
            place.why = "its modalities are missing";
        else if (std::any_of(options.leaveOut.begin(), options.leaveOut.end(),
                     [&](const auto& pattern) { return namesLayer(pattern, layer.path); }))
            place.why = "left out";
        else if (place.learned = learnedValues(layer, options); place.learned == 0)
            place.why = kindSaysNo(layer, options);
        learned += place.learned;
        placed.push_back(std::move(place));
    }
    const auto isTooSmall = [](const auto& place) { return place.why == "is smaller than the rank"; };
    if (learned == 0 && std::any_of(placed.begin(), placed.end(), isTooSmall))
        return invalidInput("rank: " + std::to_string(options.rank)
            + " is more than the smaller side of every layer; use a lower rank");
    const auto isLeftOut = [](const auto& place) { return place.why == "left out"; };
    const bool isReference = options.kind == AdapterKind::Pretrained || options.kind == AdapterKind::Full;
    if (learned == 0 && !isReference && std::any_of(placed.begin(), placed.end(), isLeftOut))
        return invalidInput("leave_out: no layer remains that " + labelOf(options.kind)
            + " can adapt; take some out of leave_out");
    if (learned == 0 && !isReference)
        return invalidInput("adapter: the network has no layer that " + labelOf(options.kind) + " can adapt; "
            + (options.kind == AdapterKind::Lora && options.convolutions != LoraConvolutions::Dense
                    ? "set convolutions to dense or choose another kind"
                    : "choose another kind"));
    return placed;
}

} // namespace modalscope
