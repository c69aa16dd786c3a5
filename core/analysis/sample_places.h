#pragma once

#include "core/data/feature_set.h"
#include "core/data/selection_mask.h"

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// Samples that are shown have places 0, 1, ... and rows of their split, which rise. A selection of the whole
/// program is over rows; what is computed of it is over places.

/// Which of the samples with these rows are selected. Rows beyond the mask are not.
SelectionMask selectedSamples(const SelectionMask& mask, std::span<const std::int64_t> rows);

/// A selection over all rows of the split from one over the samples shown: others are not selected.
SelectionMask selectedRows(const SelectionMask& samples, const FeatureSet& shown);

/// The places of the selected samples, rising.
std::vector<std::int64_t> placesOf(const SelectionMask& samples);

/// The place of a row among `rows`, which rise; -1 = it is not shown.
std::int64_t placeOfRow(std::span<const std::int64_t> rows, std::int64_t row);

} // namespace modalscope
