#pragma once

#include "core/optim/train_options.h"

namespace modalscope {

/// The learning rate of an epoch e (from 0) of E, W of them warm-up. In warm-up rate·(e + 1)/(W + 1), so that
/// it is full in epoch W, or with warm-up from f > 0 rate·(f + (1 − f)·e/W); then rate times: constant 1 ·
/// step factor^⌊e/every⌋ · cosine (1 + cos(π·d))/2 · polynomial (1 − d)^power, with d = (e − W)/(E − W).
double learningRate(const TrainOptions& options, int epoch);

} // namespace modalscope
