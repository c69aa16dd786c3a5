#pragma once

#include "core/adapters/adapt_options.h"
#include "core/base/result.h"
#include "core/eval/gap_shift.h"
#include "core/eval/label_maps.h"
#include "core/eval/similarity_report.h"
#include "core/experiment/experiment.h"
#include "core/run/run_context.h"
#include "core/store/weights_mapping.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// One run to do, or to go on with.
struct RunRequest {
    Experiment experiment;
    std::shared_ptr<const Dataset> dataset;
    std::filesystem::path folder; ///< the run's folder (`house.md` 4.4); made when it does not exist
    std::string command; ///< what the user typed or clicked, stored in environment.json
};

/// Other conditions for a stored run.
struct EvaluateRequest {
    std::filesystem::path folder;
    std::shared_ptr<const Dataset> dataset;
    std::string split = "test";
    std::vector<std::string> present = {}; ///< modalities that are there; empty = all
    double missingRate = 0.0;
    std::uint64_t maskSeed = 0;
    std::optional<MissingProtocol> protocol = {}; ///< of the hidden cells; none = that of the run
    std::string hiddenModality = {}; ///< one-modality: which one
    bool subsets = false; ///< every set of available modalities as well, as evaluate.subsets all
    std::vector<double> missingRates = {}; ///< as evaluate.missing_rates: with the masks of the run's seed
    int permutations = 0; ///< as evaluate.permutations
    std::filesystem::path adapters = {}; ///< an adapter folder of the run, or its file; empty = none
};

/// A checkpoint of ModalScope that came alone, to become a run.
struct AdoptRequest {
    std::filesystem::path file;
    std::shared_ptr<const Dataset> dataset;
    std::filesystem::path workspace; ///< made when it does not exist
    std::string command; ///< stored in environment.json
};

/// Which tensors of a file the parts of a network would start from.
struct WeightsMapRequest {
    Experiment experiment;
    std::shared_ptr<const Dataset> dataset;
    std::filesystem::path file = {}; ///< tried for every part; empty = the files that the experiment names
};

/// Adapters to learn for a finished run.
struct AdaptRequest {
    std::filesystem::path folder; ///< of the run
    std::shared_ptr<const Dataset> dataset;
    AdaptOptions options;
};

/// Label maps to predict with a finished segmentation run.
struct MapRequest {
    std::filesystem::path folder; ///< of the run
    std::shared_ptr<const Dataset> dataset;
    std::string split = "test";
    std::vector<std::string> present = {}; ///< modalities that are left; empty = all that the dataset has
    MissingInput input = MissingInput::AsTrained; ///< what stands for the others; adapters know their own
    std::filesystem::path adapters = {}; ///< an adapter folder of the run for `present`; empty = none
};

/// Where the rule puts adapters in a run's network: a table that can be shown, and edited through
/// AdapterOptions::leaveOut (`adapters.md` 1.2).
struct AdapterPlacement {
    struct Layer {
        std::string path;
        std::string kind; ///< "linear", "convolution", ...
        std::string part; ///< "encoder", "fusion", "head"
        std::vector<std::string> modalities; ///< that this part of the network serves
        std::vector<std::int64_t> shape; ///< of its weight
        std::int64_t possible = 0; ///< values that would be learned here if it were not left out
        std::int64_t learned = 0; ///< values that are learned here; 0 = no adapter
        std::string why; ///< why there is none: "head", "left out", ...; empty where there is one
    };
    std::vector<Layer> layers; ///< in the order of the network
    std::int64_t learned = 0; ///< values in all
    std::int64_t total = 0; ///< parameters of the network
    double share() const { return total > 0 ? double(learned) / double(total) : 0; }
};

/// Features of a finished run to compare: with complete inputs and with modalities missing.
struct FeatureCompareRequest {
    std::filesystem::path folder; ///< of the run
    std::shared_ptr<const Dataset> dataset;
    std::string split = "test";
    std::vector<std::string> present = {}; ///< modalities that are left; may be empty beside adapters
    MissingInput input = MissingInput::AsTrained; ///< what stands for the others; adapters know their own
    std::filesystem::path adapters = {}; ///< an adapter folder of the run for `present`; empty = none
};

/// Features of two modalities of a finished run to move along their gap.
struct GapShiftRequest {
    std::filesystem::path folder; ///< of the run
    std::shared_ptr<const Dataset> dataset;
    std::string split = "test";
    std::string x = {}, y = {}; ///< modalities; both empty = the first two of the run
    std::vector<double> shifts = {}; ///< above 0 towards each other, in gaps of the run: 1 closes its gap
    bool areLengths = false; ///< `shifts` are lengths on the unit sphere instead, the same for every run
};

/// Parameters and memory of the network an experiment describes, known before it runs.
struct ModelSummary {
    struct Part {
        std::string name; ///< "encoder pix240 (MLP)", "head"
        std::int64_t parameters = 0;
    };
    std::vector<Part> parts;
    std::int64_t parameters = 0;
    double trainingBytes = 0; ///< weights, gradients, optimiser state and activations of one batch, estimated
    double secondsPerEpoch = 0; ///< training and validation, from timing a few steps
    double secondsAtEnd = 0; ///< evaluation of the kept epoch, and what a run needs however short it is
};

/// Outcome of comparing the CPU with CUDA, model by model.
struct SelfCheck {
    struct Line {
        std::string name;
        bool passed = false;
        std::string detail;
    };
    std::vector<Line> lines;
};

/// The door: everything that computes with LibTorch. Implemented in the library `learn`, which the command
/// line links and the window loads when the first computation needs it. No exception leaves it. Thread-safe:
/// several runs at once.
class Engine {
public:
    virtual ~Engine() = default;

    virtual std::string version() const = 0; ///< "LibTorch 1.13.1"
    virtual bool hasCuda() const = 0;

    /// Trains into `request.folder`, from its last complete epoch when there is one, and evaluates.
    /// Error: Cancelled when stopped (resumable); InvalidInput before anything was written; others are in
    /// status.json too.
    virtual Result<void> run(const RunRequest& request, const RunContext& context) = 0;

    /// The `splits` entry of metrics.json for a stored run under other conditions.
    virtual Result<nlohmann::json> evaluate(const EvaluateRequest& request, const RunContext& context) = 0;

    /// Makes a run in a workspace of a checkpoint without its folder: weights loaded strictly, evaluated as a
    /// finished training is; returns the run's folder. It has no history. Data other than those that the
    /// checkpoint names are taken when modalities and classes fit, with a warning in the run. Error: Format
    /// for a file that is no checkpoint of a run; InvalidInput when the run is there already or the data do
    /// not fit; Io; Cancelled, and nothing is left.
    virtual Result<std::filesystem::path> adopt(const AdoptRequest& request, const RunContext& context) = 0;

    /// The table of tensors for every part that can start from the file, also where something is missing or
    /// has another shape; reads no values. Error: InvalidInput, NotFound, Io, Format.
    virtual Result<std::vector<WeightsMapping>> mapWeights(const WeightsMapRequest& request) = 0;

    /// Learns adapters for a set of available modalities; returns their folder, below the run's. A set that
    /// is there already is not learned again. Error: Cancelled; InvalidInput; Io; Numeric.
    virtual Result<std::filesystem::path> adapt(const AdaptRequest& request, const RunContext& context) = 0;

    /// The class of every pixel of a split; LabelMaps::kNone where a sample has none of the modalities that
    /// are left. Error: as evaluate; InvalidInput for a run that is no segmentation; Cancelled.
    virtual Result<LabelMaps> predictMaps(const MapRequest& request, const RunContext& context) = 0;

    /// What `adapt` would learn, and where, without learning it. Error: as adapt.
    virtual Result<AdapterPlacement> placement(const AdaptRequest& request) = 0;

    /// How alike the features of every layer are with complete inputs and with modalities missing, of the
    /// base as it is and with adapters, over the samples that have all modalities in the dataset; masks of
    /// the run hide nothing. All modalities present and no adapters: the base beside itself. Error: as
    /// evaluate; Cancelled.
    virtual Result<SimilarityReport> compareFeatures(
        const FeatureCompareRequest& request, const RunContext& context)
        = 0;

    /// What the heads of a run, unchanged, say after the features of two modalities were moved along their
    /// gap. Conditions are those of the run's own test, so that a shift of 0 gives its metrics exactly.
    /// Error: as evaluate; InvalidInput for a method whose heads read no features of single modalities, and
    /// for features of different lengths; Cancelled.
    virtual Result<GapShift> shiftGap(const GapShiftRequest& request, const RunContext& context) = 0;

    /// Builds the network once, without training.
    virtual Result<ModelSummary> summarize(const Experiment& experiment, const Dataset& dataset) = 0;

    virtual Result<SelfCheck> selfcheck(const RunContext& context) = 0;
};

} // namespace modalscope

/// The one symbol that `learn` exports for loading at run time. Lives as long as the program.
extern "C" modalscope::Engine* modalscopeEngine();
