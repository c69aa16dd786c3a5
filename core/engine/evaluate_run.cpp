#include "core/engine/evaluate_run.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/engine/evaluate_adapted.h"
#include "core/engine/final_evaluation.h"
#include "core/engine/open_run.h"
#include "core/engine/task_evaluation.h"
#include "core/experiment/check_experiment.h"

#include <algorithm>

namespace modalscope {
namespace {

std::string splitNames(const Dataset& dataset)
{
    std::vector<std::string> names;
    for (const auto& split : dataset.splits)
        names.push_back(split.name);
    return joinText(names, ", ");
}

/// The experiment under which the stored network is tested; checked like one that is trained.
Result<void> takeConditions(PreparedRun& run, const EvaluateRequest& request)
{
    auto& missing = run.experiment.missing;
    const bool asksRates = request.missingRate > 0 || !request.missingRates.empty();
    if (request.protocol) {
        missing.protocol = *request.protocol;
        missing.modality = request.hiddenModality;
    } else if (asksRates
        && (missing.protocol == MissingProtocol::None || missing.protocol == MissingProtocol::Fixed)) {
        missing.protocol = MissingProtocol::Gcnet;
    }
    auto asked = run.experiment;
    asked.missing.trainRate = 0; // by the protocol of its training, which is over
    asked.missing.testRate = request.missingRate;
    asked.evaluate = {};
    asked.evaluate.subsets = request.subsets ? "all" : "full";
    asked.evaluate.missingRates = request.missingRates;
    asked.evaluate.permutations = request.permutations;
    return checkExperiment(asked, *run.dataset);
}

/// The run's own mask, or one at the asked rate, less the modalities that are not there.
Result<PresenceMask> maskFor(const PreparedRun& run, const EvaluateRequest& request)
{
    const auto& split = *run.dataset->split(request.split);
    auto mask = request.missingRate > 0
        ? hiddenCells(run, split, request.missingRate, seedFor(request.maskSeed, "missing/" + request.split))
        : hiddenCells(run, request.split);
    for (const auto& name : request.present)
        if (std::find(run.names.begin(), run.names.end(), name) == run.names.end())
            return invalidInput("present: " + name + " is not a modality of this run; use some of "
                + joinText(run.names, ", "));
    for (std::size_t m = 0; m < run.names.size() && !request.present.empty(); ++m) {
        mask.resize(run.names.size(), std::vector<std::uint8_t>(std::size_t(split.size), 1));
        if (std::find(request.present.begin(), request.present.end(), run.names[m]) == request.present.end())
            mask[m].assign(std::size_t(split.size), 0);
    }
    return mask;
}

Error nothingLeft(const EvaluateRequest& request)
{
    return invalidInput("present: no sample of " + request.split + " has " + joinText(request.present, " or ")
        + " under these conditions; name other modalities, or another split");
}

/// The fusion is judged by the samples that have any of the named modalities, as in `addConditions`.
Result<void> leaveOutEmptySamples(nlohmann::json& metrics, const PreparedRun& run,
    const EvaluateRequest& request, const Predictions& said, const RunContext& context)
{
    const auto any = anyPresent(said);
    const auto left = std::count(any.begin(), any.end(), std::uint8_t(1));
    if (left == std::ptrdiff_t(any.size()))
        return {};
    if (left == 0)
        return nothingLeft(request);
    metrics["fused"] = classificationMetrics(said.fused, said.fusedAreProbabilities, said.labels, any,
        seedFor(bootstrapSeed(run, request.split), "fused"), [&] { return context.shouldStop(); });
    metrics["n"] = left;
    metrics["without"] = std::ptrdiff_t(any.size()) - left;
    return context.shouldStop() ? Result<void>(Error{ErrorKind::Cancelled, "stopped"}) : Result<void>();
}

/// The entry of the split, without further conditions.
Result<nlohmann::json> classMetrics(
    PreparedRun& run, const EvaluateRequest& request, PresenceMask mask, const RunContext& context)
{
    auto said = predictions(run, {request.split, std::move(mask)}, context, "evaluating " + request.split);
    if (!said)
        return said.error();
    auto metrics = metricsOf(run, request.split, said.value(), context);
    if (metrics && !request.present.empty())
        if (auto done = leaveOutEmptySamples(metrics.value(), run, request, said.value(), context); !done)
            return done.error();
    return metrics;
}

/// The same of segmentation and regression.
Result<nlohmann::json> taskMetrics(
    PreparedRun& run, const EvaluateRequest& request, PresenceMask mask, const RunContext& context)
{
    const auto tested
        = testSplit(run, {request.split, std::move(mask)}, context, "evaluating " + request.split);
    if (!tested)
        return tested.error();
    auto metrics = tested.value().entry(
        seedFor(bootstrapSeed(run, request.split), "fused"), [&] { return context.shouldStop(); });
    const auto& tally = tested.value().tally;
    const auto left = tally.countedSamples();
    if (left == 0)
        return nothingLeft(request);
    if (!request.present.empty() && left < tally.samples()) {
        metrics["n"] = left;
        metrics["without"] = tally.samples() - left;
    }
    return context.shouldStop() ? Result<nlohmann::json>(Error{ErrorKind::Cancelled, "stopped"}) : metrics;
}

} // namespace

Result<nlohmann::json> evaluateRun(const EvaluateRequest& request, const RunContext& context)
{
    if (!(request.missingRate >= 0 && request.missingRate <= 0.9))
        return invalidInput("missing-rate must be from 0 to 0.9");
    for (const double rate : request.missingRates)
        if (!(rate >= 0 && rate <= 0.9))
            return invalidInput("missing-rates: " + numberText(rate) + " is not from 0 to 0.9");
    auto run = openRun(request.folder, request.dataset);
    if (!run)
        return run.error();
    if (request.dataset->split(request.split) == nullptr)
        return invalidInput("split: the dataset has no split " + request.split + "; use one of "
            + splitNames(*request.dataset));
    if (!request.adapters.empty())
        return evaluateAdapted(run.value(), request, context);
    auto good = takeConditions(run.value(), request);
    if (!good)
        return good.error();
    auto mask = maskFor(run.value(), request);
    if (!mask)
        return mask.error();
    auto metrics = run.value().dataset->task == Task::Classification
        ? classMetrics(run.value(), request, std::move(mask).value(), context)
        : taskMetrics(run.value(), request, std::move(mask).value(), context);
    if (!metrics)
        return metrics.error();
    const TestConditions conditions{request.subsets, request.missingRates, request.permutations};
    const auto outcomes = addConditions(run.value(), request.split, conditions, metrics.value(), context);
    if (!outcomes)
        return outcomes.error();
    return nlohmann::json{{request.split, std::move(metrics).value()}};
}

} // namespace modalscope
