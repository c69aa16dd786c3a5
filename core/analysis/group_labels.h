#pragma once

#include "core/analysis/config_diff.h"
#include "core/analysis/run_series.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// For each run of a table of options what sets it apart from the others: "train rate 0.4, epochs 60"; empty
/// where nothing does. Seed and name do not count; of many options the first four are named. Encoders that
/// agree are named once.
std::vector<std::string> differenceTexts(std::span<const ConfigRow> rows);

/// Names for groups of runs, one run of each given: the method's label, and where several have the same,
/// whatever their options differ in beside it: "Concat, epochs 60", "Concat, epochs 100". A unimodal run is
/// called "fou76 alone".
std::vector<std::string> groupLabels(std::span<const RunSeries> groups);

} // namespace modalscope
