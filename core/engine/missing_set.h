#pragma once

#include "core/adapters/adapt_options.h"
#include "core/engine/prepared_run.h"

namespace modalscope {

/// A set of available modalities that adapters are learned for: every sample lacks the others.
struct MissingSet {
    std::vector<int> present; ///< indices into the run's modalities
    bool isSecret = false; ///< what stands for the others is taken for real
};

/// Prepares `run` for the set: means that stand for missing modalities, branches that are off. Error:
/// InvalidInput: no modality, an unknown or repeated one, all of them (nothing is missing then), or branches
/// that the method cannot switch off.
Result<MissingSet> missingSet(PreparedRun& run, const AdaptOptions& options);

/// A whole split as the set shows it.
EvaluationInput inputOf(const PreparedRun& run, const MissingSet& set, const std::string& split);

/// Training batches as the set shows them, in the order of the options' seed. Error: Io, InvalidInput.
Result<std::unique_ptr<BatchLoader>> trainLoaderOf(
    const PreparedRun& run, const MissingSet& set, const AdaptOptions& options);

} // namespace modalscope
