#pragma once

#include "core/base/result.h"
#include "core/methods/method.h"
#include "core/train/batch_loader.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// Means over the samples that count, by their names in HistoryRow: "loss" (cross-entropy; regression: mean
/// absolute error), then accuracy; or miou and pixel_accuracy; or mae and pearson (of several targets the
/// mean). NaN where there are no predictions or no samples.
using Score = std::vector<std::pair<std::string, double>>;

/// What one pass over a split says of every modality and of the fusion.
struct SplitScores {
    std::vector<Score> modalities; ///< samples that lack the modality do not count; none in networks of all
    Score fused; ///< samples that lack every modality do not count
};

/// One pass without training; the task is that of the loader's dataset. Error: Cancelled; Io from the loader.
Result<SplitScores> scoreSplit(Method& method, BatchLoader& loader, const std::function<bool()>& shouldStop);

} // namespace modalscope
