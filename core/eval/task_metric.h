#pragma once

#include "core/data/dataset.h"

namespace modalscope {

/// The number that a task is judged by first: epochs are chosen by it, and it stands for a run in short.
struct TaskMetric {
    const char* name; ///< in metrics.json and history.csv
    const char* label; ///< for people
    bool higherIsBetter;
};

/// Classification: accuracy; segmentation: mIoU over the classes that occur; regression: mean absolute error.
TaskMetric mainMetric(Task task);

} // namespace modalscope
