#pragma once

#include "core/base/result.h"
#include "core/data/feature_set.h"

#include <string>
#include <vector>

namespace modalscope {

/// Labels of the samples of `set` from numbers: whole ones of at least 0 and below 100,000 stay what they are
/// when all are; others get the number of their value among all, which become the names of classes. NaN =
/// unknown.
void labelByNumber(const std::vector<double>& values, FeatureSet& set);

/// The same from texts; an empty one = unknown. Nothing without texts.
void labelByText(const std::vector<std::string>& texts, FeatureSet& set);

/// From an .npy file that has a label for each row of the file that `set` is from. Error: NotFound, Format,
/// Io; InvalidInput for another number of rows.
Result<void> readLabelsNpy(const std::string& path, FeatureSet& set);

} // namespace modalscope
