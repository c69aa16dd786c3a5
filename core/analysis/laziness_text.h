#pragma once

#include "core/analysis/laziness.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace modalscope {

/// A table for a terminal: one line per group and modality, protocol, n and notes.
std::string lazinessTable(const LazinessReport& report);

/// One row per group, modality and measure: mean, low, high, n, seeds and the runs behind it. Numbers in full
/// precision.
std::string lazinessCsv(const LazinessReport& report);

/// {"format": 1, "groups": [...], "notes": [...]}; every number {"mean", "low", "high", "n", "values":
/// [{seed, run, value}]}.
nlohmann::json lazinessJson(const LazinessReport& report);

} // namespace modalscope
