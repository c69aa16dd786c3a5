#include "core/eval/task_metric.h"

namespace modalscope {

TaskMetric mainMetric(Task task)
{
    switch (task) {
    case Task::Classification:
        break;
    case Task::Segmentation:
        return {"miou", "mIoU", true};
    case Task::Regression:
        return {"mae", "MAE", false};
    }
    return {"accuracy", "accuracy", true};
}

} // namespace modalscope
