#include "core/data/synthetic.h"

#include "core/data/fingerprint.h"
#include "core/data/synthetic_kinds.h"

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

constexpr std::int64_t kMost = 200'000;
constexpr double kMostBytes = 8e9; // of all values as float32
constexpr std::int64_t kUsualSide = 64, kLeastSide = 16, kMostSide = 2048;
constexpr int kUsualClasses = 7, kLeastClasses = 3, kMostClasses = 32;

SyntheticKind describeKind(SampleKind kind, const SampleOptions& options)
{
    switch (kind) {
    case SampleKind::Segmentation:
        return segmentationKind(options.rows == 0 ? kUsualSide : options.rows,
            options.columns == 0 ? kUsualSide : options.columns,
            options.classes == 0 ? kUsualClasses : options.classes);
    case SampleKind::Sentiment:
        return sentimentKind();
    case SampleKind::AvSynth:
        return avSynthKind();
    case SampleKind::TriModal:
        return triModalKind();
    case SampleKind::Parity:
        break;
    }
    return parityKind();
}

Result<void> checkRange(const char* name, std::int64_t value, std::int64_t least, std::int64_t most)
{
    if (value == 0 || (value >= least && value <= most))
        return {};
    return invalidInput(std::string(name) + " is out of range: " + std::to_string(value) + " is not between "
        + std::to_string(least) + " and " + std::to_string(most));
}

Result<void> checkOptions(SampleKind kind, const SampleOptions& options)
{
    if (kind != SampleKind::Segmentation
        && (options.rows != 0 || options.columns != 0 || options.classes != 0))
        return invalidInput(toText(kind) + ": has rows, columns and classes of its own; only those of "
            + toText(SampleKind::Segmentation) + " can be chosen");
    for (const auto& good : {checkRange("rows", options.rows, kLeastSide, kMostSide),
             checkRange("columns", options.columns, kLeastSide, kMostSide),
             checkRange("classes", options.classes, kLeastClasses, kMostClasses),
             checkRange("samples", options.samples, 10, 3 * kMost)})
        if (!good)
            return good;
    return {};
}

std::vector<int> drawLabels(const SyntheticKind& kind, std::int64_t size, Random& random)
{
    const auto classes = kind.classNames.size();
    std::vector<int> labels;
    if (kind.isBalanced)
        for (const auto place : random.permutation(size))
            labels.push_back(int(std::size_t(place) % classes));
    else
        for (std::int64_t i = 0; i < size; ++i)
            labels.push_back(int(random.below(classes)));
    return labels;
}

Split makeSplit(const SyntheticKind& kind, const std::string& name, std::int64_t size, std::uint64_t seed)
{
    Random random(seed, kind.name + "/" + name);
    Split split;
    split.name = name;
    split.size = size;
    if (kind.task == Task::Classification)
        split.classes = drawLabels(kind, size, random);
    if (kind.task == Task::Regression)
        split.targets = ArrayD({size, 1});
    std::shared_ptr<Array> maps;
    if (kind.task == Task::Segmentation) {
        maps = std::make_shared<Array>(Shape{size, kind.labelShape[0], kind.labelShape[1]});
        split.labelMaps = rowsInMemory(maps);
    }
    split.presence.resize(kind.modalities.size());
    std::vector<std::shared_ptr<Array>> arrays;
    for (const auto& modality : kind.modalities) {
        Shape shape{size};
        shape.insert(shape.end(), modality.shape.begin(), modality.shape.end());
        arrays.push_back(std::make_shared<Array>(shape));
        split.rows.push_back(rowsInMemory(arrays.back()));
    }
    std::vector<std::span<float>> rows(arrays.size());
    for (std::int64_t i = 0; i < size; ++i) {
        for (std::size_t m = 0; m < arrays.size(); ++m)
            rows[m] = arrays[m]->row(i);
        if (kind.task == Task::Segmentation)
            kind.paint(random, rows, maps->row(i));
        else if (kind.task == Task::Regression)
            split.targets.values[std::size_t(i)] = kind.tell(random, rows);
        else
            kind.fill(split.classes[std::size_t(i)], random, rows);
    }
    return split;
}

} // namespace

std::span<const Choice<SampleKind>> choices(SampleKind)
{
    static constexpr std::array<Choice<SampleKind>, 5> all{{
        {SampleKind::Parity, "parity", "parity: an easy and a hard modality, features"},
        {SampleKind::AvSynth, "avsynth", "avsynth: easy spectrogram, hard image"},
        {SampleKind::TriModal, "trimodal", "trimodal: sequence, features and image"},
        {SampleKind::Segmentation, "segmentation",
            "segmentation: colour and thermal pictures, each shows classes the other does not"},
        {SampleKind::Sentiment, "sentiment",
            "sentiment: text, audio and vision sequences, a target from -3 to 3, text says most"},
    }};
    return all;
}

Result<Dataset> makeSample(SampleKind sampleKind, const SampleOptions& options)
{
    if (auto good = checkOptions(sampleKind, options); !good)
        return good.error();
    const auto kind = describeKind(sampleKind, options);
    struct Part {
        const char* name;
        std::int64_t asked, usual, least;
    };
    const auto validPart = std::max<std::int64_t>(1, options.samples / 10);
    const auto testPart = std::max<std::int64_t>(1, options.samples / 5);
    const auto usual
        = [&](std::int64_t ofKind, std::int64_t part) { return options.samples == 0 ? ofKind : part; };
    Dataset dataset;
    dataset.name = kind.name;
    dataset.task = kind.task;
    dataset.labelShape = kind.labelShape;
    dataset.ignoreLabel = kind.ignoreLabel;
    dataset.modalities = kind.modalities;
    dataset.classNames = kind.classNames;
    dataset.attributes = {{"description", kind.description}, {"licence", "CC0-1.0"},
        {"source_generator",
            "ModalScope make-sample " + kind.name + kind.arguments + " --seed "
                + std::to_string(options.seed)}};
    double sampleBytes
        = kind.task == Task::Segmentation ? double(elementCount(kind.labelShape)) * sizeof(float) : 0;
    for (const auto& modality : kind.modalities)
        sampleBytes += double(modality.size()) * sizeof(float);
    double bytes = 0;
    std::vector<std::pair<std::string, std::int64_t>> sizes;
    for (const auto& part : {Part{"train", options.train,
                                 usual(kind.train, options.samples - validPart - testPart), kind.leastTrain},
             Part{"valid", options.valid, usual(kind.valid, validPart), 1},
             Part{"test", options.test, usual(kind.test, testPart), 1}}) {
        const auto size = part.asked == 0 ? part.usual : part.asked;
        if (size < part.least || size > kMost)
            return Error{ErrorKind::InvalidInput,
                std::string(part.name) + " is out of range: " + std::to_string(size)
                    + " samples is not between " + std::to_string(part.least) + " and "
                    + std::to_string(kMost)};
        bytes += double(size) * sampleBytes;
        if (bytes > kMostBytes)
            return invalidInput("these samples take more than 8 GB of memory; ask for fewer or smaller ones");
        sizes.emplace_back(part.name, size);
    }
    for (const auto& [name, size] : sizes)
        dataset.splits.push_back(makeSplit(kind, name, size, options.seed));
    auto fingerprint = fingerprintOf(dataset);
    if (!fingerprint)
        return fingerprint.error();
    dataset.fingerprint = std::move(fingerprint).value();
    return dataset;
}

} // namespace modalscope
