#pragma once

#include "core/base/libtorch.h"
#include "core/base/result.h"
#include "core/optim/train_options.h"

namespace modalscope {

/// The device to train on; `auto` is CUDA when there is one. Error: InvalidInput, CUDA was asked for and
/// there is none.
Result<torch::Device> resolveDevice(DeviceChoice choice);

torch::ScalarType scalarType(Precision precision);

/// Lets LibTorch's operators use `threads` (at least 1) threads when they are called from this thread, and
/// when they are called from a thread that has never said so itself. Call it first on the thread of every
/// run: small networks run fastest on one, and then runs side by side do not share OpenMP's workers.
void useThreads(int threads);

} // namespace modalscope
