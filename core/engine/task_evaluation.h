#pragma once

#include "core/engine/prepared_run.h"
#include "core/run/run_context.h"
#include "core/train/task_tally.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace modalscope {

/// What was counted of one split of segmentation or regression data under one condition.
struct TestedSplit {
    TaskTally tally;
    double absentShare = 0; ///< of the cells: hidden, or not in the dataset

    /// The entry of the fusion in metrics.json; empty when no sample counts. Of several targets: the means of
    /// mae and pearson, and "targets" with an entry each. `seed`: of the intervals.
    nlohmann::json fused(std::uint64_t seed, const std::function<bool()>& shouldStop) const;
    /// The entry of the split: n, fused, modalities (none).
    nlohmann::json entry(std::uint64_t seed, const std::function<bool()>& shouldStop) const;
};

/// Takes predictions as they come, in the order of the split: `predicted` [sample, row, column] int64 or
/// [sample, target] float64 on the CPU, `first` the index of its first sample.
using TakePredictions = std::function<Result<void>(std::int64_t first, const torch::Tensor& predicted)>;

/// Predicts one split as `input` says; nothing but counts and single values is kept. Reports progress under
/// the name `stage`. Error: Cancelled between two batches; Io; what `take` returned.
Result<TestedSplit> testSplit(PreparedRun& run, EvaluationInput input, const RunContext& context,
    const std::string& stage, const TakePredictions& take = {});

} // namespace modalscope
