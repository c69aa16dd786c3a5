#include "core/figure/gap_figure.h"

#include "core/figure/figure_notes.h"
#include "core/figure/gap_words.h"
#include "core/figure/seed_lines.h"

#include <algorithm>

namespace modalscope {
namespace {

std::string leftOutText(const GapReport& report)
{
    if (report.leftOut.empty())
        return {};
    const auto more = report.leftOut.size() - 1;
    return "left out: " + report.leftOut.front()
        + (more > 0 ? ", and " + std::to_string(more) + " more" : std::string());
}

/// Mean over seeds over the epochs that all runs of the group have, and what stands behind it.
std::vector<LineSeries> gapLines(
    const GapReport& report, std::size_t group, const ModalityPair& pair, GapMeasure measure, int color)
{
    LineSeries mean{.label = report.groups[group].label, .x = {}, .y = {}, .color = color};
    std::map<std::uint64_t, LineSeries> seeds;
    int least = 0;
    for (const int epoch : report.epochsOf(group, /*all=*/false)) {
        const auto numbers = gapOverSeeds(report, group, pair, measure, epoch);
        if (numbers.isEmpty())
            continue;
        least = least == 0 ? numbers.over.n : std::min(least, numbers.over.n);
        mean.x.push_back(epoch);
        mean.y.push_back(numbers.over.mean);
        mean.low.push_back(numbers.over.low);
        mean.high.push_back(numbers.over.high);
        for (const auto& value : numbers.values) {
            auto& line = seeds[value.seed];
            line.x.push_back(epoch);
            line.y.push_back(value.value);
        }
    }
    mean.n = least;
    std::vector<LineSeries> lines;
    if (mean.x.empty())
        return lines;
    if (least < kLeastSeedsForBand) {
        mean.low.clear();
        mean.high.clear();
        for (auto& [seed, line] : seeds) {
            line.color = color;
            line.faint = true;
            line.n = 1;
            if (seeds.size() > 1)
                lines.push_back(std::move(line));
        }
    }
    lines.push_back(std::move(mean));
    return lines;
}

Panel overEpochsPanel(
    const GapReport& report, const ModalityPair& pair, GapMeasure measure, GroupColors& colors)
{
    Panel panel;
    panel.title = gapPairText(pair);
    panel.x.label = "epoch";
    panel.y.label = gapMeasureText(measure, pair);
    panel.epochs = true;
    for (std::size_t group = 0; group < report.groups.size(); ++group)
        for (auto& line : gapLines(report, group, pair, measure,
                 colors.color(report.groups[group].id, report.groups[group].label)))
            panel.lines.push_back(std::move(line));
    return panel;
}

Panel barPanel(const GapReport& report, const ModalityPair& pair, GapMeasure measure, GroupColors& colors)
{
    Panel panel;
    panel.title = gapPairText(pair);
    panel.x.label = "modalities";
    panel.x.categories = {gapPairText(pair)};
    panel.y.label = gapMeasureText(measure, pair);
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        const auto numbers = gapOverSeeds(report, group, pair, measure);
        if (numbers.isEmpty())
            continue;
        BarSeries bar{.label = report.groups[group].label,
            .values = {numbers.over.mean},
            .color = colors.color(report.groups[group].id, report.groups[group].label),
            .n = numbers.over.n};
        if (numbers.over.hasInterval()) {
            bar.low = {numbers.over.low};
            bar.high = {numbers.over.high};
        }
        panel.bars.push_back(std::move(bar));
    }
    return panel;
}

Panel againstAccuracyPanel(
    const GapReport& report, const ModalityPair& pair, GapMeasure measure, GroupColors& colors)
{
    Panel panel;
    panel.title = gapPairText(pair) + ": " + shortGapMeasureText(measure, pair) + " and accuracy";
    panel.x.label = gapMeasureText(measure, pair) + " at the kept epoch";
    panel.y.label = "accuracy on " + report.split + " (%)";
    const auto points = gapAgainstAccuracy(report, pair, measure);
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        PointSeries series{.label = report.groups[group].label,
            .x = {},
            .y = {},
            .color = colors.color(report.groups[group].id, report.groups[group].label)};
        for (const auto& point : points) {
            if (point.group != group)
                continue;
            series.x.push_back(point.distance);
            series.y.push_back(100 * point.accuracy);
            series.names.push_back(report.groups[group].label + ", seed " + std::to_string(point.seed));
            series.keys.push_back(point.run);
        }
        if (!series.x.empty())
            panel.points.push_back(std::move(series));
    }
    return panel;
}

} // namespace

Figure gapFigure(const GapReport& report, const GapFigureOptions& options)
{
    Figure figure;
    figure.name = "modality-gap";
    figure.title = "Modality gap on " + report.split;
    figure.provenance = gapProvenance(report, options.command);
    auto pairs = report.pairs();
    if (!options.pair.first.empty())
        std::erase_if(pairs, [&](const ModalityPair& pair) { return pair != options.pair; });
    if (pairs.empty()) {
        figure.note = noteText(std::vector<std::string>{"No run has a gap to draw", leftOutText(report)});
        return figure;
    }
    GroupColors colors(options.colors);
    const bool isOverEpochs = hasGapsOverEpochs(report);
    std::vector<std::string> parts{countsText(gapCounts(report)),
        isOverEpochs ? "mean and 95 % t interval over seeds"
                     : "mean and 95 % t interval over seeds at the kept epoch",
        gapDefinition(options.measure)};
    for (const auto& pair : pairs) {
        figure.panels.push_back(isOverEpochs ? overEpochsPanel(report, pair, options.measure, colors)
                                             : barPanel(report, pair, options.measure, colors));
        if (auto panel = againstAccuracyPanel(report, pair, options.measure, colors); !panel.points.empty())
            figure.panels.push_back(std::move(panel));
        parts.push_back(gapCorrelationText(report, pair, options.measure));
    }
    parts.push_back(report.conditions);
    parts.push_back(leftOutText(report));
    figure.note = noteText(parts);
    figure.columns = std::min<int>(2, int(figure.panels.size()));
    return figure;
}

} // namespace modalscope
