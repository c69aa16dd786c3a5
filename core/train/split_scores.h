#pragma once

#include "core/base/result.h"
#include "core/methods/method.h"
#include "core/train/batch_loader.h"

#include <functional>
#include <vector>

namespace modalscope {

/// Mean cross-entropy and share of correct predictions over the samples that count.
struct Score {
    double loss = 0;
    double accuracy = 0;
};

/// What one pass over a split says of every modality and of the fusion. NaN where there are no logits or no
/// samples.
struct SplitScores {
    std::vector<Score> modalities; ///< samples that lack the modality do not count
    Score fused; ///< samples that lack every modality do not count
};

/// One pass without training. Error: Cancelled; Io from the loader.
Result<SplitScores> scoreSplit(Method& method, BatchLoader& loader, const std::function<bool()>& shouldStop);

} // namespace modalscope
