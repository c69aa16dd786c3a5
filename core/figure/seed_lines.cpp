#include "core/figure/seed_lines.h"

#include "core/eval/seed_statistics.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace modalscope {
namespace {

using HistoryColumn = std::span<const double>;

double scaled(double value, const SeedLineStyle& style)
{
    if (!std::isfinite(value) || (style.logarithmic && value <= 0))
        return kNoValue;
    return style.logarithmic ? std::log(value * style.factor) : value * style.factor;
}

double drawn(double value, const SeedLineStyle& style)
{
    return style.logarithmic ? std::exp(value) : value;
}

LineSeries emptyLine(const SeedLineStyle& style, std::size_t epochs)
{
    LineSeries line;
    line.label = style.label;
    line.color = style.color;
    for (std::size_t e = 0; e < epochs; ++e)
        line.x.push_back(double(e + 1));
    return line;
}

LineSeries meanLine(const std::vector<HistoryColumn>& columns, const SeedLineStyle& style)
{
    std::size_t epochs = columns.front().size();
    for (const auto& column : columns)
        epochs = std::min(epochs, column.size());
    auto line = emptyLine(style, epochs);
    const bool hasBand = style.band && int(columns.size()) >= kLeastSeedsForBand;
    for (std::size_t e = 0; e < epochs; ++e) {
        std::vector<double> values;
        for (const auto& column : columns)
            values.push_back(scaled(column[e], style));
        const bool isGap
            = std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
        const auto statistics = isGap ? SeedStatistics() : seedStatistics(values);
        line.y.push_back(drawn(statistics.mean, style));
        if (!hasBand)
            continue;
        line.low.push_back(drawn(statistics.low, style));
        line.high.push_back(drawn(statistics.high, style));
    }
    line.n = int(columns.size());
    return line;
}

std::vector<LineSeries> runLines(const std::vector<HistoryColumn>& columns, const SeedLineStyle& style)
{
    std::vector<LineSeries> lines;
    for (const auto& values : columns) {
        auto line = emptyLine(style, values.size());
        for (const double value : values)
            line.y.push_back(drawn(scaled(value, style), style));
        line.label.clear();
        line.faint = true;
        line.n = 1;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<HistoryColumn> columnsWithValues(
    std::span<const RunSeries> runs, const std::string& column, const SeedLineStyle& style)
{
    std::vector<HistoryColumn> columns;
    for (const auto& series : runs) {
        const auto values = series.history->column(column);
        if (std::any_of(values.begin(), values.end(),
                [&](double value) { return !std::isnan(scaled(value, style)); }))
            columns.push_back(values);
    }
    return columns;
}

} // namespace

std::optional<LineSeries> seedMean(
    std::span<const RunSeries> runs, const std::string& column, const SeedLineStyle& style)
{
    const auto columns = columnsWithValues(runs, column, style);
    return columns.empty() ? std::nullopt : std::optional(meanLine(columns, style));
}

std::vector<LineSeries> seedLines(
    std::span<const RunSeries> runs, const std::string& column, const SeedLineStyle& style)
{
    const auto columns = columnsWithValues(runs, column, style);
    if (columns.empty())
        return {};
    std::vector<LineSeries> lines{meanLine(columns, style)};
    const auto& mean = lines.front();
    const bool goesFurther = std::any_of(columns.begin(), columns.end(),
        [&](const HistoryColumn& values) { return values.size() > mean.x.size(); });
    if (columns.size() > 1 && (mean.low.empty() || goesFurther)) {
        auto runsBehind = runLines(columns, style);
        lines.insert(lines.end(), std::make_move_iterator(runsBehind.begin()),
            std::make_move_iterator(runsBehind.end()));
    }
    return lines;
}

} // namespace modalscope
