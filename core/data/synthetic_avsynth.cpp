#include "core/data/synthetic_kinds.h"

#include <cmath>
#include <numbers>

namespace modalscope {
namespace {

constexpr int kAvsynthClasses = 8;
constexpr int kBands = 32, kColumns = 40; // of the spectrogram
constexpr int kAvsynthSide = 28; // of the image

double bell(double distance, double width)
{
    return std::exp(-0.5 * distance * distance / (width * width));
}

/// Easy: a voice whose harmonics lie near or far (4 distances) and that trembles quickly or slowly (2 paces),
/// over noise; pitch, beginning and phase are free.
void fillAudio(int label, Random& random, std::span<float> row)
{
    static constexpr double distances[] = {2.6, 3.8, 5.4, 7.6};
    const double distance = distances[label % 4] * (1 + 0.03 * random.normal());
    const double period = (label < 4 ? 4.0 : 9.0) * (1 + 0.05 * random.normal());
    const double lowest = 2.5 + random.uniform(0, 1.5);
    const double phase = random.uniform(0, 2 * std::numbers::pi);
    const double begin = random.uniform(0, 8);
    const double loudness = random.uniform(0.3, 0.6);
    for (int band = 0; band < kBands; ++band) {
        const double step = (band - lowest) / distance;
        const double voice
            = step < -0.3 ? 0.0 : bell((step - std::round(step)) * distance, 0.8) * std::exp(-0.03 * band);
        for (int column = 0; column < kColumns; ++column) {
            const double trembling = 0.55 + 0.45 * std::cos(2 * std::numbers::pi * column / period + phase);
            const double now = column < begin ? 0.0 : loudness * trembling * voice;
            row[std::size_t(band * kColumns + column)] = quantized(0.2 + now + 0.12 * random.normal());
        }
    }
}

/// Hard: faint stripes whose direction is the class, in a patch at any place, with any width and phase, so
/// that no single pixel says anything.
void fillImage(int label, Random& random, std::span<float> row)
{
    const double angle = std::numbers::pi * label / kAvsynthClasses + 0.08 * random.normal();
    const double period = random.uniform(3.5, 6);
    const double phase = random.uniform(0, 2 * std::numbers::pi);
    const double centreX = random.uniform(8, 20), centreY = random.uniform(8, 20);
    const double contrast = random.uniform(0.14, 0.3);
    for (int y = 0; y < kAvsynthSide; ++y)
        for (int x = 0; x < kAvsynthSide; ++x) {
            const double along = (x - centreX) * std::cos(angle) + (y - centreY) * std::sin(angle);
            const double window = bell(std::hypot(x - centreX, y - centreY), 4.5);
            const double stripes = std::cos(2 * std::numbers::pi * along / period + phase);
            row[std::size_t(y * kAvsynthSide + x)]
                = quantized(0.5 + contrast * window * stripes + 0.15 * random.normal());
        }
}

} // namespace

SyntheticKind avSynthKind()
{
    SyntheticKind kind;
    kind.name = "avsynth";
    kind.description
        = "audio, a synthetic spectrogram whose distance of harmonics and pace of trembling are the class, "
          "is easy; image, "
          "faint stripes whose direction is the class, at any place, width and phase, is learned more slowly";
    kind.modalities = {{"audio", ModalityKind::Image, {1, kBands, kColumns}, "uint8", 1.0 / 255, 0},
        {"image", ModalityKind::Image, {1, kAvsynthSide, kAvsynthSide}, "uint8", 1.0 / 255, 0}};
    for (int c = 0; c < kAvsynthClasses; ++c)
        kind.classNames.push_back("class " + std::to_string(c));
    kind.train = 2400;
    kind.valid = 400;
    kind.test = 800;
    kind.fill = [](int label, Random& random, const std::vector<std::span<float>>& rows) {
        fillAudio(label, random, rows[0]);
        fillImage(label, random, rows[1]);
    };
    return kind;
}

} // namespace modalscope
