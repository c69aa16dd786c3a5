#pragma once

#include "core/analysis/selection_summary.h"
#include "core/figure/figure.h"
#include "core/figure/prediction_source.h"

namespace modalscope {

/// Colours of the selected samples and of all, in every figure of a selection.
inline constexpr int kSelectedSamplesColor = 5, kAllSamplesColor = 0;

/// Accuracy of the fusion and of every modality: the selected samples beside all that are shown, each bar
/// with its 95 % interval (Wilson 1927, of a share).
Figure selectionAccuracyFigure(const SelectionSummary& summary, const PredictionSource& source);

/// Entropy of the fused prediction as shares, so that few samples can be compared with many.
Figure selectionEntropyFigure(const SelectionSummary& summary, const PredictionSource& source);

/// Confusion matrix of the fusion on the selected samples.
Figure selectionConfusionFigure(const SelectionSummary& summary, const PredictionSource& source);

} // namespace modalscope
