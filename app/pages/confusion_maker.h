#pragma once

#include "core/figure/confusion_figure.h"

#include <string>
#include <vector>

namespace modalscope {

/// Which confusion matrix, and of which runs.
struct ConfusionRequest {
    std::vector<StoredRun> runs; ///< of one group; not empty
    int leftOut = 0; ///< selected runs that are not among them, for the note
    ConfusionOptions options;
};

struct ConfusionResult {
    std::vector<std::string> names; ///< whose matrices the first run has: "fused", then modalities
    std::string who; ///< whose was drawn: the asked one, else the first that there is
    Figure figure;
};

/// Reads each run's metrics.json and adds their matrices: several runs are summed over, rows are shares of
/// the true class. Pure otherwise.
ConfusionResult makeConfusion(const ConfusionRequest& request);

} // namespace modalscope
