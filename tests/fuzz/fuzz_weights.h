#pragma once

#include "core/io/weights_file.h"
#include "tests/fuzz/fuzz_watch.h"

namespace modalscope {

/// Opens the bytes as a file of weights, walks its tree and reads what values are in it, as the programs do.
inline void readFuzzedWeights(std::string bytes)
{
    const auto file = openWeights(ByteSource::ofMemory(std::move(bytes)), "fuzzed");
    if (!file)
        return;
    const auto& tree = file.value().tree;
    std::uint64_t left = std::uint64_t(1) << 16; // values: reading them is linear
    for (const auto& tensor : namedTensors(tree, tree.root)) {
        const auto count = std::uint64_t(elementCountOf(tree.tensors[tensor.tensor]));
        if (count > left)
            continue;
        left -= count;
        (void)bool(readFloats(file.value(), tensor));
    }
    for (const auto& node : tree.nodes)
        (void)nodeText(tree, node);
    for (const auto& entry : file.value().code)
        (void)bool(readCode(file.value(), entry));
}

} // namespace modalscope
