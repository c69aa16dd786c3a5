#include "core/engine/task_evaluation.h"

#include "core/base/random.h"
#include "core/eval/metrics.h"
#include "core/eval/regression.h"
#include "core/run/event_throttle.h"

#include <cmath>

namespace modalscope {
namespace {

/// Cells of a batch that are absent.
std::int64_t absentCells(const Batch& batch)
{
    std::int64_t absent = 0;
    for (const auto& one : batch.presence)
        if (one.defined())
            absent += one.logical_not().sum().item<std::int64_t>();
    return absent;
}

nlohmann::json segmentationEntry(const TaskTally& tally)
{
    auto metrics = segmentationMetrics(tally.confusion());
    if (!metrics.empty())
        metrics["loss"] = toJson(Estimate{tally.loss(), {}, {}});
    return metrics;
}

nlohmann::json regressionEntry(
    const TaskTally& tally, std::uint64_t seed, const std::function<bool()>& shouldStop)
{
    const auto entryOf = [&](std::size_t target) {
        return regressionMetrics(tally.predicted(target), tally.targets(target), tally.counts(),
            seedFor(seed, "target " + std::to_string(target)), shouldStop);
    };
    if (tally.countedSamples() == 0)
        return nlohmann::json::object();
    if (tally.targetCount() == 1)
        return entryOf(0);
    auto metrics = nlohmann::json{{"mae", toJson(Estimate{tally.mainValue(), {}, {}})}};
    double pearson = 0;
    for (std::size_t t = 0; t < std::size_t(tally.targetCount()); ++t) {
        pearson += regressionScores(tally.predicted(t), tally.targets(t), tally.counts()).pearson;
        metrics["targets"][std::to_string(t)] = entryOf(t);
    }
    if (!std::isnan(pearson))
        metrics["pearson"] = toJson(Estimate{pearson / double(tally.targetCount()), {}, {}});
    return metrics;
}

} // namespace

nlohmann::json TestedSplit::fused(std::uint64_t seed, const std::function<bool()>& shouldStop) const
{
    return tally.task() == Task::Segmentation ? segmentationEntry(tally)
                                              : regressionEntry(tally, seed, shouldStop);
}

nlohmann::json TestedSplit::entry(std::uint64_t seed, const std::function<bool()>& shouldStop) const
{
    return {
        {"n", tally.samples()}, {"fused", fused(seed, shouldStop)}, {"modalities", nlohmann::json::object()}};
}

Result<TestedSplit> testSplit(PreparedRun& run, EvaluationInput input, const RunContext& context,
    const std::string& stage, const TakePredictions& take)
{
    auto loader = evaluationLoader(run, std::move(input));
    if (!loader)
        return loader.error();
    EventThrottle throttle;
    const auto total = loader.value()->sampleCount();
    TestedSplit tested{TaskTally(*run.dataset)};
    std::int64_t absent = 0;
    loader.value()->beginEpoch(0);
    for (;;) {
        const auto done = tested.tally.samples();
        if (throttle.isDue())
            context.report(Progress{done, total, stage});
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        auto batch = loader.value()->next();
        if (!batch)
            return batch.error();
        if (!batch.value())
            break;
        const auto outputs = run.method->predict(*batch.value());
        absent += absentCells(*batch.value());
        if (auto added = tested.tally.add(outputs, *batch.value()); !added)
            return added.error();
        if (take)
            if (auto taken = take(done, TaskTally::predictions(run.dataset->task, outputs)); !taken)
                return taken.error();
    }
    tested.absentShare
        = double(absent) / std::max(1.0, double(tested.tally.samples() * std::int64_t(run.names.size())));
    return tested;
}

} // namespace modalscope
