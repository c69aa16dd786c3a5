#include "core/engine/engine.h"

#include "core/engine/adapt_run.h"
#include "core/engine/adapter_placement.h"
#include "core/engine/adopt_run.h"
#include "core/engine/compare_features.h"
#include "core/engine/evaluate_run.h"
#include "core/engine/initial_weights.h"
#include "core/engine/predict_maps.h"
#include "core/engine/run_experiment.h"
#include "core/engine/selfcheck.h"
#include "core/engine/shift_gap.h"
#include "core/engine/summarize_model.h"
#include "core/optim/device.h"
#include "core/train/current_error.h"

namespace modalscope {
namespace {

class TorchEngine final : public Engine {
public:
    std::string version() const override { return std::string("LibTorch ") + TORCH_VERSION; }
    bool hasCuda() const override { return torch::cuda::is_available(); }

    Result<void> run(const RunRequest& request, const RunContext& context) override
    {
        return guarded([&] { return runExperiment(request, version(), context); });
    }
    Result<nlohmann::json> evaluate(const EvaluateRequest& request, const RunContext& context) override
    {
        return guarded([&] { return evaluateRun(request, context); });
    }
    Result<std::filesystem::path> adopt(const AdoptRequest& request, const RunContext& context) override
    {
        return guarded([&] { return adoptRun(request, version(), context); });
    }
    Result<std::vector<WeightsMapping>> mapWeights(const WeightsMapRequest& request) override
    {
        return guarded([&] { return mapInitialWeights(request); });
    }
    Result<std::filesystem::path> adapt(const AdaptRequest& request, const RunContext& context) override
    {
        return guarded([&] { return adaptRun(request, context); });
    }
    Result<LabelMaps> predictMaps(const MapRequest& request, const RunContext& context) override
    {
        return guarded([&] { return modalscope::predictMaps(request, context); });
    }
    Result<AdapterPlacement> placement(const AdaptRequest& request) override
    {
        return guarded([&] { return adapterPlacement(request); });
    }
    Result<SimilarityReport> compareFeatures(
        const FeatureCompareRequest& request, const RunContext& context) override
    {
        return guarded([&] { return modalscope::compareFeatures(request, context); });
    }
    Result<GapShift> shiftGap(const GapShiftRequest& request, const RunContext& context) override
    {
        return guarded([&] { return modalscope::shiftGap(request, context); });
    }
    Result<ModelSummary> summarize(const Experiment& experiment, const Dataset& dataset) override
    {
        // The dataset outlives the call, and nothing keeps it afterwards.
        const std::shared_ptr<const Dataset> borrowed(std::shared_ptr<void>(), &dataset);
        return guarded([&] { return summarizeModel(experiment, borrowed); });
    }
    Result<SelfCheck> selfcheck(const RunContext& context) override
    {
        return guarded([&] { return runSelfcheck(context); });
    }

private:
    /// One operator thread per run, whatever was asked: sums over several threads depend on how many there
    /// are, and runs side by side fill the machine better.
    template <class Work>
    static auto guarded(Work work) -> decltype(work())
    {
        return withoutExceptions([&] {
            useThreads(1);
            return work();
        });
    }
};

} // namespace
} // namespace modalscope

modalscope::Engine* modalscopeEngine()
{
    static modalscope::TorchEngine engine;
    return &engine;
}
