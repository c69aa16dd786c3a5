#pragma once

#include "core/analysis/run_series.h"
#include "core/figure/figure.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// Samples by [true class][predicted class].
using ConfusionCounts = std::vector<std::vector<std::int64_t>>;

/// What a confusion matrix is of: everything of the figure but its numbers.
struct ConfusionSource {
    std::string name = {}; ///< file name without extension
    std::string title = {};
    std::string split = "test";
    std::string conditions = {}; ///< ends the note: protocol and dataset
    std::vector<std::string> classNames = {}; ///< numbers where there are none
    Provenance provenance = {};
};

/// True classes from top to bottom, predicted ones from left to right; the share of the true class as colour,
/// counts as text. A class without samples has cells without values. `counts` square; empty = a figure
/// without panels.
Figure confusionFigure(const ConfusionCounts& counts, const ConfusionSource& source);

/// Which confusion matrix of a run: of the fusion or of one modality, on one split.
struct ConfusionOptions {
    std::string split = "test";
    std::string who = "fused"; ///< "fused" or the name of a modality
    std::vector<std::string> classNames = {};
    std::string command = {};
};

/// The confusion matrix in `file`, the metrics.json of a run; the figure without panels says why there is
/// none.
Figure confusionFigure(const StoredRun& run, const nlohmann::json& file, const ConfusionOptions& options);

/// Whose confusion matrices the run has for `split`: "fused" first, then modalities.
std::vector<std::string> confusionNames(
    const StoredRun& run, const nlohmann::json& file, const std::string& split);

} // namespace modalscope
