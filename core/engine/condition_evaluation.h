#pragma once

#include "core/engine/prepared_run.h"
#include "core/eval/metrics.h"
#include "core/run/run_context.h"
#include "core/store/run_conditions.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace modalscope {

/// What a trained network is tested under beside its own conditions, without training again.
struct TestConditions {
    bool subsets = false; ///< every non-empty set of available modalities, and none
    std::vector<double> missingRates = {}; ///< of hidden cells, by the experiment's protocol
    int permutations = 0; ///< of each modality across samples
};

/// Predictions of one split as `input` says, of every `stride`-th sample. Reports progress under the name
/// `stage`. Error: Cancelled between two batches; Io.
Result<Predictions> predictions(PreparedRun& run, EvaluationInput input, const RunContext& context,
    const std::string& stage, std::int64_t stride = 1);

/// Rows where any modality is there: the only ones that a set of modalities is judged by.
std::vector<std::uint8_t> anyPresent(const Predictions& said);

/// Intervals of the same numbers are the same wherever they are computed.
std::uint64_t bootstrapSeed(const PreparedRun& run, const std::string& split);

/// Adds to `metrics`, the entry of `split` in metrics.json:
/// "subsets": {"image+audio": metrics of the fusion}; "nothing": the same with zeros for every modality and
/// the network not told (v(∅) of `mla.md` 5); "rates": {"0.4": {"missing": {"value": share of absent cells},
/// "n", "fused", "modalities"}}; "permuted": {"image": {"accuracy": mean over the repetitions (or the main
/// metric of another task), "repetitions": [each]}}. Of segmentation and regression there are no outcomes,
/// only metrics. An entry is empty where no sample has anything. Error: Cancelled; Io.
Result<std::vector<ConditionOutcome>> addConditions(PreparedRun& run, const std::string& split,
    const TestConditions& conditions, nlohmann::json& metrics, const RunContext& context);

/// "0.4": the name of a rate.
std::string rateName(double rate);

} // namespace modalscope
