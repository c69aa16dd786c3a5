#include "core/engine/evaluate_run.h"

#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/engine/checkpoint.h"
#include "core/engine/final_evaluation.h"
#include "core/experiment/check_experiment.h"
#include "core/io/dataset_hdf5.h"
#include "core/store/run_folder.h"

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

/// metrics.json tells the SHA-256 of what the run wrote at its end.
Result<void> checkWritten(const RunFolder& folder, const std::filesystem::path& checkpoint)
{
    const auto metrics = folder.metrics();
    if (!metrics)
        return {}; // not finished: nothing is told yet
    const auto told
        = metrics.value().value(nlohmann::json::json_pointer("/files/checkpoint.safetensors"), "");
    const auto bytes = told.empty() ? Result<std::string>(std::string()) : readFile(checkpoint);
    if (!bytes)
        return bytes.error();
    if (!told.empty() && sha256Hex(bytes.value()) != told)
        return Error{ErrorKind::Format,
            checkpoint.string()
                + ": is not what the run wrote (its SHA-256 differs from that in metrics.json); bring the "
                  "file "
                  "back from a copy, or train the run again"};
    return {};
}

Result<PreparedRun> openRun(const EvaluateRequest& request)
{
    const RunFolder folder(request.folder);
    auto experiment = folder.experiment();
    if (!experiment)
        return experiment.error();
    const auto origin = folder.origin();
    if (!origin)
        return origin.error();
    if (origin.value().datasetFingerprint != request.dataset->fingerprint)
        return invalidInput(request.dataset->path + ": is not the dataset of this run, which was trained on "
            + origin.value().datasetName + " with fingerprint "
            + origin.value().datasetFingerprint.substr(0, 12) + "; open that one");
    if (request.dataset->split(request.split) == nullptr)
        return invalidInput("split: the dataset has no split " + request.split + "; use one of "
            + splitNames(*request.dataset));
    const auto checkpoint = folder.file("checkpoint.safetensors");
    std::error_code code;
    if (!std::filesystem::exists(checkpoint, code))
        return Error{ErrorKind::NotFound,
            request.folder.string()
                + ": the run has no checkpoint.safetensors: it has not finished (resume it) or the file was "
                  "removed (bring it back)"};
    if (auto same = checkWritten(folder, checkpoint); !same)
        return same.error();
    auto run = prepareRun(experiment.value(), request.dataset);
    if (!run)
        return run.error();
    if (auto read = readCheckpoint(checkpoint, run.value()); !read)
        return read.error();
    if (auto fitted = fitMeans(run.value()); !fitted)
        return fitted.error();
    return run;
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

} // namespace

Result<nlohmann::json> evaluateRun(const EvaluateRequest& request, const RunContext& context)
{
    if (!(request.missingRate >= 0 && request.missingRate <= 0.9))
        return invalidInput("missing-rate must be from 0 to 0.9");
    for (const double rate : request.missingRates)
        if (!(rate >= 0 && rate <= 0.9))
            return invalidInput("missing-rates: " + numberText(rate) + " is not from 0 to 0.9");
    auto run = openRun(request);
    if (!run)
        return run.error();
    auto good = takeConditions(run.value(), request);
    if (!good)
        return good.error();
    auto mask = maskFor(run.value(), request);
    if (!mask)
        return mask.error();
    auto said = predictions(
        run.value(), {request.split, std::move(mask).value()}, context, "evaluating " + request.split);
    if (!said)
        return said.error();
    auto metrics = metricsOf(run.value(), request.split, said.value(), context);
    if (!metrics)
        return metrics.error();
    const TestConditions conditions{request.subsets, request.missingRates, request.permutations};
    const auto outcomes = addConditions(run.value(), request.split, conditions, metrics.value(), context);
    if (!outcomes)
        return outcomes.error();
    return nlohmann::json{{request.split, std::move(metrics).value()}};
}

} // namespace modalscope
