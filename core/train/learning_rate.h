#pragma once

#include "core/train/train_options.h"

namespace modalscope {

/// The learning rate of an epoch (from 0): warm-up, then the schedule. Formulas in ScheduleOptions.
double learningRate(const TrainOptions& options, int epoch);

} // namespace modalscope
