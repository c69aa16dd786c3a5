#include "core/experiment/check_experiment.h"

#include "core/experiment/check_encoder.h"
#include "core/experiment/check_network.h"

#include <algorithm>
#include <set>

#include <unistd.h>

namespace modalscope {
namespace {

/// Completes "method.kind concat needs ..."; empty when `count` modalities are what it needs.
std::string countProblem(MethodKind kind, std::size_t count)
{
    const auto [least, most] = modalityCount(kind);
    if (count >= std::size_t(least) && count <= std::size_t(most))
        return {};
    return (least == most ? "exactly " : "at least ")
        + std::string(least == 1 ? "one modality" : "two modalities");
}

Result<void> checkMethod(const MethodOptions& method, const std::vector<std::string>& modalities)
{
    if (const auto needs = countProblem(method.kind, modalities.size()); !needs.empty())
        return invalidInput("method.kind " + toText(method.kind) + " needs " + needs + ", the experiment has "
            + std::to_string(modalities.size()) + "; change modalities");
    const bool conditioned = method.kind == MethodKind::Film || method.kind == MethodKind::Gated;
    if (conditioned && !method.condition.empty()
        && std::find(modalities.begin(), modalities.end(), method.condition) == modalities.end())
        return invalidInput("method.condition: " + method.condition
            + " is not a modality of the experiment; use one of " + joinText(modalities, ", "));
    if (method.kind == MethodKind::Mla && method.mla.fusion == MlaFusion::Fixed) {
        const auto& weights = method.mla.fusionWeights;
        if (weights.size() != modalities.size()
            || std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; }))
            return invalidInput("method.fusion_weights must have one weight for each of the "
                + std::to_string(modalities.size()) + " modalities, not all of them zero");
    }
    return {};
}

Result<void> checkEncoders(
    const Experiment& experiment, const Dataset& dataset, const std::vector<std::string>& modalities)
{
    if (experiment.method.kind == MethodKind::Network)
        return {}; // has none
    for (const auto& [name, options] : experiment.encoders) {
        if (name != "*" && std::find(modalities.begin(), modalities.end(), name) == modalities.end())
            return invalidInput("encoders." + name
                + " is not a modality of the experiment; use \"*\" or one of " + joinText(modalities, ", "));
        if (options.kind == EncoderKind::Transformer && options.width % options.heads != 0)
            return invalidInput("encoders." + name + ".heads: " + std::to_string(options.heads)
                + " does not divide width " + std::to_string(options.width));
    }
    for (const auto& name : modalities)
        if (auto fits = checkEncoder(experiment.encoder(name), *dataset.modality(name)); !fits)
            return fits;
    if (experiment.method.kind == MethodKind::Concat || modalities.size() < 2)
        return {};
    const int feature = experiment.encoder(modalities.front()).feature;
    for (const auto& name : modalities)
        if (experiment.method.kind == MethodKind::Mla && experiment.encoder(name).feature != feature)
            return invalidInput("encoders." + name + ".feature is "
                + std::to_string(experiment.encoder(name).feature) + " but that of " + modalities.front()
                + " is " + std::to_string(feature) + "; the shared head of mla needs the same everywhere");
    return {};
}

/// A network that this machine cannot hold would end the program, not the run.
Result<void> checkMemory(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& indices)
{
    if (experiment.method.kind == MethodKind::Network)
        return {};
    constexpr double kCopies = 4; // weights, gradients, the optimiser's momentum, the copy that is written
    const double memory = double(::sysconf(_SC_PHYS_PAGES)) * double(::sysconf(_SC_PAGESIZE));
    const double bytes = kCopies * (experiment.train.precision == Precision::Float64 ? 8 : 4);
    double total = 0, most = 0;
    std::string largest;
    for (const int index : indices) {
        const auto& modality = dataset.modalities[std::size_t(index)];
        const double weights = estimatedWeights(experiment.encoder(modality.name), modality);
        total += weights;
        if (weights > most)
            most = weights, largest = modality.name;
    }
    if (total * bytes <= memory)
        return {};
    return invalidInput("encoders." + largest + ": its network would have about "
        + std::to_string(std::int64_t(most / 1e6)) + " million weights; training needs "
        + sizeText(total * bytes) + " for all of them and this machine has " + sizeText(memory)
        + "; make its layers smaller");
}

Result<void> checkSplits(const Experiment& experiment, const Dataset& dataset)
{
    for (const char* name : {"train", "valid", "test"}) {
        const auto* split = dataset.split(name);
        if (split == nullptr || split->size == 0)
            return invalidInput("the dataset " + dataset.name + " has no samples in " + name
                + "; a run needs train, valid and test");
    }
    const auto size = dataset.split("train")->size;
    if (experiment.train.batchSize > size)
        return invalidInput("train.batch_size is " + std::to_string(experiment.train.batchSize)
            + " but train has only " + std::to_string(size) + " samples");
    return {};
}

/// An encoder that never sees a sample cannot be trained.
Result<void> checkPresence(const Dataset& dataset, const std::vector<int>& indices)
{
    const auto* train = dataset.split("train");
    for (const int index : indices) {
        if (train == nullptr || std::size_t(index) >= train->presence.size())
            continue;
        const auto& present = train->presence[std::size_t(index)];
        const auto& name = dataset.modalities[std::size_t(index)].name;
        if (!present.empty() && std::find(present.begin(), present.end(), 1) == present.end())
            return invalidInput("modality " + name + ": no sample of train has it (present_" + name
                + " is 0 everywhere); leave it out of modalities");
    }
    return {};
}

/// Rates without a protocol that could hide anything, and a protocol without what it needs.
Result<void> checkMissing(
    const Experiment& experiment, const Dataset& dataset, const std::vector<std::string>& modalities)
{
    const auto& missing = experiment.missing;
    const auto& rates = experiment.evaluate.missingRates;
    const bool hidesNothing
        = missing.protocol == MissingProtocol::None || missing.protocol == MissingProtocol::Fixed;
    const auto firstRate = missing.trainRate > 0 ? "missing.train_rate"
        : missing.testRate > 0                   ? "missing.test_rate"
        : std::any_of(rates.begin(), rates.end(), [](double rate) { return rate > 0; })
        ? "evaluate.missing_rates"
        : nullptr;
    if (hidesNothing && firstRate != nullptr)
        return invalidInput(std::string(firstRate) + " is above 0, but missing.protocol "
            + toText(missing.protocol) + " hides nothing; use gcnet, bernoulli or one-modality, or rate 0");
    if (std::set<double>(rates.begin(), rates.end()).size() != rates.size())
        return invalidInput("evaluate.missing_rates: a rate is listed twice");
    if (missing.protocol == MissingProtocol::Fixed) {
        const auto& splits = dataset.splits;
        const bool any = std::any_of(splits.begin(), splits.end(), [](const Split& split) {
            return std::any_of(split.presence.begin(), split.presence.end(),
                [](const auto& column) { return !column.empty(); });
        });
        if (!any)
            return invalidInput("missing.protocol fixed: the dataset " + dataset.name
                + " has no present_ column, so nothing is missing in it; use another protocol");
    }
    if (missing.protocol != MissingProtocol::OneModality)
        return {};
    // A run of another modality alone has nothing to hide: it is the reference of the others.
    const int index = dataset.modalityIndex(missing.modality);
    if (index < 0)
        return invalidInput("missing.modality: "
            + (missing.modality.empty() ? "none is named" : missing.modality + " is not in the dataset")
            + "; use one of " + joinText(modalities, ", "));
    return {};
}

Result<void> checkFeatureEpochs(const TrainOptions& train, Task task)
{
    const auto& epochs = train.featureEpochs;
    if (!epochs.empty() && task != Task::Classification)
        return invalidInput(
            "train.feature_epochs: features are kept of classification runs only; leave it empty");
    for (const int epoch : epochs)
        if (epoch > train.epochs)
            return invalidInput("train.feature_epochs: there is no epoch " + std::to_string(epoch)
                + ", train.epochs is " + std::to_string(train.epochs));
    if (std::set<int>(epochs.begin(), epochs.end()).size() != epochs.size())
        return invalidInput("train.feature_epochs: an epoch is listed twice");
    return {};
}

Result<void> checkWeightEpochs(const TrainOptions& train)
{
    const auto& epochs = train.weightEpochs;
    for (const int epoch : epochs)
        if (epoch < 0 || epoch > train.epochs)
            return invalidInput("train.weight_epochs: there is no epoch " + std::to_string(epoch)
                + ", train.epochs is " + std::to_string(train.epochs));
    if (std::set<int>(epochs.begin(), epochs.end()).size() != epochs.size())
        return invalidInput("train.weight_epochs: an epoch is listed twice");
    return {};
}

Result<void> checkSubsets(const EvaluateOptions& evaluate, std::size_t modalities)
{
    if (evaluate.subsets != "full" && evaluate.subsets != "all")
        return invalidInput("evaluate.subsets: \"" + evaluate.subsets + "\" is not known; use full or all");
    if (evaluate.subsets == "all" && modalities > std::size_t(kMostSubsetModalities))
        return invalidInput("evaluate.subsets all: " + std::to_string(modalities) + " modalities have "
            + std::to_string((std::uint64_t(1) << std::min<std::size_t>(modalities, 60)) - 1)
            + " sets; at most " + std::to_string(kMostSubsetModalities)
            + " modalities can be taken apart, leave some out or use full");
    return {};
}

} // namespace

Result<void> checkExperiment(const Experiment& experiment, const Dataset& dataset)
{
    if (experiment.method.kind == MethodKind::Imported)
        return invalidInput(
            "method.kind imported: such a run has been read from a file and has no network to "
            "train; choose another method");
    if (experiment.evaluate.select == SelectEpoch::Elsewhere)
        return invalidInput(
            "evaluate.select elsewhere: is said of imported runs only; use valid, last or best-on-test");
    const auto indices = modalityIndices(experiment, dataset);
    if (!indices)
        return indices.error();
    std::vector<std::string> names;
    for (const int index : indices.value())
        names.push_back(dataset.modalities[std::size_t(index)].name);
    if (auto fits = checkTask(experiment, dataset); !fits)
        return fits;
    if (const int first = firstWholeEpoch(experiment.method); experiment.train.epochs < first)
        return invalidInput("train.epochs is " + std::to_string(experiment.train.epochs) + ", but the first "
            + std::to_string(first - 1) + " epochs of " + toText(experiment.method.kind)
            + " only pre-train its encoders; use more epochs or a smaller method.pretrain_epochs");
    for (const auto& check : {checkMethod(experiment.method, names),
             checkEncoders(experiment, dataset, names), checkPresence(dataset, indices.value()),
             checkMissing(experiment, dataset, names), checkSubsets(experiment.evaluate, names.size()),
             checkFeatureEpochs(experiment.train, dataset.task), checkWeightEpochs(experiment.train),
             checkMemory(experiment, dataset, indices.value()), checkSplits(experiment, dataset),
             checkNetwork(experiment, dataset, indices.value())})
        if (!check)
            return check.error();
    return {};
}

} // namespace modalscope
