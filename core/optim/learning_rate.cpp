#include "core/optim/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace modalscope {

double learningRate(const TrainOptions& options, int epoch)
{
    const auto& schedule = options.schedule;
    const int warmup = schedule.warmupEpochs;
    if (epoch < warmup && schedule.warmupFrom > 0)
        return options.learningRate
            * (schedule.warmupFrom + (1 - schedule.warmupFrom) * double(epoch) / double(warmup));
    if (epoch < warmup)
        return options.learningRate * double(epoch + 1) / double(warmup + 1);
    const int left = options.epochs - warmup;
    const double done = left > 0 ? std::min(1.0, double(epoch - warmup) / double(left)) : 0.0;
    double factor = 1;
    switch (schedule.kind) {
    case ScheduleKind::Constant:
        break;
    case ScheduleKind::Step:
        factor = std::pow(schedule.factor, double(epoch / schedule.every));
        break;
    case ScheduleKind::Cosine:
        factor = (1 + std::cos(std::numbers::pi * done)) / 2;
        break;
    case ScheduleKind::Polynomial:
        factor = std::pow(1 - done, schedule.power);
        break;
    }
    return options.learningRate * factor;
}

} // namespace modalscope
