#pragma once

#include "core/base/result.h"
#include "core/data/placed_samples.h"

#include <string>

namespace modalscope {

/// Whether `path` ends in .npy or .csv and lies in a folder that is there. Error: InvalidInput.
Result<void> checkLayoutPath(const std::string& path);

/// CSV: array, row, id and label where there are any, then a column per axis; samples that were left out have
/// no line. NPY: all rows, NaN for these. Written beside and renamed. Error: Io.
Result<void> writeLayout(const std::string& path, const PlacedSamples& placed);

/// "Y-unfinished.npy" of "Y.npy": the name of a layout whose computation was stopped.
std::string unfinishedName(const std::string& path);

} // namespace modalscope
