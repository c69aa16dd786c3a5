#include "core/figure/accuracy_panels.h"

#include "core/eval/metrics.h"
#include "core/figure/seed_lines.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

void shareRange(std::vector<Panel>& panels)
{
    double least = 100;
    double most = 0;
    const auto include = [&](double value) {
        if (std::isfinite(value)) {
            least = std::min(least, value);
            most = std::max(most, value);
        }
    };
    for (const auto& panel : panels) {
        for (const auto& line : panel.lines)
            for (const auto* values : {&line.y, &line.low, &line.high})
                std::for_each(values->begin(), values->end(), include);
        for (const auto& line : panel.references)
            include(line.y);
    }
    for (auto& panel : panels) {
        panel.y.hasRange = true;
        panel.y.low = std::max(0.0, 5 * std::floor(least / 5));
        panel.y.high = std::min(100.0, 5 * std::ceil(most / 5));
        if (panel.y.high <= panel.y.low)
            panel.y.low = panel.y.high - 5;
    }
}

} // namespace

AccuracyPanels::AccuracyPanels(
    std::span<const RunSeries> runs, ColorAssignment& colors, const LazinessFigureOptions& options)
    : m_colors(colors)
    , m_options(options)
{
    for (const auto& series : runs)
        m_byId.emplace(series.run->origin.id, series.run);
}

std::vector<Panel> AccuracyPanels::make(std::span<const FigureGroup> groups)
{
    const auto modalities = figureModalities(groups, m_options, /*withFused=*/true);
    std::vector<Panel> panels;
    if (m_options.lines == LinesPer::Modality)
        for (const auto& drawn : groups)
            panels.push_back(ofGroup(drawn, modalities));
    else
        for (const auto& modality : modalities)
            panels.push_back(ofModality(groups, modality));
    std::erase_if(panels, [](const Panel& panel) { return panel.lines.empty(); });
    shareRange(panels);
    return panels;
}

Panel AccuracyPanels::emptyPanel(std::string title) const
{
    Panel panel;
    panel.title = std::move(title);
    panel.x.label = "epoch";
    panel.y.label = m_options.part + " accuracy (%)";
    panel.epochs = true;
    return panel;
}

Panel AccuracyPanels::ofGroup(const FigureGroup& drawn, const std::vector<std::string>& modalities)
{
    auto panel = emptyPanel(labelWithSeeds(drawn));
    for (const auto& modality : modalities) {
        const int color = m_colors.color("modality/" + modality);
        addLines(panel, drawn, modality, modality, color);
        addReference(panel, *drawn.group, modality, modality + " alone", color);
    }
    return panel;
}

Panel AccuracyPanels::ofModality(std::span<const FigureGroup> groups, const std::string& modality)
{
    auto panel = emptyPanel(modality);
    for (const auto& drawn : groups) {
        addLines(panel, drawn, modality, labelWithSeeds(drawn), m_colors.color("method/" + drawn.group->id));
        addReference(panel, *drawn.group, modality, "alone", m_colors.color("method/alone"));
    }
    return panel;
}

void AccuracyPanels::addLines(
    Panel& panel, const FigureGroup& drawn, const std::string& who, const std::string& label, int color) const
{
    const SeedLineStyle style{.label = label, .color = color, .factor = 100, .band = m_options.band};
    for (auto& line : seedLines(drawn.runs, m_options.part + "/" + who + "/accuracy", style))
        panel.lines.push_back(std::move(line));
}

void AccuracyPanels::addReference(Panel& panel, const LazinessGroup& group, const std::string& modality,
    const std::string& label, int color)
{
    const auto* laziness = group.modality(modality);
    if (group.isAlone() || laziness == nullptr || laziness->alone.isEmpty())
        return;
    auto numbers = onPart(laziness->alone);
    const bool isSamePart = numbers.over.n == laziness->alone.over.n;
    if (!isSamePart)
        numbers = laziness->alone;
    ReferenceLine line;
    line.label = label + (isSamePart ? "" : " (test)");
    line.y = numbers.over.mean * 100;
    const bool hasBand = numbers.over.n >= kLeastSeedsForBand;
    line.low = hasBand ? numbers.over.low * 100 : line.y;
    line.high = hasBand ? numbers.over.high * 100 : line.y;
    line.color = color;
    line.n = numbers.over.n;
    for (auto& run : numbers.runs())
        m_referenceRuns.push_back(std::move(run));
    const bool known = std::any_of(panel.references.begin(), panel.references.end(), [&](const auto& other) {
        return other.color == line.color && other.y == line.y && other.low == line.low;
    });
    if (!known)
        panel.references.push_back(std::move(line));
}

/// The runs behind a number on test, on the split that is drawn.
SeedNumbers AccuracyPanels::onPart(const SeedNumbers& onTest) const
{
    std::vector<SeedValue> values;
    for (const auto& value : onTest.values) {
        const auto run = m_byId.find(value.runs.front());
        if (run == m_byId.end())
            continue;
        if (const auto estimate = metricAt(run->second->metrics, m_options.part + "/fused/accuracy"))
            values.push_back({value.seed, value.runs, estimate->value});
    }
    return seedNumbers(std::move(values));
}

} // namespace modalscope
