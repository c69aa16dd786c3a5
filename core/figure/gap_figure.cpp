#include "core/figure/gap_figure.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/seed_lines.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modalscope {
namespace {

using ModalityPair = std::pair<std::string, std::string>;

std::string pairText(const ModalityPair& pair)
{
    return pair.first + " and " + pair.second;
}

/// Whether any group has more epochs than those that its runs kept.
bool hasEpochs(const GapReport& report)
{
    return std::ranges::any_of(report.measured, [](const auto& one) { return !one.isKept; });
}

/// Mean over seeds over the epochs that all runs of the group have, and what stands behind it.
std::vector<LineSeries> gapLines(
    const GapReport& report, std::size_t group, const ModalityPair& pair, int color)
{
    LineSeries mean{.label = report.groups[group].label, .x = {}, .y = {}, .color = color};
    std::map<std::uint64_t, LineSeries> seeds;
    int least = 0;
    for (const int epoch : report.epochsOf(group, /*all=*/false)) {
        const auto numbers = gapOverSeeds(report, group, pair, GapMeasure::Distance, epoch);
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

Panel overEpochsPanel(const GapReport& report, const ModalityPair& pair, GroupColors& colors)
{
    Panel panel;
    panel.title = pairText(pair);
    panel.x.label = "epoch";
    panel.y.label = "modality gap";
    panel.epochs = true;
    for (std::size_t group = 0; group < report.groups.size(); ++group)
        for (auto& line :
            gapLines(report, group, pair, colors.color(report.groups[group].id, report.groups[group].label)))
            panel.lines.push_back(std::move(line));
    return panel;
}

Panel barPanel(const GapReport& report, const ModalityPair& pair, GroupColors& colors)
{
    Panel panel;
    panel.title = pairText(pair);
    panel.x.label = "modalities";
    panel.x.categories = {pairText(pair)};
    panel.y.label = "modality gap";
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        const auto numbers = gapOverSeeds(report, group, pair, GapMeasure::Distance);
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

Panel againstAccuracyPanel(const GapReport& report, const ModalityPair& pair, GroupColors& colors)
{
    Panel panel;
    panel.title = pairText(pair) + ": gap and accuracy";
    panel.x.label = "modality gap at the kept epoch";
    panel.y.label = "accuracy on " + report.split + " (%)";
    const auto points = gapAgainstAccuracy(report, pair);
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

/// "image and text: r = −0.42 between gap and accuracy over 9 runs, 0.10 within the 3 groups"
std::string correlationText(const GapReport& report, const ModalityPair& pair)
{
    const auto said = gapCorrelation(gapAgainstAccuracy(report, pair));
    if (!std::isfinite(said.overRuns))
        return {};
    auto text = pairText(pair) + ": r = " + fixedText(said.overRuns, 2) + " between gap and accuracy over "
        + std::to_string(said.runs) + " runs";
    if (said.groups > 1 && std::isfinite(said.withinGroups))
        text += ", " + fixedText(said.withinGroups, 2) + " within the " + std::to_string(said.groups)
            + " groups";
    return text;
}

std::vector<DrawnCount> measuredCounts(const GapReport& report)
{
    std::vector<DrawnCount> counts;
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        std::set<std::uint64_t> seeds;
        for (const auto& one : report.measured)
            if (one.group == group)
                seeds.insert(one.seed);
        if (!seeds.empty())
            counts.push_back({report.groups[group].label, int(seeds.size()), report.groups[group].expected});
    }
    return counts;
}

std::string leftOutText(const GapReport& report)
{
    if (report.leftOut.empty())
        return {};
    const auto more = report.leftOut.size() - 1;
    return "left out: " + report.leftOut.front()
        + (more > 0 ? ", and " + std::to_string(more) + " more" : std::string());
}

constexpr const char* kGapDefinition
    = "gap: distance of the means of features of length 1, 0 to 2 (Liang et al. 2022)";

Provenance gapProvenance(const GapReport& report, const std::string& command)
{
    std::vector<std::string> ids;
    for (const auto& one : report.measured)
        ids.push_back(one.run);
    return runProvenance(std::move(ids), command);
}

TableCell gapCell(const SeedNumbers& numbers, int expected)
{
    TableCell cell;
    cell.value = numbers.over.mean;
    cell.deviation = numbers.over.deviation;
    cell.decimals = 3;
    cell.n = numbers.over.n;
    cell.expected = expected;
    cell.runs = numbers.runs();
    return cell;
}

std::vector<std::string> gapColumns()
{
    std::vector<std::string> columns{"", "modalities"};
    for (const auto& choice : choices(GapMeasure{}))
        columns.emplace_back(choice.label);
    return columns;
}

} // namespace

Figure gapFigure(const GapReport& report, const GapFigureOptions& options)
{
    Figure figure;
    figure.name = "modality-gap";
    figure.title = "Modality gap on " + report.split;
    figure.provenance = gapProvenance(report, options.command);
    const auto pairs = report.pairs();
    if (pairs.empty()) {
        figure.note = noteText(std::vector<std::string>{"No run has a gap to draw", leftOutText(report)});
        return figure;
    }
    GroupColors colors(options.colors);
    const bool isOverEpochs = hasEpochs(report);
    std::vector<std::string> parts{countsText(measuredCounts(report)),
        isOverEpochs ? "mean and 95 % t interval over seeds"
                     : "mean and 95 % t interval over seeds at the kept epoch",
        kGapDefinition};
    for (const auto& pair : pairs) {
        figure.panels.push_back(
            isOverEpochs ? overEpochsPanel(report, pair, colors) : barPanel(report, pair, colors));
        if (auto panel = againstAccuracyPanel(report, pair, colors); !panel.points.empty())
            figure.panels.push_back(std::move(panel));
        parts.push_back(correlationText(report, pair));
    }
    parts.push_back(report.conditions);
    parts.push_back(leftOutText(report));
    figure.note = noteText(parts);
    figure.columns = std::min<int>(2, int(figure.panels.size()));
    return figure;
}

Table gapTable(const GapReport& report, const std::string& command)
{
    Table table;
    table.name = "modality-gap";
    table.title = "Modality gap on " + report.split;
    table.columns = gapColumns();
    table.provenance = gapProvenance(report, command);
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        std::vector<int> epochs{0};
        if (hasEpochs(report))
            for (const int epoch : report.epochsOf(group))
                epochs.push_back(epoch);
        bool isFirst = true;
        for (const auto& pair : report.pairs())
            for (const int epoch : epochs) {
                if (gapOverSeeds(report, group, pair, GapMeasure::Distance, epoch).isEmpty())
                    continue;
                TableRow row;
                row.label
                    = report.groups[group].label + (epoch > 0 ? ", epoch " + std::to_string(epoch) : "");
                row.ruleAbove = isFirst && !table.rows.empty();
                isFirst = false;
                TableCell names;
                names.text = pairText(pair);
                row.cells.push_back(std::move(names));
                for (const auto& choice : choices(GapMeasure{}))
                    row.cells.push_back(gapCell(gapOverSeeds(report, group, pair, choice.value, epoch),
                        epoch == 0 ? report.groups[group].expected : 0));
                table.rows.push_back(std::move(row));
            }
    }
    std::vector<std::string> parts{countsText(measuredCounts(report)), "± standard deviation over seeds",
        "rows without an epoch are of the kept one", kGapDefinition};
    for (const auto& pair : report.pairs())
        parts.push_back(correlationText(report, pair));
    parts.push_back(report.conditions);
    table.note = noteText(parts);
    return table;
}

Table gapTable(const FeatureSet& set, std::span<const PairGap> pairs, const std::string& command)
{
    Table table;
    table.name = "modality-gap";
    table.title = "Modality gap, " + set.source;
    table.columns = gapColumns();
    table.provenance = runProvenance({}, command);
    std::int64_t dropped = 0, samples = 0;
    for (const auto& pair : pairs) {
        TableRow row;
        row.label = set.source;
        TableCell names;
        names.text = pairText({pair.x, pair.y});
        row.cells.push_back(std::move(names));
        for (const auto& choice : choices(GapMeasure{})) {
            TableCell cell;
            cell.value = valueOf(pair.gap, choice.value);
            cell.decimals = 3;
            row.cells.push_back(std::move(cell));
        }
        samples = std::max(samples, pair.gap.samples);
        dropped = std::max(dropped, pair.gap.dropped);
        table.rows.push_back(std::move(row));
    }
    table.note = noteText(std::vector<std::string>{"n = " + std::to_string(samples) + " samples",
        dropped > 0 ? std::to_string(dropped) + " left out: a feature is not finite, or all are zero" : "",
        kGapDefinition});
    return table;
}

} // namespace modalscope
