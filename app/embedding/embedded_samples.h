#pragma once

#include "core/data/feature_set.h"
#include "core/data/value_column.h"

#include <string>
#include <vector>

namespace modalscope {

/// Samples as the embedding page shows them: their features, what is known of each, and whose they are.
/// Never changes once it is made, so that threads share it.
struct EmbeddedSamples {
    FeatureSet features; ///< `rows` are rows of the split; `total` is what a selection of samples is over
    std::vector<ValueColumn> columns = {}; ///< a value per sample of `features` each; names differ
    std::string run = {}; ///< id; empty: of a dataset or a file
    std::string dataset = {}; ///< fingerprint, or "file:" and the absolute path of a file of features
    std::string split = {}; ///< empty: of a file
};

} // namespace modalscope
