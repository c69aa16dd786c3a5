#pragma once

#include "core/analysis/gap_report.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace modalscope {

/// {"format": 1, "split", "runs": [{"run", "group", "label", "seed", "epoch", "kept", "x", "y", "distance",
/// "centroid_cosine", ..., "samples", "dropped", "judged", "classes": [{"label", "samples", "distance"}]}],
/// "groups": [{"id", "label", "x", "y", "epoch", measure: {"mean", "sd", "low", "high", "n"}}], "accuracy":
/// [{"x", "y", "correlation", "correlation_within_groups", each with "..._interval": [low, high], "runs",
/// "groups"}], "left_out"}; null where there
/// is no value. `epoch` null in a group = the kept epoch of each run.
nlohmann::json gapJson(const GapReport& report);

/// The same of one feature set.
nlohmann::json gapJson(const FeatureSet& set, std::span<const PairGap> pairs);

/// One row per run, epoch and pair, in full precision.
std::string gapCsv(const GapReport& report);
std::string gapCsv(const FeatureSet& set, std::span<const PairGap> pairs);

} // namespace modalscope
