#pragma once

#include "core/base/result.h"
#include "core/eval/metrics.h"
#include "core/methods/method.h"
#include "core/train/batch_loader.h"

#include <functional>
#include <string>
#include <vector>

namespace modalscope {

/// Asked before each batch with the rows done so far; true stops.
using BatchGate = std::function<bool(std::int64_t rowsDone)>;

/// Logits, fused scores, features and presence of every sample of a split, in its order; with a `stride`
/// above 1 only samples 0, stride, 2·stride, ... are kept. `joined` is filled with Outputs::joined where
/// there is one. Error: Cancelled; Io from the loader.
Result<Predictions> predictSplit(Method& method, BatchLoader& loader,
    const std::vector<std::string>& modalities, const BatchGate& shouldStop, std::int64_t stride = 1,
    ArrayD* joined = nullptr);

} // namespace modalscope
