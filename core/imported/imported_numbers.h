#pragma once

#include "core/experiment/experiment.h"
#include "core/imported/results_file.h"
#include "core/store/run_conditions.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// How the logits of an imported run are fused, and what that is known from.
struct FusionFound {
    ImportedFusion rule = ImportedFusion::File;
    bool isOfFile = false; ///< fused scores are those of the file
    std::string text; ///< one sentence for people
};

/// The rule of a file. Without `asked` its own fused scores count, and the rule that gives them in every
/// split to 1e-4 is what subsets are computed with, `File` when none does; a file without fused scores gets
/// the mean. With `asked` fused scores are made by that rule whatever the file has.
FusionFound findFusion(const ResultsFile& file, std::optional<ImportedFusion> asked);

/// Puts the fused scores of `fusion` into valid and test; none where a modality has no logits and the file
/// has none.
void applyFusion(ResultsFile& file, const FusionFound& fusion);

/// What of a run's evaluation is asked for and can be had without its network.
struct ImportedConditions {
    std::vector<double> missingRates; ///< 0 to 0.9
    MissingProtocol protocol = MissingProtocol::Gcnet;
    std::string hiddenModality; ///< one-modality
    std::uint64_t seed = 0; ///< of the run
};

/// The numbers of an imported run, the same as of a trained one where logits and seed are the same.
struct ImportedNumbers {
    nlohmann::json splits; ///< of metrics.json
    RunConditions conditions;
    bool hasSubsets = false, hasRates = false, hasProbes = false;
};

/// Metrics of every modality and of the fusion with their intervals; sets of available modalities and missing
/// rates by fusing the logits that are left (needs logits of every modality and a rule); linear probes of
/// features where train has them. Error: Cancelled; Numeric from the probe.
Result<ImportedNumbers> measureImported(const ResultsFile& file, const FusionFound& fusion,
    const ImportedConditions& conditions, const RunContext& context);

} // namespace modalscope
