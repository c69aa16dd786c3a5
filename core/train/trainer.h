#pragma once

#include "core/base/result.h"
#include "core/experiment/experiment.h"
#include "core/methods/method.h"
#include "core/run/run_context.h"
#include "core/train/batch_loader.h"

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace modalscope {

/// The epoch that would be kept if the training ended now: best by the task's main metric of the fusion on
/// the split that selects, then lowest loss, then earliest. `last` keeps the newest.
struct BestEpoch {
    int epoch = 0; ///< from 1; 0 = none yet
    double score = -std::numeric_limits<double>::infinity(); ///< of that metric; a metric that is better when
                                                             ///< lower, with a minus in front
    double loss = std::numeric_limits<double>::infinity();
};

/// Where a training stands after whole epochs.
struct TrainingProgress {
    int epoch = 0; ///< complete ones
    double seconds = 0; ///< of work, pauses left out
    BestEpoch best;
    History history;
};

/// What a training is done with; nothing is owned.
struct TrainerParts {
    Method& method;
    BatchLoader& train;
    BatchLoader& valid;
    BatchLoader* test = nullptr; ///< only when the epoch is chosen on it
    std::vector<std::string> modalities;
    TrainOptions options;
    SelectEpoch select = SelectEpoch::Valid;
    int firstSelectable = 1; ///< epochs before it are kept only as long as none from it on has ended
};

/// Called after each epoch, when `progress` already counts it; the last row of its history is that epoch's.
/// An error ends the training.
using EpochDone = std::function<Result<void>(const TrainingProgress& progress, bool isBest)>;

/// Trains from `progress` to the last epoch. Reports Progress; stops between two batches, the current epoch
/// is lost then. Error: Cancelled; Numeric when a loss is not finite or has exploded, naming epoch, modality
/// and likely cause.
Result<void> trainEpochs(const TrainerParts& parts, TrainingProgress& progress, const RunContext& context,
    const EpochDone& epochDone);

} // namespace modalscope
