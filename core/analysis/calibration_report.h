#pragma once

#include "core/eval/calibration.h"
#include "core/eval/metrics.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// How far the confidence of one classifier can be taken at its word.
struct ReliabilityCurve {
    std::string who; ///< "fused" or a modality
    Calibration bins; ///< of all runs together
    double error = 0; ///< expected calibration error of these
    std::vector<double> errors; ///< of each run alone
    std::int64_t samples = 0; ///< that count, of all runs
    double accuracy = 0; ///< of these
};

struct CalibrationReport {
    int runs = 0;
    std::vector<ReliabilityCurve> curves; ///< modalities in order, fused last
    std::vector<std::string> notes; ///< one sentence each: modalities without predictions of their own
};

/// From what runs said of one split: the bins of several runs are pooled, so that a sample counts once for
/// each. A modality counts where it is present and has logits; samples are those of its entry in
/// metrics.json.
CalibrationReport calibrationReport(std::span<const Predictions* const> runs, int bins = 15);
CalibrationReport calibrationReport(const Predictions& run, int bins = 15);

} // namespace modalscope
