#pragma once

#include "core/data/feature_set.h"
#include "core/data/selection_mask.h"

#include <vector>

namespace modalscope {

/// A mask over the samples of a set as one over all rows of their split, and back; rows that the set does not
/// have are not selected.
SelectionMask overRows(const FeatureSet& set, const SelectionMask& samples);
SelectionMask overSamples(const FeatureSet& set, const SelectionMask& rows);

/// The selected samples, rising.
std::vector<std::int64_t> placesIn(const SelectionMask& samples);

} // namespace modalscope
