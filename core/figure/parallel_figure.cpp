#include "core/analysis/config_diff.h"
#include "core/base/text.h"
#include "core/figure/compared_runs.h"
#include "core/figure/comparison_figure.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

namespace modalscope {
namespace {

constexpr double kLogarithmicFrom = 100; // highest value over lowest

/// One column over all drawn runs.
struct ScaledColumn {
    std::string category; ///< name and ends
    std::string note; ///< values from bottom to top where they are no numbers
    std::vector<double> places; ///< 0 .. 1; NaN = the run has no value
};

std::vector<ConfigRow> optionsOf(std::span<const StoredRun* const> runs)
{
    static const History kNoHistory;
    std::vector<RunSeries> series;
    for (const auto* run : runs)
        series.push_back({run, &kNoHistory});
    return configTable(series);
}

/// "train.learning_rate" → "learning rate", "method.kind" → "method"
std::string optionName(std::string path)
{
    constexpr std::string_view kKind = ".kind";
    const bool isKind = path.ends_with(kKind);
    if (isKind)
        path.resize(path.size() - kKind.size());
    if (isKind && path.starts_with("encoders."))
        path += " encoder";
    for (const char* prefix : {"train.", "evaluate.", "method.", "encoders."})
        if (path.starts_with(prefix))
            path = path.substr(std::string_view(prefix).size());
    std::replace(path.begin(), path.end(), '.', ' ');
    std::replace(path.begin(), path.end(), '_', ' ');
    return path;
}

/// `values` on 0 .. 1; their ends behind `name`, written by `text`.
template <class ToText>
ScaledColumn scaledNumbers(
    const std::string& name, const std::string& unit, const std::vector<double>& values, ToText text)
{
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (const double value : values)
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    ScaledColumn column{name, {}, {}};
    if (low > high)
        return column;
    const bool isLogarithmic = low > 0 && high / low >= kLogarithmicFrom;
    const auto scaled = [&](double value) { return isLogarithmic ? std::log(value) : value; };
    for (const double value : values)
        column.places.push_back(!std::isfinite(value) ? kNoValue
                : low == high                         ? 0.5
                              : (scaled(value) - scaled(low)) / (scaled(high) - scaled(low)));
    column.category += (isLogarithmic ? " (log)\n" : "\n") + text(low) + (low == high ? "" : "–" + text(high))
        + (unit.empty() ? "" : " " + unit);
    return column;
}

ScaledColumn scaledTexts(const std::string& name, const std::vector<std::string>& values)
{
    std::set<std::string> different(values.begin(), values.end());
    different.erase("");
    ScaledColumn column{name, {}, {}};
    for (const auto& value : values) {
        const auto place = std::distance(different.begin(), different.find(value));
        column.places.push_back(value.empty() ? kNoValue
                : different.size() == 1       ? 0.5
                                              : double(place) / double(different.size() - 1));
    }
    column.category
        += "\n" + std::to_string(different.size()) + (different.size() == 1 ? " value" : " values");
    column.note = name + " from bottom to top: "
        + joinText(std::vector<std::string>(different.begin(), different.end()), ", ");
    return column;
}

ScaledColumn scaledOption(const ConfigRow& row)
{
    std::vector<double> numbers;
    bool areNumbers = false;
    for (const auto& value : row.values) {
        numbers.push_back(value.empty() ? kNoValue : numberFromText(value));
        if (!value.empty() && !std::isfinite(numbers.back()))
            return scaledTexts(optionName(row.path), row.values);
        areNumbers = areNumbers || !value.empty();
    }
    return areNumbers ? scaledNumbers(optionName(row.path), {}, numbers, numberText)
                      : ScaledColumn{optionName(row.path), {}, {}};
}

ScaledColumn scaledMetric(const MetricAxis& axis, const std::vector<double>& values)
{
    return scaledNumbers(
        axis.name(), axis.unit, values, [&](double value) { return fixedText(value, axis.decimals); });
}

/// The columns that have values, with notes on the others.
struct ScaledColumns {
    std::vector<ScaledColumn> columns;
    std::vector<std::string> notes;
};

ScaledColumns scaledColumns(std::span<const ParallelColumn> columns, std::span<const DrawnGroup> drawn,
    std::span<const MetricAxis> axes)
{
    std::vector<const StoredRun*> runs;
    std::vector<const ComparedRun*> compared;
    for (const auto& one : drawn)
        for (const auto& run : one.runs) {
            runs.push_back(run.run);
            compared.push_back(&run);
        }
    const auto options = optionsOf(runs);
    ScaledColumns out;
    std::vector<std::string> without;
    std::size_t metric = 0;
    for (const auto& column : columns) {
        ScaledColumn scaled{column.path, {}, {}};
        if (column.isMetric) {
            std::vector<double> values;
            for (const auto* run : compared)
                values.push_back(run->values[metric]);
            scaled = scaledMetric(axes[metric++], values);
        } else if (const auto row = std::find_if(options.begin(), options.end(),
                       [&](const auto& option) { return option.path == column.path; });
                   row != options.end()) {
            scaled = scaledOption(*row);
        }
        if (scaled.places.empty()) {
            without.push_back(column.path);
            continue;
        }
        if (!scaled.note.empty())
            out.notes.push_back(scaled.note);
        out.columns.push_back(std::move(scaled));
    }
    if (!without.empty())
        out.notes.push_back("no run has " + joinText(without, ", "));
    return out;
}

/// The lines of one group, and points that open its runs; `first` is its first run among all.
void addParallelRuns(Panel& panel, const DrawnGroup& drawn, const ScaledColumns& scaled, std::size_t first)
{
    PointSeries points{.label = drawn.group->label, .x = {}, .y = {}, .color = drawn.color};
    for (std::size_t r = 0; r < drawn.runs.size(); ++r) {
        LineSeries line{
            .label = r == 0 ? drawn.group->label : std::string(), .x = {}, .y = {}, .color = drawn.color};
        line.n = 1;
        for (std::size_t c = 0; c < scaled.columns.size(); ++c) {
            const double place = scaled.columns[c].places[first + r];
            line.x.push_back(double(c));
            line.y.push_back(place);
            if (!std::isfinite(place))
                continue;
            points.x.push_back(double(c));
            points.y.push_back(place);
            points.names.push_back(runLabel(drawn, *drawn.runs[r].run));
            points.keys.push_back(drawn.runs[r].run->id());
        }
        panel.lines.push_back(std::move(line));
    }
    panel.points.push_back(std::move(points));
}

} // namespace

std::vector<ParallelColumn> parallelColumns(
    std::span<const ComparedGroup> groups, std::span<const std::string> metrics)
{
    std::vector<const StoredRun*> runs;
    for (const auto& group : groups)
        runs.insert(runs.end(), group.runs.begin(), group.runs.end());
    std::vector<ParallelColumn> columns;
    for (const auto& row : optionsOf(runs)) {
        std::set<std::string> values(row.values.begin(), row.values.end());
        values.erase(""); // an option of some methods alone sets no two runs apart by itself
        if (values.size() > 1 && row.path != "seed" && row.path != "name")
            columns.push_back({row.path, false});
    }
    for (const auto& metric : metrics)
        columns.push_back({metric, true});
    return columns;
}

Figure parallelFigure(std::span<const ComparedGroup> groups, std::span<const ParallelColumn> columns,
    const ComparisonOptions& options)
{
    Figure figure;
    figure.name = "parallel-coordinates";
    std::vector<std::string> paths;
    std::vector<MetricAxis> axes;
    for (const auto& column : columns)
        if (column.isMetric) {
            paths.push_back(column.path);
            axes.push_back(metricAxis(column.path));
        }
    GroupColors colors(options.colors);
    const auto drawn = columns.empty() ? std::vector<DrawnGroup>()
                                       : drawnGroups(groups, axes, paths, RunsWith::AnyMetric, colors);
    figure.provenance = comparedProvenance(drawn, options.command);
    const auto scaled = scaledColumns(columns, drawn, axes);
    if (scaled.columns.empty()) {
        figure.note = groups.empty() ? "No runs to compare."
            : columns.empty()        ? "These runs differ in no option, and no metric is chosen."
                                     : "No run has a value in these columns.";
        return figure;
    }
    Panel panel;
    panel.x.label = "option or metric";
    panel.y.label = "share of the column's range";
    panel.y.hasRange = true;
    panel.y.low = -0.03;
    panel.y.high = 1.03;
    for (const auto& column : scaled.columns)
        panel.x.categories.push_back(column.category);
    std::size_t first = 0;
    for (const auto& one : drawn) {
        addParallelRuns(panel, one, scaled, first);
        first += one.runs.size();
    }
    const bool hasGaps = std::any_of(panel.lines.begin(), panel.lines.end(), [](const auto& line) {
        return std::any_of(line.y.begin(), line.y.end(), [](double y) { return std::isnan(y); });
    });
    figure.panels.push_back(std::move(panel));
    figure.title = "Options and metrics: " + datasetsOf(drawn);
    std::vector<std::string> how{"one line per run"};
    how.insert(how.end(), scaled.notes.begin(), scaled.notes.end());
    if (hasGaps)
        how.emplace_back("a gap in a line: the run does not have this option or metric");
    figure.note = comparedNote(groups, drawn, joinText(how, "; "));
    return figure;
}

} // namespace modalscope
