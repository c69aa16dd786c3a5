#pragma once

#include "core/data/feature_set.h"

#include <cstddef>
#include <string>
#include <vector>

namespace modalscope {

/// Coordinates of the samples of a feature set, in some of its arrays one after the other.
struct PlacedSamples {
    const FeatureSet* set = nullptr;
    std::vector<std::string> axes; ///< "x", "y" or "pc1", "pc2", ...
    Array positions; ///< [array · sample, axis]; NaN where a sample was left out
    std::vector<std::size_t> arrays = {}; ///< places in the set; empty = all

    /// Positions of the next arrays, [row, axis]; as many axes as before.
    void append(const Array& rows);
};

/// array, row, id and label where there are any, then a column per axis; samples that were left out have no
/// line.
std::string layoutCsv(const PlacedSamples& placed);

} // namespace modalscope
