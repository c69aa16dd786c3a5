#pragma once

#include "app/pages/map_cache.h"
#include "core/store/workspace.h"
#include "widgets/runs/queued_work.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// What the Segmentation page is to show.
struct SegmentationRequest {
    StoredRun run;
    std::shared_ptr<const Dataset> dataset; ///< of the run
    std::vector<std::string> modalities; ///< of the run, in its order
    std::string split = "test";
    std::vector<std::string> present = {}; ///< modalities that are left; empty = nothing is missing
    MissingInput input = MissingInput::AsTrained; ///< what stands for the others
    std::filesystem::path adapters = {}; ///< for these modalities; empty = none
    int adapterSets = 0; ///< stored for these modalities, whether one is chosen or not
    std::string adapterTitle = {}; ///< "Scale & shift, seed 0"

    std::vector<std::string> missing() const; ///< modalities that are taken away
    bool asksForTheSame(const SegmentationRequest& other) const;
};

/// The three predictions of a split.
enum class Prediction { Complete, Missing, Adapted };
inline constexpr std::array kPredictions{Prediction::Complete, Prediction::Missing, Prediction::Adapted};
std::string toText(Prediction which); ///< "complete", "missing", "adapted"

struct SegmentationResult {
    struct Part {
        std::shared_ptr<const ScoredMaps> maps; ///< null when there are none
        std::string why; ///< one sentence, when there are none
    };
    SegmentationRequest request;
    std::shared_ptr<const ScoredMaps> truth; ///< null when nothing could be shown
    std::array<Part, kPredictions.size()> parts;
    std::optional<Error> error; ///< why there is nothing to show

    const Part& part(Prediction which) const { return parts[std::size_t(which)]; }
    /// Of every sample: mIoU with everything less that without the missing ones, and what adapters bring of
    /// it back; empty where there are no such predictions.
    std::vector<double> loss() const;
    std::vector<double> gain() const;
};

/// Predictions beyond this are not made: they would not stay in memory.
inline constexpr double kMostMapBytes = 1e9;

/// Predicts the split, or takes what `cache` has. Not for the GUI thread. Adapters that cannot be used leave
/// the other predictions; what stops everything is the result's error.
SegmentationResult makeSegmentation(const SegmentationRequest& request, const EngineLoader& engine,
    MapCache& cache, const RunContext& context);

} // namespace modalscope
