#pragma once

#include "core/engine/condition_evaluation.h"
#include "core/eval/metrics.h"
#include "core/run/run_context.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace modalscope {

/// What is known of a trained network at the end: the `splits` of metrics.json and the arrays behind it.
struct FinalEvaluation {
    nlohmann::json splits;
    std::map<std::string, Predictions>
        predictions; ///< of valid and test; none of segmentation and regression
    std::optional<Predictions> train; ///< what the probes learned from
    RunConditions conditions;
};

/// Metrics of every modality and of the fusion on `split`, as an entry of `splits`.
Result<nlohmann::json> metricsOf(const PreparedRun& run, const std::string& split,
    const Predictions& predictions, const RunContext& context);

/// The same of any task: predicts one split as `input` says, under the name `stage`. Error: Cancelled between
/// two batches; Io.
Result<nlohmann::json> entryUnder(
    PreparedRun& run, EvaluationInput input, const RunContext& context, const std::string& stage);

/// Valid and test, each predicted once; further conditions and a linear probe of every frozen encoder when
/// the experiment asks for them. The probe learns from the samples of train that have the modality, of every
/// k-th when all features would be more than four million values. What a network says of
/// segmentation or regression data goes into the file `predictions` as it comes (TaskPredictionsWriter);
/// there are no probes then. Error: Cancelled between two batches or iterations of the probe; Io; Numeric.
Result<FinalEvaluation> evaluateFinally(
    PreparedRun& run, const std::filesystem::path& predictions, const RunContext& context);

} // namespace modalscope
