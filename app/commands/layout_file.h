#pragma once

#include "core/base/result.h"
#include "core/data/feature_set.h"

#include <string>
#include <vector>

namespace modalscope {

/// Coordinates of the samples of a feature set, in each of its arrays one after the other.
struct PlacedSamples {
    const FeatureSet* set = nullptr;
    std::vector<std::string> axes; ///< "x", "y" or "pc1", "pc2", ...
    Array positions; ///< [array · sample, axis]; NaN where a sample was left out

    /// Positions of the next arrays, [row, axis]; as many axes as before.
    void append(const Array& rows);
};

/// Whether `path` ends in .npy or .csv and lies in a folder that is there. Error: InvalidInput.
Result<void> checkLayoutPath(const std::string& path);

/// CSV: array, row, id and label where there are any, then a column per axis; samples that were left out have
/// no line. NPY: all rows, NaN for these. Written beside and renamed. Error: Io.
Result<void> writeLayout(const std::string& path, const PlacedSamples& placed);
std::string layoutCsv(const PlacedSamples& placed);

/// "Y-unfinished.npy" of "Y.npy": the name of a layout whose computation was stopped.
std::string unfinishedName(const std::string& path);

} // namespace modalscope
