#include "core/engine/prepared_run.h"

#include "core/base/random.h"
#include "core/experiment/check_experiment.h"
#include "core/experiment/check_network.h"
#include "core/optim/device.h"

#include <algorithm>

namespace modalscope {
namespace {

/// Gives samples that would have nothing left their own modalities back.
void keepSomething(PresenceMask& mask, const PreparedRun& run, const Split& split)
{
    for (std::int64_t sample = 0; sample < split.size; ++sample) {
        bool any = false;
        for (std::size_t m = 0; m < mask.size(); ++m)
            any = any
                || (mask[m][std::size_t(sample)] != 0
                    && split.hasModality(std::size_t(run.indices[m]), sample));
        if (!any)
            for (auto& modality : mask)
                modality[std::size_t(sample)] = 1;
    }
}

} // namespace

/// The released code's batch fusion depends on the batch; everything else may take larger ones than training
/// does. Networks that give logits per pixel keep maps of every stage: about a million values at once.
int evaluationBatchSize(const PreparedRun& run)
{
    const auto& experiment = run.experiment;
    if (experiment.method.kind == MethodKind::Mla
        && experiment.method.mla.fusion == MlaFusion::ReleasedCodeBatch)
        return experiment.train.batchSize;
    std::int64_t values = 1;
    for (const auto& modality : run.modalities)
        values += modality.size();
    if (run.dataset->task == Task::Segmentation)
        return int(std::clamp<std::int64_t>((1 << 20) / values, 1, 64));
    const std::int64_t fitting = std::clamp<std::int64_t>((1 << 18) / values, 16, 1024);
    return int(fitting);
}

Result<PreparedRun> prepareRun(const Experiment& experiment, std::shared_ptr<const Dataset> dataset)
{
    if (auto checked = checkExperiment(experiment, *dataset); !checked)
        return checked.error();
    auto device = resolveDevice(experiment.train.device);
    if (!device)
        return device.error();
    PreparedRun run;
    run.experiment = experiment;
    run.dataset = std::move(dataset);
    run.indices = modalityIndices(experiment, *run.dataset).value();
    run.device = device.value();
    run.type = scalarType(experiment.train.precision);
    MethodSpec spec;
    for (const int index : run.indices) {
        run.modalities.push_back(run.dataset->modalities[std::size_t(index)]);
        run.names.push_back(run.modalities.back().name);
        spec.encoders.push_back(experiment.encoder(run.names.back()));
    }
    run.standardizers.resize(run.indices.size());
    spec.method = experiment.method;
    spec.train = experiment.train;
    spec.treatment = experiment.missing.treatment;
    spec.modalities = run.modalities;
    spec.task = run.dataset->task;
    spec.classCount
        = spec.task == Task::Regression ? run.dataset->labelShape.front() : run.dataset->classCount();
    spec.trainSize = run.dataset->split("train")->size;
    spec.seed = experiment.seed;
    spec.device = run.device;
    auto method = buildMethod(spec);
    if (!method)
        return method.error();
    run.method = std::move(method).value();
    return run;
}

Result<void> fitStandardizers(PreparedRun& run)
{
    if (!run.experiment.train.standardize)
        return {};
    const auto& train = *run.dataset->split("train");
    const auto mask = hiddenCells(run, "train");
    for (std::size_t m = 0; m < run.indices.size(); ++m) {
        const bool byChannel = run.experiment.method.kind == MethodKind::Network
            && run.modalities[m].kind == ModalityKind::Image;
        const auto fit = byChannel ? fitChannelStandardizer : fitStandardizer;
        auto fitted = fit(train, std::size_t(run.indices[m]), run.modalities[m],
            mask.empty() ? std::span<const std::uint8_t>() : mask[m]);
        if (!fitted)
            return fitted.error();
        run.standardizers[m] = std::move(fitted).value();
    }
    return {};
}

Result<void> fitMeans(PreparedRun& run)
{
    if (run.experiment.missing.treatment != MissingTreatment::Mean)
        return {};
    const auto& train = *run.dataset->split("train");
    const auto mask = hiddenCells(run, "train");
    run.means.clear();
    for (std::size_t m = 0; m < run.indices.size(); ++m) {
        auto mean = fitMean(
            train, std::size_t(run.indices[m]), mask.empty() ? std::span<const std::uint8_t>() : mask[m]);
        if (!mean)
            return mean.error();
        const auto& standardizer = run.standardizers[m];
        if (!standardizer.isEmpty())
            standardizer.apply(mean.value(), std::int64_t(mean.value().size() / standardizer.mean.size()));
        run.means.push_back(std::move(mean).value());
    }
    return {};
}

PresenceMask hiddenCells(const PreparedRun& run, const Split& split, double rate, std::uint64_t seed)
{
    const auto protocol = run.experiment.missing.protocol;
    if (rate <= 0 || protocol == MissingProtocol::None || protocol == MissingProtocol::Fixed)
        return {};
    const int modalities = int(run.indices.size());
    PresenceMask mask;
    if (protocol == MissingProtocol::Gcnet) {
        mask = gcnetMask(split.size, modalities, rate, seed);
    } else if (protocol == MissingProtocol::Bernoulli) {
        mask = bernoulliMask(split.size, modalities, rate, seed);
    } else {
        const auto hidden = std::find(run.names.begin(), run.names.end(), run.experiment.missing.modality);
        if (hidden == run.names.end())
            return {}; // a reference trained without that modality
        mask = oneModalityMask(split.size, modalities, int(hidden - run.names.begin()), rate, seed);
    }
    keepSomething(mask, run, split);
    return mask;
}

PresenceMask hiddenCells(const PreparedRun& run, const std::string& split)
{
    const auto& missing = run.experiment.missing;
    const bool isTest = split != "train" && split != "valid";
    return hiddenCellsAtRate(run, split, isTest ? missing.testRate : missing.trainRate);
}

PresenceMask hiddenCellsAtRate(const PreparedRun& run, const std::string& split, double rate)
{
    return hiddenCells(
        run, *run.dataset->split(split), rate, seedFor(run.experiment.seed, "missing/" + split));
}

LoaderSpec loaderSpec(const PreparedRun& run, const std::string& split, PresenceMask mask)
{
    LoaderSpec spec;
    spec.dataset = run.dataset;
    spec.split = split;
    spec.modalities = run.indices;
    spec.standardizers = run.standardizers;
    spec.absentRows = run.means;
    spec.mask = std::move(mask);
    spec.device = run.device;
    spec.type = run.type;
    return spec;
}

Result<void> addAugmenter(
    LoaderSpec& spec, const PreparedRun& run, const TrainOptions& train, std::uint64_t seed)
{
    if (!train.augment)
        return {};
    auto experiment = run.experiment;
    experiment.train = train;
    experiment.seed = seed;
    auto augmenter = makeRunAugmenter(experiment, *run.dataset, run.indices);
    if (!augmenter)
        return augmenter.error();
    spec.augmenter = std::make_shared<const Augmenter>(std::move(augmenter).value());
    return {};
}

Result<std::unique_ptr<BatchLoader>> trainLoader(const PreparedRun& run)
{
    auto spec = loaderSpec(run, "train", hiddenCells(run, "train"));
    spec.batchSize = run.experiment.train.batchSize;
    spec.dropLast = run.experiment.train.dropLast;
    spec.shuffle = true;
    spec.seed = seedFor(run.experiment.seed, "shuffle");
    if (auto added = addAugmenter(spec, run, run.experiment.train, run.experiment.seed); !added)
        return added.error();
    return BatchLoader::make(std::move(spec));
}

Result<std::unique_ptr<BatchLoader>> evaluationLoader(const PreparedRun& run, EvaluationInput input)
{
    auto spec = loaderSpec(run, input.split, std::move(input.mask));
    spec.keepsAbsenceSecret = input.keepsAbsenceSecret;
    spec.sources = std::move(input.sources);
    spec.batchSize = evaluationBatchSize(run);
    return BatchLoader::make(std::move(spec));
}

} // namespace modalscope
