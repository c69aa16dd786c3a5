#include "core/figure/figure_legend.h"

#include "core/figure/paper_look.h"

#include <algorithm>

namespace modalscope {

bool isMarked(const Panel& panel, const LineSeries& line)
{
    const auto clear = std::count_if(
        panel.lines.begin(), panel.lines.end(), [](const LineSeries& each) { return !each.faint; });
    return !line.faint && line.x.size() <= kMarkedPoints && std::size_t(clear) <= kMarkedLines;
}

std::vector<LegendEntry> legendOf(const Figure& figure)
{
    std::vector<LegendEntry> entries;
    const auto add = [&](LegendEntry entry) {
        const bool isKnown = std::any_of(entries.begin(), entries.end(), [&](const LegendEntry& known) {
            return known.label == entry.label && known.color == entry.color && known.dashed == entry.dashed
                && known.low == entry.low && known.high == entry.high;
        });
        if (!entry.label.empty() && !isKnown)
            entries.push_back(std::move(entry));
    };
    using Kind = LegendEntry::Kind;
    for (const auto& panel : figure.panels)
        for (const auto& line : panel.lines)
            add({Kind::Line, line.label, line.color, line.dashed, !line.low.empty(), isMarked(panel, line)});
    for (const auto& panel : figure.panels)
        for (const auto& bars : panel.bars)
            add({Kind::Bar, bars.label, bars.color, false, false});
    for (const auto& panel : figure.panels)
        for (const auto& boxes : panel.boxes)
            add({Kind::Box, boxes.label, boxes.color, false, false});
    for (const auto& panel : figure.panels)
        for (const auto& points : panel.points)
            add({Kind::Point, points.label, points.color, false, false});
    for (const auto& panel : figure.panels)
        for (const auto& reference : panel.references)
            add({Kind::Reference, reference.label, reference.color, true, reference.low != reference.high});
    for (const auto& panel : figure.panels)
        if (panel.heatMap)
            add({.kind = Kind::Scale,
                .label = panel.heatMap->label,
                .low = panel.heatMap->low,
                .high = panel.heatMap->high});
    return entries;
}

} // namespace modalscope
