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
    std::size_t epochs = 0;
    for (const auto& column : columns)
        epochs = std::max(epochs, column.size());
    auto line = emptyLine(style, epochs);
    std::vector<double> low;
    std::vector<double> high;
    std::vector<double> values;
    bool anyInterval = false;
    for (std::size_t e = 0; e < epochs; ++e) {
        values.clear();
        for (const auto& column : columns)
            if (e < column.size())
                values.push_back(scaled(column[e], style));
        const auto statistics = seedStatistics(values);
        line.y.push_back(drawn(statistics.mean, style));
        low.push_back(drawn(statistics.low, style));
        high.push_back(drawn(statistics.high, style));
        anyInterval = anyInterval || statistics.hasInterval();
    }
    if (anyInterval) {
        line.low = std::move(low);
        line.high = std::move(high);
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

} // namespace

std::vector<LineSeries> seedLines(
    std::span<const RunSeries> runs, const std::string& column, const SeedLineStyle& style)
{
    std::vector<HistoryColumn> columns;
    for (const auto& series : runs) {
        const auto values = series.history->column(column);
        if (std::any_of(values.begin(), values.end(),
                [&](double value) { return !std::isnan(scaled(value, style)); }))
            columns.push_back(values);
    }
    if (columns.empty())
        return {};
    std::vector<LineSeries> lines;
    auto mean = meanLine(columns, style);
    if (!style.band) {
        mean.low.clear();
        mean.high.clear();
        if (columns.size() > 1)
            lines = runLines(columns, style);
    }
    lines.push_back(std::move(mean));
    return lines;
}

} // namespace modalscope
