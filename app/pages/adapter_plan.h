#pragma once

#include "core/store/adapter_folder.h"
#include "core/store/workspace.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// What adapter sets are asked for.
struct AdapterChoice {
    std::vector<std::string> modalities; ///< of the run, in its order
    std::vector<std::string> mayBeMissing; ///< every set of these, but never all modalities at once
    std::vector<AdapterKind> kinds;
    int seeds = 1; ///< 0 to seeds − 1; what learns nothing has only seed 0
    AdaptOptions settings; ///< everything else of each set
};

/// One adapter set that is to be learned.
struct PlannedAdapter {
    std::size_t base = 0; ///< for which of the runs
    AdaptOptions options;
};

/// One adapter set that was asked for and is there.
struct PresentAdapter {
    std::size_t base = 0; ///< of which of the runs
    AdaptOptions options; ///< as asked for
    std::filesystem::path folder;
    bool isSame = false; ///< it was learned with these settings
};

/// What of it is to be learned.
struct AdapterPlan {
    std::vector<PresentAdapter> there;
    std::vector<PlannedAdapter> todo; ///< run after run
    int sets = 0; ///< of available modalities
    int total = 0; ///< adapter sets that were asked for, of all runs
    int known = 0; ///< of them there already, with these settings
    int different = 0; ///< of them there already with other settings: these are not replaced
    int queued = 0; ///< of them in the queue
    std::string problem; ///< why nothing can be started: one sentence; empty = it can
    bool isComplete = false; ///< nothing is wrong: everything is there or in the queue
};

inline constexpr int kMostMissingModalities = 8;
inline constexpr int kMostAdapterSets = 1000; ///< at once

/// Every set of modalities that may be left, the larger ones first.
std::vector<std::vector<std::string>> availableSets(
    const std::vector<std::string>& modalities, const std::vector<std::string>& mayBeMissing);

/// `stored`: what each of the runs has.
AdapterPlan adapterPlan(const AdapterChoice& choice, std::span<const StoredAdapters> stored,
    const std::function<bool(std::size_t base, const AdaptOptions&)>& isQueued);

/// AdaptOptions' training, with batches no larger than those of the base; for dense networks the learning
/// rate of the paper (`adapters.md` 1.4).
TrainOptions suggestedTraining(const StoredRun& base);

} // namespace modalscope
