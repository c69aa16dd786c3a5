#pragma once

#include "core/data/dataset.h"
#include "core/io/hdf5_dataset.h"

#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// The datasets of one split, checked by their headers.
struct SplitLayout {
    std::string name;
    std::int64_t size = 0; ///< samples
    std::vector<Hdf5Dataset> modalities; ///< in the order of the dataset
    std::optional<Hdf5Dataset> labels; ///< always there once read
    std::vector<std::optional<Hdf5Dataset>> presence; ///< one per modality
    std::vector<std::pair<std::string, Hdf5Dataset>> columns;
};

/// Everything that can be known of a dataset file before a value is read or memory is taken for one.
struct DatasetLayout {
    Dataset dataset; ///< complete but for fingerprint and splits
    std::vector<SplitLayout> splits; ///< train, valid, test, then the others by name
    std::int64_t floatBytes = 0; ///< of all modalities and label maps as float32
};

/// Checks ranks, lengths, types and sizes against what is really in the file.
/// Error: Format, Shape or InvalidInput, one sentence that names the dataset.
Result<DatasetLayout> readLayout(const Hdf5File& file);

} // namespace modalscope
