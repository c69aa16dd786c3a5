#pragma once

#include "core/base/random.h"
#include "core/io/safetensors.h"

#include <cstring>
#include <filesystem>
#include <map>
#include <string>

namespace modalscope {

using Tensors = std::map<std::string, TensorBytes>;

/// Small values; those of matrices and filters with alternating signs, so that activations stay small too.
inline TensorBytes drawn(const std::string& name, Shape shape)
{
    TensorBytes tensor{"F32", shape, std::vector<std::byte>(std::size_t(4 * elementCount(shape)))};
    Random random(3, name);
    const auto first = float(random.uniform(0.01, 0.02));
    for (std::size_t i = 0; i < tensor.bytes.size() / 4; ++i) { // no need of as many draws
        const auto size = first + 1e-4f * float(i % 97);
        const auto value = shape.size() > 1 && i % 2 == 1 ? -size : size;
        std::memcpy(tensor.bytes.data() + 4 * i, &value, 4);
    }
    return tensor;
}

inline float valueAt(const TensorBytes& tensor, std::int64_t i)
{
    float value = 0;
    std::memcpy(&value, tensor.bytes.data() + 4 * i, 4);
    return value;
}

/// ResNet-18 as torchvision's published file has it: three channels, a classifier, no counters.
inline Tensors torchvisionResnet()
{
    Tensors all;
    const auto add = [&](const std::string& name, Shape shape) { all.emplace(name, drawn(name, shape)); };
    const auto addNorm = [&](const std::string& name, std::int64_t channels) {
        for (const char* what : {".weight", ".bias", ".running_mean", ".running_var"})
            add(name + what, {channels});
    };
    add("conv1.weight", {64, 3, 7, 7});
    addNorm("bn1", 64);
    std::int64_t inputs = 64;
    for (int stage = 1; stage <= 4; ++stage) {
        const std::int64_t outputs = 32 << stage;
        for (int block = 0; block < 2; ++block) {
            const auto name = "layer" + std::to_string(stage) + "." + std::to_string(block);
            add(name + ".conv1.weight", {outputs, inputs, 3, 3});
            addNorm(name + ".bn1", outputs);
            add(name + ".conv2.weight", {outputs, outputs, 3, 3});
            addNorm(name + ".bn2", outputs);
            if (inputs != outputs) {
                add(name + ".downsample.0.weight", {outputs, inputs, 1, 1});
                addNorm(name + ".downsample.1", outputs);
            }
            inputs = outputs;
        }
    }
    add("fc.weight", {1000, 512});
    add("fc.bias", {1000});
    return all;
}

/// The tensors of a file below "weights/<prefix>", without it.
inline Tensors weightsOf(const std::filesystem::path& file, const std::string& prefix)
{
    const auto front = "weights/" + prefix;
    Tensors below;
    if (const auto read = readSafetensors(file))
        for (const auto& [name, tensor] : read.value().tensors)
            if (name.starts_with(front))
                below.emplace(name.substr(front.size()), tensor);
    return below;
}

} // namespace modalscope
