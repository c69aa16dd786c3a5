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

/// The main metric of the task whose numbers are there: `has(name)` says whether one of this name is.
template <class Has>
TaskMetric mainMetricWhere(const Has& has)
{
    for (const auto task : {Task::Segmentation, Task::Regression})
        if (has(mainMetric(task).name))
            return mainMetric(task);
    return mainMetric(Task::Classification);
}

} // namespace modalscope
