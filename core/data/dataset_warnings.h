#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// One number per sample of a split, equal for samples that are equal in every modality.
struct RowHashes {
    std::string split;
    std::vector<std::uint64_t> hashes;
};

/// Sentences on samples that lie in more than one split, with their numbers.
std::vector<std::string> duplicateWarnings(const std::vector<RowHashes>& splits);

/// Sentences on classes that train does not have (in segmentation: no pixel of), or has once; on targets that
/// are all the same; on names used for two classes; on a missing test split.
std::vector<std::string> classWarnings(const Dataset& dataset);

} // namespace modalscope
