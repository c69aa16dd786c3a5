#pragma once

#include "core/analysis/fusion_trust.h"
#include "core/analysis/sample_contribution.h"
#include "core/figure/figure.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// What can be seen of predictions.
enum class PredictionChart { Calibration, Trust, Valuation };

/// One run or several of one group, one split, one chart.
struct PredictionRequest {
    std::vector<StoredRun> runs; ///< not empty
    int leftOut = 0; ///< selected runs that are not among them, for the note
    std::string split = "test";
    PredictionChart chart = PredictionChart::Calibration;
};

struct PredictionResult {
    std::vector<StoredRun> runs; ///< whose predictions were read: pooled when they are several
    std::vector<std::string> splits; ///< that the first run has predictions of
    std::string split; ///< that was drawn
    Figure figure;
    std::int64_t samples = 0; ///< of each run; the pooled ones are those of the first run, then of the second
    std::vector<int> labels, predicted; ///< of each pooled sample, fused
    FusionTrust trust; ///< filled for its chart alone, as the next
    SampleContribution valuation;

    /// The run that a pooled sample is of, and its place in the split.
    std::pair<const StoredRun*, std::int64_t> sampleAt(std::int64_t pooled) const;
};

/// Reads predictions.h5 and conditions.h5 of the runs, of at most 30. Pure otherwise.
PredictionResult makePredictionFigure(const PredictionRequest& request);

} // namespace modalscope
