#include "core/figure/comparison_figure.h"

#include "core/base/text.h"
#include "core/eval/metrics.h"
#include "core/eval/seed_statistics.h"
#include "core/figure/box_statistics.h"
#include "core/figure/compared_runs.h"
#include "core/figure/figure_groups.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

/// Metrics with one unit, which share a panel.
struct MetricPanel {
    std::string label; ///< of the y axis
    std::vector<std::size_t> metrics;
};

std::vector<MetricPanel> metricPanels(std::span<const MetricAxis> axes)
{
    std::vector<MetricPanel> panels;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto label = axes[i].label();
        const auto place = std::find_if(
            panels.begin(), panels.end(), [&](const auto& panel) { return panel.label == label; });
        if (place == panels.end())
            panels.push_back({label, {i}});
        else
            place->metrics.push_back(i);
    }
    return panels;
}

std::vector<MetricAxis> axesOf(std::span<const std::string> paths)
{
    std::vector<MetricAxis> axes;
    for (const auto& path : paths)
        axes.push_back(metricAxis(path));
    return axes;
}

std::vector<double> valuesOfMetric(const DrawnGroup& drawn, std::size_t metric)
{
    std::vector<double> values;
    for (const auto& run : drawn.runs)
        if (std::isfinite(run.values[metric]))
            values.push_back(run.values[metric]);
    return values;
}

BarSeries meanBars(const DrawnGroup& drawn, const MetricPanel& panel, std::span<const MetricAxis> axes,
    std::span<const std::string> paths)
{
    BarSeries bars{.label = drawn.group->label, .values = {}, .color = drawn.color};
    bool isSameCount = true; // n is said of a whole series
    for (const auto metric : panel.metrics) {
        const auto over = seedStatistics(valuesOfMetric(drawn, metric));
        double low = over.low;
        double high = over.high;
        for (const auto& run : drawn.runs) {
            const auto only = metricAt(run.run->metrics, paths[metric]);
            if (over.n == 1 && only && only->low && only->high) {
                low = *only->low * axes[metric].factor;
                high = *only->high * axes[metric].factor;
            }
        }
        bars.values.push_back(over.mean);
        bars.low.push_back(low);
        bars.high.push_back(high);
        isSameCount = isSameCount && (bars.n == 0 || over.n == 0 || over.n == bars.n);
        bars.n = std::max(bars.n, over.n);
    }
    if (!isSameCount)
        bars.n = 0;
    return bars;
}

BoxSeries runBoxes(const DrawnGroup& drawn, const MetricPanel& panel)
{
    BoxSeries boxes{drawn.group->label, {}, drawn.color};
    for (const auto metric : panel.metrics)
        boxes.values.push_back(valuesOfMetric(drawn, metric));
    return boxes;
}

/// Group `place` of `count` in a strip of its own; a run stands at the same place over every metric.
PointSeries runStrip(const DrawnGroup& drawn, const MetricPanel& panel, std::size_t place, std::size_t count)
{
    // Names alone leave a quarter of a category free at the ends of the axis: all strips stay within that.
    constexpr double kNarrow = 0.55;
    const auto slot = categorySlot(place, count);
    PointSeries points{.label = drawn.group->label, .x = {}, .y = {}, .color = drawn.color};
    for (std::size_t c = 0; c < panel.metrics.size(); ++c)
        for (std::size_t r = 0; r < drawn.runs.size(); ++r) {
            const auto& run = drawn.runs[r];
            const double value = run.values[panel.metrics[c]];
            if (!std::isfinite(value))
                continue;
            const double offset = slot.offset + stripPlace(r) * kStripShare * slot.width;
            points.x.push_back(double(c) + kNarrow * offset);
            points.y.push_back(value);
            points.names.push_back(runLabel(drawn, *run.run));
            points.keys.push_back(run.run->id());
        }
    return points;
}

std::string comparisonSpread(ComparisonKind kind, const std::string& thing)
{
    switch (kind) {
    case ComparisonKind::Bar:
        return "mean with 95 % t interval over " + thing + "s (one " + thing + ": bootstrap over samples)";
    case ComparisonKind::Box:
        return "median and quartiles over " + thing
            + "s, whiskers to the last value within 1.5 interquartile ranges";
    case ComparisonKind::Strip:
        break;
    }
    return "one point per run";
}

/// Words that all axes have in common; empty where they differ.
std::string commonWord(std::span<const MetricAxis> axes, std::string MetricAxis::*word)
{
    const bool isCommon = std::all_of(
        axes.begin(), axes.end(), [&](const auto& axis) { return axis.*word == axes.front().*word; });
    return axes.empty() || !isCommon ? std::string() : axes.front().*word;
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = char(text.front() - 'a' + 'A');
    return text;
}

std::string comparisonTitle(std::span<const MetricAxis> axes, std::span<const DrawnGroup> drawn)
{
    auto quantity = commonWord(axes, &MetricAxis::quantity);
    if (quantity.empty())
        quantity = "metrics";
    const auto split = commonWord(axes, &MetricAxis::split);
    return capitalised(quantity) + (split.empty() ? "" : " on " + split) + ": " + datasetsOf(drawn);
}

/// Metrics that some of the runs lack: "probe of pix240: MLA 2 of 3".
std::string lackingMetrics(std::span<const MetricAxis> axes, std::span<const DrawnGroup> drawn)
{
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        std::vector<std::string> lacking;
        for (const auto& one : drawn) {
            const auto n = valuesOfMetric(one, i).size();
            if (n < one.runs.size())
                lacking.push_back(
                    one.group->label + " " + std::to_string(n) + " of " + std::to_string(one.runs.size()));
        }
        if (!lacking.empty())
            texts.push_back(axes[i].quantity + ", " + axes[i].place + ": " + joinText(lacking, ", "));
    }
    return joinText(texts, "; ");
}

std::string nothingToCompare(std::span<const ComparedGroup> groups, std::span<const std::string> paths)
{
    if (groups.empty())
        return "No runs to compare.";
    if (paths.empty())
        return "No metric is chosen.";
    return "No finished run of these groups has "
        + joinText(std::vector<std::string>(paths.begin(), paths.end()), " or ") + ".";
}

} // namespace

std::span<const Choice<ComparisonKind>> choices(ComparisonKind)
{
    static constexpr std::array<Choice<ComparisonKind>, 3> all{{
        {ComparisonKind::Bar, "bar", "bars of means"},
        {ComparisonKind::Box, "box", "boxes"},
        {ComparisonKind::Strip, "strip", "single runs"},
    }};
    return all;
}

Figure comparisonFigure(std::span<const ComparedGroup> groups, const ComparisonOptions& options)
{
    Figure figure;
    figure.name = std::string("comparison-") + toText(options.kind);
    GroupColors colors(options.colors);
    const auto axes = axesOf(options.metrics);
    const auto drawn = options.metrics.empty()
        ? std::vector<DrawnGroup>()
        : drawnGroups(groups, axes, options.metrics, RunsWith::AnyMetric, colors);
    figure.provenance = comparedProvenance(drawn, options.command);
    if (drawn.empty()) {
        figure.note = nothingToCompare(groups, options.metrics);
        return figure;
    }
    const auto split = commonWord(axes, &MetricAxis::split);
    for (const auto& metrics : metricPanels(axes)) {
        Panel panel;
        panel.y.label = metrics.label;
        panel.x.label = split.empty() ? "where it was measured" : split + " split";
        for (const auto metric : metrics.metrics)
            panel.x.categories.push_back(
                axes[metric].place + (split.empty() ? ", " + axes[metric].split : ""));
        for (std::size_t g = 0; g < drawn.size(); ++g)
            if (options.kind == ComparisonKind::Bar)
                panel.bars.push_back(meanBars(drawn[g], metrics, axes, options.metrics));
            else if (options.kind == ComparisonKind::Box)
                panel.boxes.push_back(runBoxes(drawn[g], metrics));
            else
                panel.points.push_back(runStrip(drawn[g], metrics, g, drawn.size()));
        figure.panels.push_back(std::move(panel));
    }
    figure.columns = figureColumns(figure.panels.size());
    figure.title = comparisonTitle(axes, drawn);
    const auto lacking = lackingMetrics(axes, drawn);
    figure.note = comparedNote(groups, drawn,
        comparisonSpread(options.kind, countedThing(drawn)) + (lacking.empty() ? "" : "; ") + lacking);
    return figure;
}

Figure metricScatterFigure(std::span<const ComparedGroup> groups, const std::string& xMetric,
    const std::string& yMetric, const ComparisonOptions& options)
{
    Figure figure;
    figure.name = "metric-scatter";
    GroupColors colors(options.colors);
    const std::vector<std::string> paths{xMetric, yMetric};
    const auto axes = axesOf(paths);
    const auto drawn = drawnGroups(groups, axes, paths, RunsWith::AllMetrics, colors);
    figure.provenance = comparedProvenance(drawn, options.command);
    if (drawn.empty()) {
        figure.note = groups.empty()
            ? "No runs to compare."
            : "No finished run of these groups has both " + xMetric + " and " + yMetric + ".";
        return figure;
    }
    Panel panel;
    panel.x.label = axes[0].fullLabel();
    panel.y.label = axes[1].fullLabel();
    for (const auto& one : drawn) {
        PointSeries points{.label = one.group->label, .x = {}, .y = {}, .color = one.color};
        for (const auto& run : one.runs) {
            points.x.push_back(run.values[0]);
            points.y.push_back(run.values[1]);
            points.names.push_back(runLabel(one, *run.run));
            points.keys.push_back(run.run->id());
        }
        panel.points.push_back(std::move(points));
    }
    figure.panels.push_back(std::move(panel));
    figure.title = capitalised(axes[1].name()) + " against " + axes[0].name() + ": " + datasetsOf(drawn);
    figure.note = comparedNote(groups, drawn, "one point per run");
    return figure;
}

} // namespace modalscope
