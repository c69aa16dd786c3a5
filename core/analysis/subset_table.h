#pragma once

#include "core/analysis/compared_group.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Accuracy with only some modalities available.
struct SubsetAccuracy {
    std::string name = {}; ///< "pix240+fou76"; the key in metrics.json
    std::vector<std::string> modalities = {};
    SeedNumbers accuracy = {};
};

/// The 2^M - 1 sets of one group and what follows from them.
struct SubsetTable {
    std::string id, label = {};
    int expected = 0;
    std::vector<std::string> modalities = {};
    std::vector<SubsetAccuracy> subsets
        = {}; ///< by size, then in the order of the modalities; the last one is all
    bool isComparable
        = true; ///< false: in some runs sets were tested on different samples, because not every
                ///< sample has something of each; what follows from two sets leaves these out
    std::vector<SeedNumbers> degradation = {}; ///< per modality: accuracy(all) − accuracy(all but it), points
    std::vector<SeedNumbers> utilisation = {}; ///< per modality: conditionalUtilisation()
    std::vector<SeedNumbers> shapley
        = {}; ///< per modality, points; sums to accuracy(all) − accuracy(nothing)
    std::vector<SeedNumbers> perceptual
        = {}; ///< per modality, points; empty numbers when nothing was permuted
};

/// From the "subsets", "nothing" and "permuted" in metrics.json; groups without subsets are left out.
std::vector<SubsetTable> subsetTables(std::span<const ComparedGroup> groups);

/// Accuracy expected when only `modality` is missing, at rate r: (1 − r)·accuracy(all) + r·accuracy(all but
/// it).
SeedNumbers expectedAtRate(const SubsetTable& table, std::size_t modality, double rate);

} // namespace modalscope
