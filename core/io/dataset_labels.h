#pragma once

#include "core/io/dataset_check.h"

#include <cstdint>
#include <span>
#include <string>

namespace modalscope {

/// " at sample 3 (counted from 0)": where a wrong value stands.
std::string atSample(std::int64_t sample);

/// The class of every sample. Error: InvalidInput for a label out of range, and for a train with one class
/// only; Io.
Result<void> readClassLabels(const Hdf5Dataset& labels, const Dataset& dataset, Split& split);

/// The targets of a regression, [sample, target]. Error: InvalidInput for a value that is not finite; Io.
Result<void> readTargets(const Hdf5Dataset& labels, Split& split);

/// Whether label maps have classes only, or the label that is ignored. `values` are those of consecutive rows
/// from `first` on. Error: InvalidInput.
Result<void> checkLabelMaps(
    const Hdf5Dataset& labels, const Dataset& dataset, std::int64_t first, std::span<const float> values);

/// The `present_` columns of a split. Error: InvalidInput for a value other than 0 and 1, and for a sample
/// without any modality; Io.
Result<void> readPresence(const SplitLayout& layout, Split& split);

/// A further column of one value per sample. Error: Io.
Result<Column> readColumn(const std::string& name, const Hdf5Dataset& dataset);

} // namespace modalscope
