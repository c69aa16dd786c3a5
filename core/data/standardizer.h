#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <vector>

namespace modalscope {

/// Mean and deviation of each column of a feature modality, fitted on the training rows that have the
/// modality.
struct Standardizer {
    std::vector<double> mean, deviation; ///< [feature]; a constant column has deviation 1
    bool isEmpty() const { return mean.empty(); }
    void apply(std::span<float> rows) const; ///< whole rows, in place
};

/// In one pass over chunks of rows; empty for modalities that are not features. Error: Io.
Result<Standardizer> fitStandardizer(const Split& train, std::size_t modality, const Modality& description);

} // namespace modalscope
