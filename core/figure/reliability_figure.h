#pragma once

#include "core/analysis/calibration_report.h"
#include "core/figure/figure.h"
#include "core/figure/prediction_source.h"

namespace modalscope {

/// A panel for each modality and for the fusion: accuracy in bins of confidence as steps beside the dashed
/// diagonal of a perfect calibration, and pale the share of samples in each bin. Titles say the expected
/// calibration error. Without predictions: no panels, and the note says why.
Figure reliabilityFigure(const CalibrationReport& report, const PredictionSource& source);

} // namespace modalscope
