#include "core/experiment/usual_training.h"

#include <algorithm>

namespace modalscope {

TrainOptions usualTraining(const Dataset& dataset)
{
    TrainOptions train;
    if (dataset.task == Task::Classification)
        return train;
    if (dataset.task == Task::Segmentation) {
        train.optimizer = OptimizerKind::AdamW;
        train.learningRate = 1e-4;
        train.weightDecay = 0.01;
        train.schedule.kind = ScheduleKind::Polynomial;
        train.batchSize = 8;
    } else {
        train.optimizer = OptimizerKind::Adam;
        train.learningRate = 1e-3;
        train.weightDecay = 0;
        train.clipNorm = 0.8;
        train.batchSize = 24;
    }
    const auto* split = dataset.split("train");
    if (split != nullptr && split->size > 0)
        train.batchSize = int(std::min<std::int64_t>(train.batchSize, split->size));
    return train;
}

} // namespace modalscope
