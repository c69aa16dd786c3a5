#pragma once

#include "core/base/libtorch.h"

#include <memory>
#include <string>
#include <type_traits>

namespace modalscope {

/// The module at a dotted path below `root`; what is missing on the way is made as an empty container.
torch::nn::Module& containerAt(torch::nn::Module& root, const std::string& path);

/// Registers `layer` under a dotted path ("channel_embed.4"), so that a class can hold its layers in one
/// level while its parameters are named as in the published code.
template <class Layer>
std::shared_ptr<Layer> registerAt(
    torch::nn::Module& root, const std::string& path, std::shared_ptr<Layer> layer)
{
    const auto dot = path.rfind('.');
    auto& owner = dot == std::string::npos ? root : containerAt(root, path.substr(0, dot));
    return owner.register_module(dot == std::string::npos ? path : path.substr(dot + 1), std::move(layer));
}

/// The same for LibTorch's own modules.
template <class Holder>
requires std::is_base_of_v<torch::nn::ModuleHolder<typename Holder::ContainedType>, Holder> Holder registerAt(
    torch::nn::Module& root, const std::string& path, Holder layer)
{
    registerAt(root, path, layer.ptr());
    return layer;
}

} // namespace modalscope
