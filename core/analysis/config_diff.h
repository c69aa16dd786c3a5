#pragma once

#include "core/analysis/run_series.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// One option over several runs.
struct ConfigRow {
    std::string path; ///< "train.learning_rate", "encoders.fou76.feature"
    std::vector<std::string> values; ///< one per run; empty where the option does not exist
    bool differs = false;
};

/// Options of the runs side by side, in the order of the experiment file. Encoders are resolved ("*" written
/// out per modality); `dataset` compares contents, not paths.
std::vector<ConfigRow> configTable(std::span<const RunSeries> runs);

/// Only the rows that differ.
std::vector<ConfigRow> configDiff(std::span<const RunSeries> runs);

} // namespace modalscope
