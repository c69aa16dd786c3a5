#include "core/experiment/check_network.h"

#include "core/base/random.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::int64_t kLeastPictureSide = 32; // the fourth stage's map is then one position

Error networkMisfit(const NetworkOptions& options, const Modality& modality, const std::string& why)
{
    return {ErrorKind::Shape,
        "modality " + modality.name + " (" + shapeText(modality) + "): " + labelOf(options.kind) + " " + why};
}

Result<void> checkPicture(const NetworkOptions& options, const Modality& modality, const Dataset& dataset)
{
    if (modality.kind != ModalityKind::Image)
        return networkMisfit(options, modality, "needs images; leave the modality out");
    if (modality.shape[0] != 1 && modality.shape[0] != 3)
        return networkMisfit(
            options, modality, "takes images of 1 or 3 channels; store the modality with one of them");
    if (modality.shape[1] < kLeastPictureSide || modality.shape[2] < kLeastPictureSide)
        return networkMisfit(options, modality,
            "needs at least 32 rows and 32 columns; the nearest size is "
                + std::to_string(std::max(modality.shape[1], kLeastPictureSide)) + " x "
                + std::to_string(std::max(modality.shape[2], kLeastPictureSide))
                + ", for images and label maps");
    if (modality.shape[1] != dataset.labelShape[0] || modality.shape[2] != dataset.labelShape[1])
        return networkMisfit(options, modality,
            "needs images of the size of the label maps, which have " + std::to_string(dataset.labelShape[0])
                + " rows and " + std::to_string(dataset.labelShape[1])
                + " columns; store them with that size");
    return {};
}

Result<void> checkDense(
    const NetworkOptions& options, const Dataset& dataset, const std::vector<int>& modalities)
{
    for (const int index : modalities)
        if (auto fits = checkPicture(options, dataset.modalities[std::size_t(index)], dataset); !fits)
            return fits;
    const auto count = std::to_string(modalities.size());
    if (options.kind == NetworkKind::Segformer && modalities.size() != 1)
        return invalidInput("method.network.kind segformer takes one modality and the experiment has " + count
            + "; name one in modalities, or use cmnext or mmsformer");
    if (options.kind == NetworkKind::Mmsformer && modalities.size() < 2)
        return invalidInput(
            "method.network.kind mmsformer needs two modalities or more; use segformer for one");
    if (options.kind == NetworkKind::Mmsformer
        && (options.size == MitSize::B0) != (mitSizeOfExtra(options) == MitSize::B0))
        return invalidInput("method.network.extra_size " + toText(mitSizeOfExtra(options))
            + " does not fit size " + toText(options.size)
            + " because their stages differ in width; choose extra_size auto");
    return {};
}

Result<void> checkMult(
    const NetworkOptions& options, const Dataset& dataset, const std::vector<int>& modalities)
{
    if (modalities.size() != 3)
        return invalidInput("method.network.kind mult takes three modalities and the experiment has "
            + std::to_string(modalities.size()) + "; name three in modalities");
    for (const int index : modalities) {
        const auto& modality = dataset.modalities[std::size_t(index)];
        if (modality.kind != ModalityKind::Sequence && modality.kind != ModalityKind::Features)
            return networkMisfit(
                options, modality, "needs sequences or features; leave the modality out of modalities");
    }
    if (options.width % options.heads != 0)
        return invalidInput("method.network.heads: " + std::to_string(options.heads)
            + " does not divide width " + std::to_string(options.width));
    if (options.attentionDropout.size() != 3)
        return invalidInput(
            "method.network.attention_dropout needs one value for each of the three modalities");
    return {};
}

/// Batch norm learns nothing from one value: a single picture that the last stage makes one position of.
Result<void> checkSingleValues(const Experiment& experiment, const Dataset& dataset)
{
    const auto& train = experiment.train;
    const auto kind = experiment.method.network.kind;
    const auto* split = dataset.split("train");
    const auto& crop = train.augmentation;
    const auto side = [&](std::int64_t own, std::int64_t cut) {
        return train.augment && crop.resizedCrop && cut > 0 ? cut : own;
    };
    const bool isOnePosition = side(dataset.labelShape[0], crop.cropRows) <= 32
        && side(dataset.labelShape[1], crop.cropColumns) <= 32;
    const bool hasNorms = kind == NetworkKind::Cmnext || kind == NetworkKind::Mmsformer;
    const bool endsWithOne
        = split != nullptr && split->size % train.batchSize == 1 && !train.dropLast && split->size > 1;
    if (!isOnePosition || !hasNorms || (train.batchSize > 1 && !endsWithOne))
        return {};
    return invalidInput("train.batch_size " + std::to_string(train.batchSize)
        + " leaves a batch of one sample, from which " + labelOf(kind)
        + " cannot learn at 32 x 32 pixels; use another train.batch_size"
        + (train.batchSize > 1 ? " or train.drop_last" : ""));
}

Result<void> checkAugmentation(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& modalities)
{
    const auto augmenter = makeRunAugmenter(experiment, dataset, modalities);
    if (!augmenter)
        return Error{augmenter.error().kind, "train.augmentation: " + augmenter.error().message};
    if (augmenter.value().rows() < kLeastPictureSide || augmenter.value().columns() < kLeastPictureSide)
        return invalidInput("train.augmentation: crop_rows and crop_columns must be at least 32");
    const bool keepsSize = augmenter.value().rows() == dataset.labelShape[0]
        && augmenter.value().columns() == dataset.labelShape[1];
    if (!keepsSize && experiment.missing.treatment == MissingTreatment::Mean)
        return invalidInput("missing.treatment mean puts the mean picture for an absent one, which does not "
                            "have the size of train.augmentation.crop_rows and crop_columns; use zero");
    return {};
}

/// Zeros stay zeros in a MiT branch without biases, and layer norm multiplies gradients at zeros by 300 in
/// each of its many places: they overflow in the branches of MMSFormer, which are not mixed before the last.
Result<void> checkAbsentPictures(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& modalities)
{
    const auto& missing = experiment.missing;
    if (experiment.method.network.kind != NetworkKind::Mmsformer
        || missing.treatment == MissingTreatment::Mean)
        return {};
    const auto* train = dataset.split("train");
    const bool hasGaps = train != nullptr && std::ranges::any_of(modalities, [&](int index) {
        return std::size_t(index) < train->presence.size()
            && std::ranges::count(train->presence[std::size_t(index)], std::uint8_t(0)) > 0;
    });
    if (missing.trainRate <= 0 && !hasGaps)
        return {};
    return invalidInput("missing.treatment " + toText(missing.treatment)
        + ": MMSFormer cannot be trained on samples whose missing picture is all zeros, its gradients "
          "overflow; use missing.treatment mean, or cmnext");
}

} // namespace

Result<void> checkTask(const Experiment& experiment, const Dataset& dataset)
{
    const auto& method = experiment.method;
    const auto has = "the dataset " + dataset.name + " has task " + toText(dataset.task);
    const bool isClassification = dataset.task == Task::Classification;
    if (method.kind != MethodKind::Network && !isClassification)
        return invalidInput(has + ", which method.kind " + toText(method.kind)
            + " does not train; use method.kind network"
            + (dataset.task == Task::Regression ? " with method.network.kind mult" : ""));
    if (experiment.train.augment && dataset.task != Task::Segmentation)
        return invalidInput(
            has + ", but train.augment changes label maps too and needs segmentation; switch it off");
    if (method.kind != MethodKind::Network)
        return {};
    if (isClassification)
        return invalidInput(
            has + ", which method.kind network does not train; use another, for example concat");
    const bool isSegmentation = dataset.task == Task::Segmentation;
    if (isDense(method.network.kind) != isSegmentation)
        return invalidInput(has + ", which method.network.kind " + toText(method.network.kind)
            + " does not train; use " + (isSegmentation ? "cmnext, mmsformer or segformer" : "mult"));
    const bool isForPixels = method.loss == TaskLoss::CrossEntropy || method.loss == TaskLoss::Ohem;
    if (method.loss != TaskLoss::Auto && isForPixels != isSegmentation)
        return invalidInput(has + ", which method.loss " + toText(method.loss) + " does not fit; use auto or "
            + (isSegmentation ? "cross-entropy or ohem" : "l1"));
    return {};
}

std::vector<NetworkKind> networksFor(Task task, int modalities)
{
    using enum NetworkKind;
    if (task == Task::Regression)
        return modalities == 3 ? std::vector{Mult} : std::vector<NetworkKind>{};
    if (task == Task::Segmentation && modalities > 0)
        return modalities == 1 ? std::vector{Segformer, Cmnext} : std::vector{Cmnext, Mmsformer};
    return {};
}

Result<void> checkNetwork(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& modalities)
{
    if (experiment.method.kind != MethodKind::Network)
        return {};
    const auto& options = experiment.method.network;
    if (!isDense(options.kind))
        return checkMult(options, dataset, modalities);
    if (auto fits = checkDense(options, dataset, modalities); !fits)
        return fits;
    for (const auto& fits :
        {checkSingleValues(experiment, dataset), checkAbsentPictures(experiment, dataset, modalities)})
        if (!fits)
            return fits;
    return experiment.train.augment ? checkAugmentation(experiment, dataset, modalities) : Result<void>();
}

Result<Augmenter> makeRunAugmenter(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& modalities)
{
    Dataset shown; // only what an augmenter asks for, with the run's modalities
    shown.name = dataset.name;
    shown.task = dataset.task;
    shown.labelShape = dataset.labelShape;
    for (const int index : modalities)
        shown.modalities.push_back(dataset.modalities[std::size_t(index)]);
    auto options = experiment.train.augmentation;
    const bool hasColours = std::ranges::any_of(
        shown.modalities, [](const Modality& modality) { return modality.shape.front() == 3; });
    if (options.rgb.empty() && !hasColours)
        options.colourJitter = options.blur = 0;
    return Augmenter::make(options, shown, seedFor(experiment.seed, "augment"));
}

} // namespace modalscope
