#pragma once

#include "core/experiment/experiment.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// One option of several experiments.
struct OptionRow {
    std::string path; ///< "train.learning_rate"
    std::vector<std::string>
        values; ///< one per experiment, as JSON without quotes; empty where the option does not exist
    bool differs = false;
};

/// Every option of the experiments, those of one set together and in the order of their files; `differs` says
/// which are not the same in all of them.
std::vector<OptionRow> compareExperiments(std::span<const Experiment> experiments);

} // namespace modalscope
