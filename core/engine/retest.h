#pragma once

#include "core/engine/engine.h"

#include <nlohmann/json_fwd.hpp>

namespace modalscope {

/// Conditions under which a stored run is tested once more: the test split, without any training.
struct Retest {
    std::vector<double> missingRates = {}; ///< of hidden cells, 0 to 0.9, with the masks of the run's seed
    std::optional<MissingProtocol> protocol = {}; ///< how cells are hidden; none = as the run's own masks
    std::string hiddenModality = {}; ///< one-modality: which one
    bool subsets = false; ///< every set of available modalities, under the run's own masks
    int permutations = 0; ///< of each modality across samples, 0 to 100, under the run's own masks
};

/// Error: InvalidInput, one sentence: nothing is asked for, a rate out of range or twice, a protocol that
/// hides nothing or lacks its modality.
Result<void> checkRetest(const Retest& retest);

/// What rates under the conditions of `retest` are called in metrics.json behind the rate: "" when they are
/// those of the run, else " bernoulli", " one-modality image". Numbers of two protocols are never mixed.
std::string protocolSuffix(const Retest& retest, const Experiment& experiment);

/// What of `retest` metrics.json does not have yet.
Retest openPart(const Retest& retest, const nlohmann::json& metrics, const Experiment& experiment);

/// How many times the test split is predicted for `retest`, of a run with so many modalities.
int passesOf(const Retest& retest, std::size_t modalities);

/// Tests a finished run as `retest` says and adds the numbers to its metrics.json, where those of its own
/// test stand ("test/rates/0.4", "test/subsets", "test/permuted"; rates of another protocol as
/// "test/rates/0.4 bernoulli"). What is there stays, and is not computed again; the weights and everything
/// else in the folder are not touched. `retests` in metrics.json says when and by what each part was added.
/// Reports progress over all of it with the time left. Error: those of Engine::evaluate; InvalidInput; Io.
Result<void> retestRun(Engine& engine, const std::filesystem::path& folder,
    const std::shared_ptr<const Dataset>& dataset, const Retest& retest, const RunContext& context);

} // namespace modalscope
