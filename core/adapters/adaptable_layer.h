#pragma once

#include "core/base/libtorch.h"
#include "core/models/joint_network.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

enum class LayerKind {
    Linear,
    Convolution,
    DepthwiseConvolution, ///< or another with groups
    Normalisation, ///< LayerNorm, BatchNorm
    PackedProjection ///< several projections in one raw parameter: attention's q, k, v; GRU gates
};
std::string labelOf(LayerKind kind);

/// A layer of a network that an adapter can follow: the weight and bias that its forward reads. Putting
/// other tensors there changes the layer, and the network's registered parameters stay what they are.
struct AdaptableLayer {
    std::string path; ///< as the network's parameters are named, without ".weight"
    LayerKind kind = LayerKind::Linear;
    Part part;
    torch::Tensor* weight = nullptr; ///< [output, ...]
    torch::Tensor* bias = nullptr; ///< [output]; holds an undefined tensor where the layer has none
    torch::Tensor baseWeight; ///< what `weight` held when the layer was found
    torch::Tensor baseBias;
    std::shared_ptr<torch::nn::Module> owner; ///< keeps the two alive

    std::int64_t outputs() const { return baseWeight.size(0); }
};

/// The part of the network that the layer at a path belongs to.
using PartOf = std::function<Part(const std::string& path)>;

/// Every linear, convolution and normalisation layer with weights in `module` and below, and packed
/// projections, in the order in which they are registered. Source: `adapters.md` 1.2.
std::vector<AdaptableLayer> adaptableLayers(
    const std::shared_ptr<torch::nn::Module>& module, const std::string& prefix, const PartOf& partOf);

} // namespace modalscope
