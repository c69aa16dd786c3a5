#pragma once

#include "core/analysis/study_summary.h"

#include <nlohmann/json.hpp>

#include <string>

namespace modalscope {

/// `house.md` 4.4: a list of {"group", "metric", "n", "expected", "mean", "sd", "low", "high", "runs",
/// "p_value", "p_adjusted", "against"}.
nlohmann::json summaryJson(const StudySummary& summary);
/// A column per axis, then metric, n, expected, mean, sd, low, high, p_value, p_adjusted, against, runs.
std::string summaryCsv(const StudySummary& summary);

} // namespace modalscope
