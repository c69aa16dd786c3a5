#pragma once

#include "core/analysis/run_series.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Names for groups of runs, one run of each given: the method's label, and where several have the same,
/// whatever their options differ in beside it: "Concat, epochs 60", "Concat, epochs 100". A unimodal run is
/// called "fou76 alone".
std::vector<std::string> groupLabels(std::span<const RunSeries> groups);

} // namespace modalscope
