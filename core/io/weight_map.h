#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/data/array.h"

#include <cstddef>
#include <string>
#include <vector>

namespace modalscope {

struct NamedShape {
    std::string name;
    Shape shape;
};

/// What becomes of a tensor when a part of a network starts from a file.
enum class WeightUse {
    Used,
    Summed, ///< the first convolution of an image in three channels, summed over them for one channel
    Zero, ///< a counter of batch norm that files of old PyTorch lack; it starts at 0 there as well
    Random, ///< a layer that published networks have not: starts from the seed
    Missing, ///< the file should have it
    WrongShape,
    Unused ///< of the file; the part has nothing of this name
};
std::span<const Choice<WeightUse>> choices(WeightUse);

/// One line of the table: a tensor of the file, one of the network, or both.
struct MappedWeight {
    std::string stored; ///< name in the file; empty = it has none
    Shape storedShape;
    std::string ours; ///< name in the network; empty = it has none
    Shape ourShape;
    WeightUse use = WeightUse::Used;
    std::size_t source = 0; ///< which tensor of the file
};

/// Finds the tensors of one part of a network in a file, by their names: all of `wanted` with the same text
/// in front, "backbone.", "module.visual_net." or nothing. Where a file has several such networks it is the
/// most complete, then the one whose front names `owner`, then the one whose shapes fit, then the one with
/// nothing but usual wrappers in front. First every tensor of `wanted`, then what the file has besides.
/// Error: Format: none can be told from another.
Result<std::vector<MappedWeight>> mapWeights(
    const std::vector<NamedShape>& file, const std::vector<NamedShape>& wanted, const std::string& owner);

/// Whether a part can start from this: nothing of another shape, nothing missing unless that is allowed, and
/// something used. Error: Format, one sentence without the file's name that ends in `advice` ("use ...").
Result<void> checkMapped(
    const std::vector<MappedWeight>& tensors, bool allowsMissing, const std::string& advice);

std::size_t countOf(const std::vector<MappedWeight>& tensors, WeightUse use);
inline bool isLoaded(const MappedWeight& tensor)
{
    return tensor.use == WeightUse::Used || tensor.use == WeightUse::Summed;
}

} // namespace modalscope
