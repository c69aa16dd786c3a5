#pragma once

#include "core/data/array.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// Features of the same samples, from one or several modalities, wherever they come from. Samples that lack a
/// modality have a row of NaN there.
struct FeatureSet {
    std::string source; ///< for people: "run 0123456789ab, epoch 57, test", "features.npy"
    std::vector<std::string> names; ///< of the modalities or arrays
    std::vector<Array> features; ///< one [sample, feature] for each
    std::vector<std::int64_t> absent; ///< for each, samples that lack it
    std::vector<int> labels; ///< [sample], below 0 = unknown; empty = there are none
    std::vector<std::string> classNames; ///< by label; may be empty
    std::vector<std::string> ids; ///< [sample]; empty = there are none
    std::vector<std::int64_t> rows; ///< [sample]: which row of its split or file each is, from 0, rising
    std::int64_t total = 0; ///< rows that there are; more than samples when only some were read

    std::int64_t samples() const { return std::int64_t(rows.size()); }
};

/// `most` of the rows 0 .. total-1, rising; all when there are no more or `most` is 0. The same for the same
/// seed.
std::vector<std::int64_t> chosenRows(std::int64_t total, std::int64_t most, std::uint64_t seed);

/// Features must have at most this many bytes in memory.
inline constexpr double kMostFeatureBytes = 4e9;

} // namespace modalscope
