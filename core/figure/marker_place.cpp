#include "core/figure/marker_place.h"

#include "core/base/text.h"
#include "core/figure/paper_look.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// A part of a panel, from its lower left corner, in shares of its width and height.
struct SharedBox {
    double left = 0, right = 0, bottom = 0, top = 0;

    bool holds(double x, double y) const { return x >= left && x <= right && y >= bottom && y <= top; }
    bool meets(const SharedBox& other) const
    {
        return left < other.right && other.left < right && bottom < other.top && other.bottom < top;
    }
};

double shareOf(double value, const AxisRange& range, bool isLogarithmic)
{
    if (isLogarithmic)
        return std::log(value / range.low) / std::log(range.high / range.low);
    return (value - range.low) / (range.high - range.low);
}

/// Places that something is drawn at, in shares of the panel.
std::vector<std::pair<double, double>> inkOf(const Panel& panel, const PanelRange& range)
{
    constexpr int kSteps = 24; // along a part of a line
    constexpr std::size_t kMost = 4000; // of a line or cloud
    std::vector<std::pair<double, double>> ink;
    const auto x = [&](double value) { return shareOf(value, range.x, panel.x.logarithmic); };
    const auto y = [&](double value) { return shareOf(value, range.y, panel.y.logarithmic); };
    for (const auto& line : panel.lines)
        for (std::size_t i = 1; i < std::min(line.x.size(), kMost); ++i)
            for (int step = 0; step <= kSteps; ++step) {
                const double part = double(step) / kSteps;
                ink.emplace_back(x(line.x[i - 1]) * (1 - part) + x(line.x[i]) * part,
                    y(line.y[i - 1]) * (1 - part) + y(line.y[i]) * part);
            }
    for (const auto& line : panel.references)
        for (int step = 0; step <= 4 * kSteps; ++step)
            ink.emplace_back(step / (4.0 * kSteps), y(line.y));
    for (const auto& points : panel.points)
        for (std::size_t i = 0; i < points.x.size(); i += 1 + points.x.size() / kMost)
            ink.emplace_back(x(points.x[i]), y(points.y[i]));
    return ink;
}

} // namespace

double roomBeside(const Panel& panel, const PanelRange& range, const VerticalLine& line)
{
    const double at = shareOf(line.x, range.x, panel.x.logarithmic);
    return std::clamp(std::max(at, 1 - at), 0.0, 1.0);
}

std::vector<MarkerPlace> markerPlaces(
    const Panel& panel, const PanelRange& range, const std::vector<LabelSize>& sizes)
{
    if (panel.markers.empty())
        return {};
    const auto ink = inkOf(panel, range);
    std::vector<MarkerPlace> places;
    std::vector<SharedBox> taken;
    for (std::size_t m = 0; m < panel.markers.size(); ++m) {
        const double at = shareOf(panel.markers[m].x, range.x, panel.x.logarithmic);
        const bool roomier = at < 0.5; // on the right
        const auto [width, height] = sizes[m];
        MarkerPlace best;
        SharedBox bestBox;
        double least = HUGE_VAL;
        const auto consider = [&](const MarkerPlace& place, double cost) {
            SharedBox box;
            box.left = place.isRight ? at : at - width;
            box.right = box.left + width;
            box.bottom = place.isBelow ? place.away : 1 - place.away - height;
            box.top = box.bottom + height;
            if (place.isRight != roomier && (box.left < 0 || box.right > 1))
                cost += 1e6;
            if (place.away > 0 && (box.bottom < 0 || box.top > 1))
                cost += 1e6;
            for (const auto& other : taken)
                cost += other.meets(box) ? 1e5 : 0;
            cost += double(std::count_if(ink.begin(), ink.end(),
                [&](const auto& spot) { return box.holds(spot.first, spot.second); }));
            if (cost >= least)
                return;
            least = cost;
            best = place;
            bestBox = box;
        };
        for (const bool isBelow : {false, true})
            for (const bool isRight : {roomier, !roomier})
                for (int row = 0; row < 3; ++row)
                    consider({isRight, isBelow, row * height},
                        0.5 * row + (isBelow ? 0.4 : 0) + (isRight == roomier ? 0 : 0.2));
        places.push_back(best);
        taken.push_back(bestBox);
    }
    return places;
}

std::vector<PlacedLabel> placedLabels(
    const Panel& panel, const PanelRange& range, double width, double height, double fontSize)
{
    const double character = 0.52 * fontSize / width;
    std::vector<LabelSize> sizes;
    std::vector<PlacedLabel> labels;
    for (const auto& marker : panel.markers) {
        const double room = roomBeside(panel, range, marker);
        labels.push_back({wrappedText(marker.label, std::size_t(room / character)), {}});
        const auto lines = splitText(labels.back().text, '\n');
        std::size_t longest = 0;
        for (const auto& line : lines)
            longest = std::max(longest, line.size());
        sizes.push_back({character * double(longest), 1.25 * fontSize * double(lines.size()) / height});
    }
    const auto places = markerPlaces(panel, range, sizes);
    for (std::size_t i = 0; i < places.size(); ++i)
        labels[i].place = places[i];
    return labels;
}

} // namespace modalscope
