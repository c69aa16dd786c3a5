#pragma once

#include "core/analysis/gap_shift_report.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace modalscope {

/// {"format": 1, "split", "x", "y", "runs": [{"run", "group", "label", "seed", "samples", "gap", "shifts":
/// [{"shift", "of_gap", "distance", "along", "fused": {"accuracy", "loss", "n"}, "modalities": {name: the
/// same}}]}], "groups": [{"id", "label", "shifts": [{"shift", "of_gap", "distance", "along", "accuracy",
/// "loss": {"mean", "sd", "low", "high", "n"}, "modalities": {name: {"accuracy", "loss"}}}]}], "left_out"};
/// null where there is no value.
nlohmann::json gapShiftJson(const GapShiftReport& report);

/// One row per run and shift, in full precision: run, label, seed, x, y, shift, of_gap, distance, along,
/// fused_accuracy, fused_loss, and accuracy and loss of every modality of any run.
std::string gapShiftCsv(const GapShiftReport& report);

} // namespace modalscope
