#pragma once

#include "core/adapters/adapt_options.h"
#include "core/base/result.h"
#include "core/experiment/experiment.h"
#include "core/run/run_context.h"

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
    std::vector<std::string> present; ///< modalities that are there; empty = all
    double missingRate = 0.0;
    std::uint64_t maskSeed = 0;
    std::optional<MissingProtocol> protocol = {}; ///< of the hidden cells; none = that of the run
    std::string hiddenModality = {}; ///< one-modality: which one
    bool subsets = false; ///< every set of available modalities as well, as evaluate.subsets all
    std::vector<double> missingRates = {}; ///< as evaluate.missing_rates: with the masks of the run's seed
    int permutations = 0; ///< as evaluate.permutations
    std::filesystem::path adapters = {}; ///< an adapter folder of the run, or its file; empty = none
};

/// Adapters to learn for a finished run.
struct AdaptRequest {
    std::filesystem::path folder; ///< of the run
    std::shared_ptr<const Dataset> dataset;
    AdaptOptions options;
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

    /// Learns adapters for a set of available modalities; returns their folder, below the run's. A set that
    /// is there already is not learned again. Error: Cancelled; InvalidInput; Io; Numeric.
    virtual Result<std::filesystem::path> adapt(const AdaptRequest& request, const RunContext& context) = 0;

    /// Builds the network once, without training.
    virtual Result<ModelSummary> summarize(const Experiment& experiment, const Dataset& dataset) = 0;

    virtual Result<SelfCheck> selfcheck(const RunContext& context) = 0;
};

} // namespace modalscope

/// The one symbol that `learn` exports for loading at run time. Lives as long as the program.
extern "C" modalscope::Engine* modalscopeEngine();
