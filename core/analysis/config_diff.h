#pragma once

#include "core/analysis/run_series.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// One option over several runs.
struct ConfigRow {
    std::string path; ///< "train.learning_rate", "encoders.fou76.feature"
    std::vector<std::string> values; ///< one per run; empty where the option does not exist
    bool differs = false;
};

/// Every option of a run with its path, in the order of the experiment file. Encoders are resolved ("*"
/// written out per modality); `dataset` is its name and the start of its fingerprint.
std::vector<std::pair<std::string, std::string>> optionValues(const RunSeries& run);

/// Options of the runs side by side, as optionValues has them: `dataset` compares contents, not paths.
std::vector<ConfigRow> configTable(std::span<const RunSeries> runs);

/// Only the rows that differ.
std::vector<ConfigRow> configDiff(std::span<const RunSeries> runs);

} // namespace modalscope
