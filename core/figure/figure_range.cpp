#include "core/figure/figure_range.h"

#include "core/figure/paper_look.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace modalscope {
namespace {

/// The smallest range around finite values; positive ones only on a logarithmic axis.
class Extent {
public:
    explicit Extent(bool logarithmic)
        : m_logarithmic(logarithmic)
    { }

    void add(double value)
    {
        if (!std::isfinite(value) || (m_logarithmic && value <= 0))
            return;
        m_low = std::min(m_low, value);
        m_high = std::max(m_high, value);
    }
    void addAll(const std::vector<double>& values)
    {
        for (const double value : values)
            add(value);
    }
    bool isEmpty() const { return m_low > m_high; }
    double low() const { return m_low; }
    double high() const { return m_high; }

private:
    bool m_logarithmic;
    double m_low = HUGE_VAL, m_high = -HUGE_VAL;
};

/// With `share` of its length as air on both sides; a single value gets a range of its own.
AxisRange padded(const Extent& extent, const Axis& axis, double share)
{
    if (extent.isEmpty())
        return axis.logarithmic ? AxisRange{0.1, 10} : AxisRange{0, 1};
    if (axis.logarithmic) {
        const double factor = std::max(1.2, std::pow(extent.high() / extent.low(), share));
        return {extent.low() / factor, extent.high() * factor};
    }
    double air = share * (extent.high() - extent.low());
    if (air <= 0)
        air = std::max(std::abs(extent.high()) * 0.05, 0.5);
    const bool touchesZero = extent.low() >= 0 && extent.low() - air < 0;
    return {touchesZero ? 0 : extent.low() - air, extent.high() + air};
}

/// Names need less room beside them than bars and boxes.
AxisRange categoryRange(const Panel& panel)
{
    const bool isWide = !panel.bars.empty() || !panel.boxes.empty();
    const double beside = panel.heatMap ? 0.5 : isWide ? 0.6 : 0.25;
    return {-beside, double(panel.x.categories.size()) - 1 + beside};
}

AxisRange rangeOfX(const Panel& panel)
{
    if (panel.heatMap || !panel.x.categories.empty())
        return categoryRange(panel);
    if (panel.x.hasRange)
        return {panel.x.low, panel.x.high};
    Extent extent(panel.x.logarithmic);
    for (const auto& line : panel.lines)
        extent.addAll(line.x);
    for (const auto& points : panel.points)
        extent.addAll(points.x);
    for (const auto& marker : panel.markers)
        extent.add(marker.x);
    if (panel.epochs && extent.low() < extent.high())
        return {extent.low(), extent.high() + 0.01 * (extent.high() - extent.low())};
    const bool isMarked = !panel.points.empty()
        || std::any_of(panel.lines.begin(), panel.lines.end(),
            [](const LineSeries& line) { return line.x.size() <= kMarkedPoints; });
    auto range = padded(extent, panel.x, isMarked ? 0.04 : 0.02);
    if (range.low == 0 && extent.low() == 0 && isMarked && !panel.x.logarithmic)
        range.low = extent.high() - range.high; // no marker is cut in half
    return range;
}

AxisRange rangeOfY(const Panel& panel)
{
    if (panel.heatMap)
        return {-0.5, double(panel.y.categories.size()) - 0.5};
    if (panel.y.hasRange)
        return {panel.y.low, panel.y.high};
    Extent extent(panel.y.logarithmic);
    for (const auto& line : panel.lines) {
        extent.addAll(line.y);
        extent.addAll(line.low);
        extent.addAll(line.high);
    }
    for (const auto& reference : panel.references) {
        extent.add(reference.y);
        if (reference.low != reference.high) {
            extent.add(reference.low);
            extent.add(reference.high);
        }
    }
    for (const auto& bars : panel.bars) {
        extent.add(0);
        extent.addAll(bars.values);
        extent.addAll(bars.low);
        extent.addAll(bars.high);
    }
    for (const auto& points : panel.points)
        extent.addAll(points.y);
    for (const auto& boxes : panel.boxes)
        for (const auto& values : boxes.values)
            extent.addAll(values);
    return padded(extent, panel.y, 0.05);
}

AxisRange around(const AxisRange& a, const AxisRange& b)
{
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

bool invitesComparison(const Panel& a, const Panel& b)
{
    return a.y.label == b.y.label && a.y.logarithmic == b.y.logarithmic && a.bars.empty() == b.bars.empty()
        && !a.y.hasRange && !b.y.hasRange && !a.heatMap && !b.heatMap;
}

} // namespace

std::vector<PanelRange> figureRanges(const Figure& figure)
{
    std::vector<PanelRange> own;
    std::optional<AxisRange> epochs;
    for (const auto& panel : figure.panels) {
        own.push_back({rangeOfX(panel), rangeOfY(panel)});
        if (panel.epochs && !panel.lines.empty())
            epochs = epochs ? around(*epochs, own.back().x) : own.back().x;
    }
    auto ranges = own;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        for (std::size_t other = 0; other < ranges.size(); ++other)
            if (invitesComparison(figure.panels[i], figure.panels[other]))
                ranges[i].y = around(ranges[i].y, own[other].y);
        if (epochs && figure.panels[i].epochs)
            ranges[i].x = *epochs;
    }
    return ranges;
}

} // namespace modalscope
