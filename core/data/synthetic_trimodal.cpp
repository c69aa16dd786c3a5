#include "core/data/synthetic_kinds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

namespace modalscope {
namespace {

constexpr int kTrimodalClasses = 5;
constexpr int kSteps = 24, kChannels = 4; // of the sequence
constexpr int kTrimodalFeatures = 20;
constexpr int kTrimodalSide = 16; // of the image
constexpr std::uint64_t kTrimodalFixed = 11;

using Means = std::array<std::array<double, kTrimodalFeatures>, kTrimodalClasses>;

/// A swing whose pace is the class, with any phase and a slow drift.
void fillSensor(int label, Random& random, std::span<float> row)
{
    const double pace = 2 * std::numbers::pi * (1.2 + 0.9 * label + 0.15 * random.normal()) / kSteps;
    const double phase = random.uniform(0, 2 * std::numbers::pi);
    const double drift = random.uniform(-0.05, 0.05);
    for (int step = 0; step < kSteps; ++step)
        for (int channel = 0; channel < kChannels; ++channel)
            row[std::size_t(step * kChannels + channel)]
                = float(std::sin(pace * step + phase + channel * std::numbers::pi / 4) + drift * step
                    + 0.6 * random.normal());
}

void fillText(const Means& means, int label, Random& random, std::span<float> row)
{
    for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = float(0.42 * means[std::size_t(label)][i] + random.normal());
}

/// A disc, ring, cross, square or bar somewhere in noise.
double shapeAt(int label, double x, double y)
{
    const double distance = std::hypot(x, y);
    switch (label) {
    case 0:
        return distance < 3.2;
    case 1:
        return distance < 4.2 && distance > 2.4;
    case 2:
        return (std::abs(x) < 1 && std::abs(y) < 4) || (std::abs(y) < 1 && std::abs(x) < 4);
    case 3:
        return std::max(std::abs(x), std::abs(y)) < 3.6 && std::max(std::abs(x), std::abs(y)) > 2;
    default:
        return std::abs(x - y) < 1.6 && distance < 4.4;
    }
}

void fillCamera(int label, Random& random, std::span<float> row)
{
    const double centreX = random.uniform(5, 11), centreY = random.uniform(5, 11);
    const double contrast = random.uniform(0.3, 0.6);
    for (int y = 0; y < kTrimodalSide; ++y)
        for (int x = 0; x < kTrimodalSide; ++x) {
            const double value
                = 0.25 + contrast * shapeAt(label, x - centreX, y - centreY) + 0.15 * random.normal();
            row[std::size_t(y * kTrimodalSide + x)]
                = float(std::nearbyint(std::min(1.0, std::max(0.0, value)) * 255) * (1.0 / 255));
        }
}

} // namespace

SyntheticKind triModalKind()
{
    SyntheticKind kind;
    kind.name = "trimodal";
    kind.description = "sensor, a sequence whose pace is the class; text, features around a class mean; "
                       "camera, a shape somewhere in noise";
    kind.modalities = {{"sensor", ModalityKind::Sequence, {kSteps, kChannels}, "float32", 1, 0},
        {"text", ModalityKind::Features, {kTrimodalFeatures}, "float32", 1, 0},
        {"camera", ModalityKind::Image, {1, kTrimodalSide, kTrimodalSide}, "uint8", 1.0 / 255, 0}};
    kind.classNames = {"disc", "ring", "cross", "square", "bar"};
    kind.train = 1500;
    kind.valid = 250;
    kind.test = 750;
    auto means = std::make_shared<Means>();
    Random random(kTrimodalFixed, "trimodal/means");
    for (auto& mean : *means)
        for (auto& value : mean)
            value = random.normal();
    kind.fill = [means](int label, Random& draw, const std::vector<std::span<float>>& rows) {
        fillSensor(label, draw, rows[0]);
        fillText(*means, label, draw, rows[1]);
        fillCamera(label, draw, rows[2]);
    };
    return kind;
}

} // namespace modalscope
