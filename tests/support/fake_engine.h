#pragma once

#include "core/base/text.h"
#include "core/engine/engine.h"
#include "core/store/run_folder.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

namespace modalscope {

/// An Engine without LibTorch: "trains" by waiting, reports as the real one does, keeps its run folder the
/// same way.
class FakeEngine : public Engine {
public:
    std::chrono::milliseconds batchTime{1};
    int batchesPerEpoch = 5;
    std::set<std::uint64_t> failingSeeds; ///< runs with these seeds fail after their first epoch
    std::atomic<int> atOnce{0};
    std::atomic<int> mostAtOnce{0};

    std::vector<std::uint64_t> startedSeeds() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_started;
    }

    std::string version() const override { return "no library"; }
    bool hasCuda() const override { return false; }
    Result<nlohmann::json> evaluate(const EvaluateRequest&, const RunContext&) override
    {
        return nlohmann::json();
    }
    Result<std::filesystem::path> adopt(const AdoptRequest& request, const RunContext&) override
    {
        return request.workspace;
    }
    Result<std::vector<WeightsMapping>> mapWeights(const WeightsMapRequest&) override
    {
        return std::vector<WeightsMapping>();
    }
    Result<std::filesystem::path> adapt(const AdaptRequest& request, const RunContext&) override
    {
        return request.folder;
    }
    Result<LabelMaps> predictMaps(const MapRequest&, const RunContext&) override { return LabelMaps(); }
    Result<AdapterPlacement> placement(const AdaptRequest&) override { return AdapterPlacement(); }
    Result<SimilarityReport> compareFeatures(const FeatureCompareRequest&, const RunContext&) override
    {
        return SimilarityReport();
    }
    Result<GapShift> shiftGap(const GapShiftRequest&, const RunContext&) override { return GapShift(); }
    Result<ModelSummary> summarize(const Experiment&, const Dataset&) override { return ModelSummary(); }
    Result<SelfCheck> selfcheck(const RunContext&) override { return SelfCheck(); }

    Result<void> run(const RunRequest& request, const RunContext& context) override
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_started.push_back(request.experiment.seed);
        }
        mostAtOnce = std::max(mostAtOnce.load(), ++atOnce);
        auto result = train(request, context);
        --atOnce;
        return result;
    }

private:
    Result<void> train(const RunRequest& request, const RunContext& context)
    {
        const RunFolder files(request.folder);
        const int epochs = request.experiment.train.epochs;
        const auto history = files.history();
        const int done = history ? history.value().epochCount() : 0;
        const auto write = [&](RunState state, int epoch, std::string error = {}) {
            auto status = statusNow(state, epoch, epochs);
            status.error = std::move(error);
            if (std::filesystem::exists(request.folder))
                (void)files.writeStatus(status);
        };
        write(RunState::Running, done);
        for (int epoch = done + 1; epoch <= epochs; ++epoch) {
            for (int batch = 0; batch < batchesPerEpoch; ++batch) {
                if (context.shouldStop()) {
                    write(RunState::Cancelled, epoch - 1);
                    return Error{ErrorKind::Cancelled, "stopped"};
                }
                std::this_thread::sleep_for(batchTime);
                context.report(Progress{(epoch - 1) * batchesPerEpoch + batch,
                    std::int64_t(epochs) * batchesPerEpoch, "training, epoch " + std::to_string(epoch), 1.0});
            }
            HistoryRow row;
            row.set("epoch", epoch);
            row.set("valid/fused/accuracy", 1.0 - 1.0 / (epoch + 1));
            if (std::filesystem::exists(request.folder))
                (void)files.appendHistory(row);
            context.report(EpochFinished{row});
            context.report(LogLine{"epoch " + std::to_string(epoch)});
            if (failingSeeds.contains(request.experiment.seed)) {
                write(RunState::Failed, epoch, "epoch 1: the loss is not finite");
                return Error{ErrorKind::Numeric, "epoch 1: the loss is not finite"};
            }
            write(RunState::Running, epoch);
        }
        write(RunState::Finished, epochs);
        return {};
    }

    mutable std::mutex m_mutex;
    std::vector<std::uint64_t> m_started;
};

} // namespace modalscope
