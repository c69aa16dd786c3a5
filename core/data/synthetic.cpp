#include "core/data/synthetic.h"

#include "core/data/fingerprint.h"
#include "core/data/synthetic_kinds.h"

#include <array>

namespace modalscope {
namespace {

constexpr std::int64_t kLeastTrain = 20;
constexpr std::int64_t kMost = 200'000;

SyntheticKind describeKind(SampleKind kind)
{
    switch (kind) {
    case SampleKind::AvSynth:
        return avSynthKind();
    case SampleKind::TriModal:
        return triModalKind();
    case SampleKind::Parity:
        break;
    }
    return parityKind();
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
    split.classes = drawLabels(kind, size, random);
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
        kind.fill(split.classes[std::size_t(i)], random, rows);
    }
    return split;
}

} // namespace

std::span<const Choice<SampleKind>> choices(SampleKind)
{
    static constexpr std::array<Choice<SampleKind>, 3> all{{
        {SampleKind::Parity, "parity", "parity: an easy and a hard modality, features"},
        {SampleKind::AvSynth, "avsynth", "avsynth: easy spectrogram, hard image"},
        {SampleKind::TriModal, "trimodal", "trimodal: sequence, features and image"},
    }};
    return all;
}

Result<Dataset> makeSample(SampleKind sampleKind, const SampleOptions& options)
{
    const auto kind = describeKind(sampleKind);
    struct Part {
        const char* name;
        std::int64_t asked, usual, least;
    };
    Dataset dataset;
    dataset.name = kind.name;
    dataset.modalities = kind.modalities;
    dataset.classNames = kind.classNames;
    dataset.attributes = {{"description", kind.description}, {"licence", "CC0-1.0"},
        {"source_generator",
            "ModalScope make-sample " + kind.name + " --seed " + std::to_string(options.seed)}};
    for (const auto& part : {Part{"train", options.train, kind.train, kLeastTrain},
             Part{"valid", options.valid, kind.valid, 1}, Part{"test", options.test, kind.test, 1}}) {
        const auto size = part.asked == 0 ? part.usual : part.asked;
        if (size < part.least || size > kMost)
            return Error{ErrorKind::InvalidInput,
                std::string(part.name) + " is out of range: " + std::to_string(size)
                    + " samples is not between " + std::to_string(part.least) + " and "
                    + std::to_string(kMost)};
        dataset.splits.push_back(makeSplit(kind, part.name, size, options.seed));
    }
    auto fingerprint = fingerprintOf(dataset);
    if (!fingerprint)
        return fingerprint.error();
    dataset.fingerprint = std::move(fingerprint).value();
    return dataset;
}

} // namespace modalscope
