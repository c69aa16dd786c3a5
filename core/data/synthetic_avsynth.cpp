#include "core/data/synthetic_kinds.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace modalscope {
namespace {

constexpr int kClasses = 8;
constexpr int kBands = 32, kColumns = 40; // of the spectrogram
constexpr int kSide = 28; // of the image

/// As an 8-bit picture keeps it: one of 0/255 .. 255/255.
float quantized(double value)
{
    return float(std::nearbyint(std::clamp(value, 0.0, 1.0) * 255) * (1.0 / 255));
}

double bell(double distance, double width)
{
    return std::exp(-0.5 * distance * distance / (width * width));
}

/// Easy: two bands at heights that belong to the class, which begin somewhere and glide a little.
void fillAudio(int label, Random& random, std::span<float> row)
{
    const double first = 3.5 + 2.6 * label + 0.8 * random.normal();
    const double second = first + 5 + label % 3 + 0.8 * random.normal();
    const double begin = random.uniform(2, 12);
    const double length = random.uniform(16, 26);
    const double glide = random.uniform(-0.06, 0.06);
    const double loudness = random.uniform(0.25, 0.6);
    for (int band = 0; band < kBands; ++band)
        for (int column = 0; column < kColumns; ++column) {
            const double inside = column > begin && column < begin + length ? 1.0 : 0.1;
            const double moved = glide * (column - begin);
            const double voice = bell(band - first - moved, 1.2) + 0.7 * bell(band - second - moved, 1.2);
            row[std::size_t(band * kColumns + column)]
                = quantized(0.25 + loudness * inside * voice + 0.18 * random.normal());
        }
}

/// Hard: a patch of stripes whose direction (4) and width (2) are the class, anywhere and with any phase, so
/// that no single pixel says anything.
void fillImage(int label, Random& random, std::span<float> row)
{
    const double angle = std::numbers::pi * (label % 4) / 4 + 0.12 * random.normal();
    const double period = label < 4 ? 3.6 : 6.2;
    const double phase = random.uniform(0, 2 * std::numbers::pi);
    const double centreX = random.uniform(8, 20), centreY = random.uniform(8, 20);
    const double contrast = random.uniform(0.18, 0.4);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const double along = (x - centreX) * std::cos(angle) + (y - centreY) * std::sin(angle);
            const double window = bell(std::hypot(x - centreX, y - centreY), 5.0);
            const double stripes = std::cos(2 * std::numbers::pi * along / period + phase);
            row[std::size_t(y * kSide + x)]
                = quantized(0.5 + contrast * window * stripes + 0.12 * random.normal());
        }
}

} // namespace

SyntheticKind avSynthKind()
{
    SyntheticKind kind;
    kind.name = "avsynth";
    kind.description = "audio, a synthetic spectrogram with two bands at heights of the class, is easy; "
                       "image, a patch of stripes of "
                       "a direction and width of the class at any place and phase, is learned more slowly";
    kind.modalities = {{"audio", ModalityKind::Image, {1, kBands, kColumns}, "uint8", 1.0 / 255, 0},
        {"image", ModalityKind::Image, {1, kSide, kSide}, "uint8", 1.0 / 255, 0}};
    static constexpr const char* directions[] = {"upright", "rising", "level", "falling"};
    for (int c = 0; c < kClasses; ++c)
        kind.classNames.push_back(std::string(c < 4 ? "narrow " : "wide ") + directions[c % 4]);
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
