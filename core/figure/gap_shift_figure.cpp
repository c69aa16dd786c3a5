#include "core/figure/gap_shift_figure.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/seed_lines.h"

#include <cmath>

namespace modalscope {
namespace {

/// What one panel shows.
struct ShiftPanel {
    std::string title, axis;
    ShiftMeasure measure;
    std::string head;
    double factor = 1;
};

std::vector<ShiftPanel> shiftPanels(const GapShiftReport& report)
{
    const auto accuracy = "accuracy on " + report.split + " (%)";
    return {{"fusion: accuracy", "fused " + accuracy, // a scale of its own
                ShiftMeasure::Accuracy, {}, 100},
        {"fusion: loss", "cross-entropy on " + report.split, ShiftMeasure::Loss, {}},
        {report.x + ": accuracy", accuracy, ShiftMeasure::Accuracy, report.x, 100},
        {report.y + ": accuracy", accuracy, ShiftMeasure::Accuracy, report.y, 100}};
}

LineSeries runLine(const ShiftedRun& one, const ShiftPanel& shown, int color)
{
    LineSeries line;
    line.color = color;
    line.faint = true;
    line.n = 1;
    for (const auto& score : one.shift.shifts) {
        line.x.push_back(score.along);
        line.y.push_back(shown.factor * valueOf(one.shift, score, shown.measure, shown.head));
    }
    return line;
}

/// The mean of a group, and where it has no band every seed behind it.
void addGroupLines(const GapShiftReport& report, std::size_t group, const ShiftPanel& shown, int color,
    std::vector<LineSeries>& lines)
{
    LineSeries mean;
    mean.label = report.groups[group].label;
    mean.color = color;
    for (std::size_t place = 0; place < report.shiftsOf(group); ++place) {
        const auto along = shiftedOverSeeds(report, group, place, ShiftMeasure::Along);
        const auto numbers = shiftedOverSeeds(report, group, place, shown.measure, shown.head);
        if (numbers.isEmpty())
            continue;
        mean.n = mean.x.empty() ? numbers.over.n : std::min(mean.n, numbers.over.n);
        mean.x.push_back(along.over.mean);
        mean.y.push_back(shown.factor * numbers.over.mean);
        mean.low.push_back(shown.factor * numbers.over.low);
        mean.high.push_back(shown.factor * numbers.over.high);
    }
    if (mean.x.empty())
        return;
    if (mean.n < kLeastSeedsForBand) {
        mean.low.clear();
        mean.high.clear();
        for (const auto& one : report.measured)
            if (one.group == group && mean.n > 1)
                lines.push_back(runLine(one, shown, color));
    }
    lines.push_back(std::move(mean));
}

PointSeries unmovedPoints(const GapShiftReport& report, std::size_t group, const ShiftPanel& shown, int color)
{
    PointSeries points;
    points.color = color;
    const int none = report.placeOfNone(group);
    for (const auto& one : report.measured) {
        if (one.group != group || none < 0)
            continue;
        const auto& score = one.shift.shifts[std::size_t(none)];
        const double value = valueOf(one.shift, score, shown.measure, shown.head);
        if (!std::isfinite(value))
            continue;
        points.x.push_back(score.along);
        points.y.push_back(shown.factor * value);
        points.names.push_back(
            report.groups[group].label + ", seed " + std::to_string(one.seed) + ", as trained");
        points.keys.push_back(one.shift.run);
    }
    return points;
}

std::string shiftNote(const GapShiftReport& report, const std::string& spread)
{
    std::vector<DrawnCount> counts;
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        int n = 0;
        for (const auto& one : report.measured)
            n += one.group == group ? 1 : 0;
        if (n > 0)
            counts.push_back({report.groups[group].label, n, report.groups[group].expected});
    }
    std::vector<std::string> parts{countsText(counts), spread,
        "features of " + report.x + " and " + report.y + " moved along the gap of " + report.split
            + ", each sample keeping the length of its features; heads unchanged (Liang et al. 2022)",
        "gap after the shift along its direction before it: above 0 as trained, below 0 the modalities have "
        "passed each other"};
    parts.push_back(report.conditions);
    if (!report.leftOut.empty())
        parts.push_back("left out: " + report.leftOut.front()
            + (report.leftOut.size() > 1 ? ", and " + std::to_string(report.leftOut.size() - 1) + " more"
                                         : std::string()));
    return noteText(parts);
}

Provenance shiftProvenance(const GapShiftReport& report, const std::string& command)
{
    std::vector<std::string> ids;
    for (const auto& one : report.measured)
        ids.push_back(one.shift.run);
    return runProvenance(std::move(ids), command);
}

/// A number of the table.
struct ShiftColumn {
    std::string head;
    ShiftMeasure measure;
    std::string of; // a modality; empty = the fusion
    double factor = 1;
    int decimals = 3;
};

} // namespace

Figure gapShiftFigure(const GapShiftReport& report, const GapShiftFigureOptions& options)
{
    Figure figure;
    figure.name = "gap-shift";
    figure.provenance = shiftProvenance(report, options.command);
    if (report.measured.empty()) {
        figure.title = "Gap shift";
        figure.note = noteText(std::vector<std::string>{"No features have been moved",
            report.leftOut.empty() ? std::string() : "left out: " + report.leftOut.front()});
        return figure;
    }
    figure.title = "Gap between " + report.x + " and " + report.y + " moved, " + report.split;
    GroupColors colors(options.colors);
    for (const auto& shown : shiftPanels(report)) {
        Panel panel;
        panel.title = shown.title;
        panel.x.label = "gap after the shift";
        panel.y.label = shown.axis;
        bool isCrossed = false;
        for (std::size_t group = 0; group < report.groups.size(); ++group) {
            if (report.shiftsOf(group) == 0)
                continue;
            const int color = colors.color(report.groups[group].id, report.groups[group].label);
            addGroupLines(report, group, shown, color, panel.lines);
            for (const auto& line : panel.lines)
                for (const double gap : line.x)
                    isCrossed = isCrossed || gap < 0;
            if (auto points = unmovedPoints(report, group, shown, color); !points.x.empty())
                panel.points.push_back(std::move(points));
        }
        if (isCrossed)
            panel.markers.push_back({"closed", 0});
        if (!panel.lines.empty()) // film and gated have no heads of single modalities
            figure.panels.push_back(std::move(panel));
    }
    figure.note = shiftNote(report, "mean and 95 % t interval over seeds; dots: the runs as trained");
    figure.columns = 2;
    return figure;
}

Table gapShiftTable(const GapShiftReport& report, const std::string& command)
{
    Table table;
    table.name = "gap-shift";
    table.provenance = shiftProvenance(report, command);
    table.title = "Gap shift" + (report.split.empty() ? std::string() : " on " + report.split);
    table.note = report.measured.empty() ? "No features have been moved."
                                         : shiftNote(report, "± standard deviation over seeds");
    const std::vector<ShiftColumn> columns{{"shift (of the gap)", ShiftMeasure::OfGap, {}, 1, 2},
        {"gap after", ShiftMeasure::Distance, {}, 1, 3}, {"along", ShiftMeasure::Along, {}, 1, 3},
        {"fusion (%)", ShiftMeasure::Accuracy, {}, 100, 1}, {"loss", ShiftMeasure::Loss, {}, 1, 3},
        {report.x + " (%)", ShiftMeasure::Accuracy, report.x, 100, 1},
        {report.y + " (%)", ShiftMeasure::Accuracy, report.y, 100, 1}};
    table.columns.emplace_back();
    for (const auto& column : columns)
        table.columns.push_back(column.head);
    for (std::size_t group = 0; group < report.groups.size(); ++group)
        for (std::size_t place = 0; place < report.shiftsOf(group); ++place) {
            TableRow row;
            row.label = report.groups[group].label;
            row.ruleAbove = place == 0 && !table.rows.empty();
            for (const auto& column : columns) {
                const auto numbers = shiftedOverSeeds(report, group, place, column.measure, column.of);
                TableCell cell;
                cell.value = column.factor * numbers.over.mean;
                const bool isGiven = column.measure == ShiftMeasure::OfGap && numbers.over.deviation < 1e-9;
                cell.deviation = isGiven ? kNoValue : column.factor * numbers.over.deviation;
                cell.decimals = column.decimals;
                cell.n = numbers.over.n;
                cell.runs = numbers.runs();
                row.cells.push_back(std::move(cell));
            }
            table.rows.push_back(std::move(row));
        }
    return table;
}

} // namespace modalscope
