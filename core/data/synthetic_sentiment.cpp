#include "core/data/synthetic_kinds.h"

#include <array>
#include <memory>
#include <numbers>

namespace modalscope {
namespace {

constexpr int kWords = 20, kWordSize = 24; // of the text
constexpr int kAudioSteps = 30, kAudioSize = 6;
constexpr int kVisionSteps = 30, kVisionSize = 10;
constexpr std::uint64_t kSentimentFixed = 13; // directions belong to the task, not to one drawing of it

/// How each modality points to the sentiment, unit vectors.
struct Directions {
    std::array<double, kWordSize> text{};
    std::array<double, kAudioSize> audio{};
    std::array<double, kVisionSize> vision{};

    Directions()
    {
        Random random(kSentimentFixed, "sentiment/directions");
        const auto draw = [&](auto& direction) {
            double squares = 0;
            for (auto& value : direction) {
                value = random.normal();
                squares += value * value;
            }
            for (auto& value : direction)
                value /= std::sqrt(squares);
        };
        draw(text);
        draw(audio);
        draw(vision);
    }
};

/// What one speaker means and how each modality says it.
struct Utterance {
    double share = 1; // of the steps that are there; the others are zeros before them
    double text = 0, audio = 0, vision = 0; // sentiment as heard and seen, −3 to 3 and somewhat beyond
};

/// First step that is not padding.
int firstStep(int steps, double share)
{
    return steps - std::max(1, int(std::lround(share * steps)));
}

/// Half of the words carry opinion, the others nothing but noise.
void fillWords(const Directions& directions, const Utterance& utterance, Random& random, std::span<float> row)
{
    for (int step = firstStep(kWords, utterance.share); step < kWords; ++step) {
        const double opinion = random.below(2) == 0 ? 0.7 * utterance.text + 0.5 * random.normal() : 0;
        for (int i = 0; i < kWordSize; ++i)
            row[std::size_t(step * kWordSize + i)]
                = float(opinion * directions.text[std::size_t(i)] + 0.8 * random.normal());
    }
}

/// The tone of voice: the same through the utterance, swinging.
void fillVoice(const Directions& directions, const Utterance& utterance, Random& random, std::span<float> row)
{
    const double pace = random.uniform(0.2, 0.6), phase = random.uniform(0, 2 * std::numbers::pi);
    for (int step = firstStep(kAudioSteps, utterance.share); step < kAudioSteps; ++step) {
        const double tone = 0.5 * utterance.audio * (1 + 0.3 * std::sin(pace * step + phase));
        for (int i = 0; i < kAudioSize; ++i)
            row[std::size_t(step * kAudioSize + i)]
                = float(tone * directions.audio[std::size_t(i)] + 0.7 * random.normal());
    }
}

/// An expression of the face that comes and goes.
void fillFace(const Directions& directions, const Utterance& utterance, Random& random, std::span<float> row)
{
    const int first = firstStep(kVisionSteps, utterance.share);
    const double middle = random.uniform(first, kVisionSteps), width = random.uniform(4, 8);
    for (int step = first; step < kVisionSteps; ++step) {
        const double distance = (step - middle) / width;
        const double expression = 1.2 * utterance.vision * std::exp(-0.5 * distance * distance);
        for (int i = 0; i < kVisionSize; ++i)
            row[std::size_t(step * kVisionSize + i)]
                = float(expression * directions.vision[std::size_t(i)] + 0.7 * random.normal());
    }
}

/// A target in −3 .. 3, one in twenty exactly 0, and what text, voice and face make of it. Voice and face
/// share most of their error: how the speaker is, whatever is said.
double drawUtterance(Random& random, Utterance& utterance)
{
    const double sentiment = random.uniform() < 0.05 ? 0.0 : 3 * std::tanh(0.8 * random.normal());
    const double mood = 1.8 * random.normal();
    utterance.text = sentiment + 1.3 * random.normal();
    utterance.audio = sentiment + mood + 1.8 * random.normal();
    utterance.vision = sentiment + mood + 1.4 * random.normal();
    utterance.share = random.uniform() < 0.65 ? 1.0 : random.uniform(0.4, 1.0);
    return sentiment;
}

} // namespace

SyntheticKind sentimentKind()
{
    SyntheticKind kind;
    kind.name = "sentiment";
    kind.description
        = "text, words of which half carry opinion; audio, a tone of voice; vision, an expression that comes "
          "and goes; the target is sentiment from -3 to 3; text says most, audio and vision say less and "
          "partly the same; a third of the samples is shorter, with zeros before the first step";
    kind.task = Task::Regression;
    kind.modalities = {{"text", ModalityKind::Sequence, {kWords, kWordSize}, "float32", 1, 0},
        {"audio", ModalityKind::Sequence, {kAudioSteps, kAudioSize}, "float32", 1, 0},
        {"vision", ModalityKind::Sequence, {kVisionSteps, kVisionSize}, "float32", 1, 0}};
    kind.labelShape = {1};
    kind.train = 1400;
    kind.valid = 200;
    kind.test = 400;
    auto directions = std::make_shared<Directions>();
    kind.tell = [directions](Random& draw, const std::vector<std::span<float>>& modalities) {
        Utterance utterance;
        const double target = drawUtterance(draw, utterance);
        fillWords(*directions, utterance, draw, modalities[0]);
        fillVoice(*directions, utterance, draw, modalities[1]);
        fillFace(*directions, utterance, draw, modalities[2]);
        return target;
    };
    return kind;
}

} // namespace modalscope
