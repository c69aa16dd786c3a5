#include "widgets/cloud/cloud_splat.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kFadedOpacity = 0.35;
constexpr std::uint32_t kFadedColor = 100; // weight of the colour of faded points, of 256
constexpr double kSelectedGrowth = 1.35;
constexpr std::uint32_t kFarthestColor = 70; // weight of the colour of the farthest points, of 256

/// Colours of a part and the stamps that print them.
struct SplatInk {
    std::array<std::uint32_t, 256> colors;
    std::vector<CloudStamp> stamps;

    int reach() const { return stamps.front().reach(); }
    float shift() const { return stamps.front().side() % 2 == 0 ? 0.5F : 0.0F; } // to the nearest middle
};

SplatInk splatInk(const CloudSheet& sheet, const CloudShot& shot, CloudPart part)
{
    const auto look = partLook(shot, part);
    return {look.colors, cloudStamps(look.diameter, look.opacity, shot.smooth, sheet)};
}

/// Calls `print(rank, x, y)` with the pixels of the sheet for every point of the part that lies on it.
template <class Print>
void forPoints(
    const CloudSheet& sheet, const CloudShot& shot, CloudPart part, const SplatInk& ink, Print print)
{
    const auto& index = *shot.index;
    const CloudProjection projection(shot.camera, shot.space);
    const float margin = float(shot.margin) + ink.shift();
    const int reach = ink.reach();
    const float lowX = float(reach) - margin, highX = float(sheet.width - reach - 1) - margin;
    const float lowY = float(reach) - margin, highY = float(sheet.height - reach - 1) - margin;
    const bool needsLook = shot.isolated || part != CloudPart::All;
    const auto isOfPart = [&](std::size_t rank) {
        return shot.isShown(rank)
            && (part == CloudPart::All
                || shot.selected->contains(index.sample[rank]) == (part == CloudPart::Selected));
    };
    const auto run = [&](auto isFlat, std::size_t first, std::size_t end) {
        for (auto rank = first; rank < end; ++rank) {
            if (needsLook && !isOfPart(rank))
                continue;
            const auto at = isFlat ? projection.flatPlace(index.x[rank], index.y[rank])
                                   : projection.place(index.x[rank], index.y[rank], index.z[rank]);
            if (at.x >= lowX && at.x < highX && at.y >= lowY && at.y < highY)
                print(rank, int(at.x + margin), int(at.y + margin), at.depth);
        }
    };
    if (!index.isFlat())
        return run(std::false_type(), 0, index.size());
    const auto corner = projection.dataAt(QPointF(-margin, -margin));
    const auto other
        = projection.dataAt(QPointF(double(sheet.width) - margin, double(sheet.height) - margin));
    index.forRuns(corner.x(), other.x(), other.y(), corner.y(),
        [&](auto first, auto end) { run(std::true_type(), first, end); });
}

void splatFlat(const CloudSheet& sheet, const CloudShot& shot, CloudPart part, const SplatInk& ink)
{
    const auto* color = shot.ink->color.data();
    const auto* shape = shot.ink->shape.empty() ? nullptr : shot.ink->shape.data();
    forPoints(sheet, shot, part, ink, [&](std::size_t rank, int x, int y, float) {
        ink.stamps[shape ? shape[rank] : 0].paint(sheet, x, y, ink.colors[color[rank]]);
    });
}

/// A point of a cloud in three dimensions that is to be printed.
struct DeepDot {
    std::uint16_t x, y;
    std::uint8_t color, shape, layer;
};

void splatDeep(const CloudSheet& sheet, const CloudShot& shot, CloudPart part, const SplatInk& ink)
{
    const CloudDepths depths(shot);
    std::vector<DeepDot> dots;
    dots.reserve(shot.index->size());
    std::array<std::uint32_t, CloudDepths::kCount + 1> first{};
    const bool hasShapes = !shot.ink->shape.empty();
    forPoints(sheet, shot, part, ink, [&](std::size_t rank, int x, int y, float depth) {
        const auto layer = std::uint8_t(depths.layer(depth));
        const auto shape = hasShapes ? shot.ink->shape[rank] : std::uint8_t(0);
        dots.push_back({std::uint16_t(x), std::uint16_t(y), shot.ink->color[rank], shape, layer});
        ++first[layer + 1U];
    });
    for (std::size_t layer = 1; layer < first.size(); ++layer)
        first[layer] += first[layer - 1];
    std::vector<DeepDot> sorted(dots.size());
    auto next = first;
    for (const auto& dot : dots)
        sorted[next[dot.layer]++] = dot;

    for (int layer = 0; layer < CloudDepths::kCount; ++layer) {
        auto colors = ink.colors;
        for (auto& color : colors)
            color = depths.color(color, layer);
        for (auto i = first[std::size_t(layer)]; i < first[std::size_t(layer) + 1]; ++i)
            ink.stamps[sorted[i].shape].paint(sheet, sorted[i].x, sorted[i].y, colors[sorted[i].color]);
    }
}

} // namespace

CloudPartLook partLook(const CloudShot& shot, CloudPart part)
{
    CloudPartLook look{{}, shot.diameter, shot.opacity};
    std::copy(shot.ink->colors.begin(), shot.ink->colors.end(), look.colors.begin());
    if (part == CloudPart::Faded) {
        for (auto& color : look.colors)
            color = blended(shot.ground, color, kFadedColor);
        look.opacity *= kFadedOpacity;
    } else if (part == CloudPart::Selected) {
        look.diameter *= kSelectedGrowth;
        look.opacity = 1;
    }
    return look;
}

CloudDepths::CloudDepths(const CloudShot& shot)
    : m_ground(shot.ground)
{
    const auto& index = *shot.index;
    double radius = 0; // of the ball inside of which the box around the cloud turns
    for (std::size_t axis = 0; axis < 3; ++axis)
        radius += std::pow((double(index.high[axis]) - index.low[axis]) / 2, 2);
    const CloudProjection projection(shot.camera, shot.space);
    radius = std::max(std::sqrt(radius) * projection.scale(), 1e-9);
    const auto middle = projection.place((index.low[0] + index.high[0]) / 2,
        (index.low[1] + index.high[1]) / 2, (index.low[2] + index.high[2]) / 2);
    m_factor = float((kCount - 1) / (2 * radius));
    m_offset = float(radius) - middle.depth;
}

int CloudDepths::layer(float depth) const
{
    return int(std::clamp((depth + m_offset) * m_factor, 0.0F, float(kCount - 1)));
}

std::uint32_t CloudDepths::color(std::uint32_t color, int layer) const
{
    return blended(m_ground, color,
        kFarthestColor + std::uint32_t(layer) * (256 - kFarthestColor) / std::uint32_t(kCount - 1));
}

void splatPoints(const CloudSheet& sheet, const CloudShot& shot, CloudPart part)
{
    const auto ink = splatInk(sheet, shot, part);
    if (shot.index->isFlat())
        splatFlat(sheet, shot, part, ink);
    else
        splatDeep(sheet, shot, part, ink);
}

} // namespace modalscope
