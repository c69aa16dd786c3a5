#include "widgets/plot/figure_readout.h"

#include "widgets/base/text.h"
#include "widgets/plot/panel_plot.h"
#include "widgets/plot/plain_number.h"

#include <cmath>
#include <limits>

namespace modalscope {
namespace {

/// "accuracy 93.2 %" from an axis called "accuracy (%)".
QString valueText(const Axis& axis, double value)
{
    const auto label = toQt(axis.label);
    const auto open = label.lastIndexOf(QLatin1Char('('));
    if (open < 0 || !label.endsWith(QLatin1Char(')')))
        return label.isEmpty() ? plainNumber(value) : label + QLatin1Char(' ') + plainNumber(value);
    const auto unit = label.mid(open + 1, label.size() - open - 2);
    return QStringLiteral("%1 %2 %3").arg(label.left(open).trimmed(), plainNumber(value), unit);
}

QString spreadText(const std::vector<double>& low, const std::vector<double>& high, int point, int n)
{
    QString text;
    const auto i = std::size_t(point);
    if (i < low.size() && i < high.size() && std::isfinite(low[i]))
        text = plainRange(low[i], high[i]);
    if (n > 0)
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + QStringLiteral("n = %1").arg(n);
    return text.isEmpty() ? text : QLatin1Char('\n') + text;
}

/// The point of a line whose x is nearest the pointer and that is drawn; its distance decides between lines.
void tryLine(
    const PanelPlot& plot, int series, const QPointF& position, double& reach, std::optional<FigureHit>& best)
{
    const auto& line = plot.panel().lines[std::size_t(series)];
    double nearest = std::numeric_limits<double>::max();
    int point = -1;
    for (std::size_t i = 0; i < std::min(line.x.size(), line.y.size()); ++i) {
        const double away = std::abs(plot.x()->coordToPixel(line.x[i]) - position.x());
        if (std::isfinite(line.y[i]) && away < nearest) {
            nearest = away;
            point = int(i);
        }
    }
    if (point < 0)
        return;
    const QPointF at(plot.x()->coordToPixel(line.x[std::size_t(point)]),
        plot.y()->coordToPixel(line.y[std::size_t(point)]));
    const double distance = std::max(std::abs(at.y() - position.y()), nearest * 0.5);
    if (distance >= reach)
        return;
    reach = distance;
    best = FigureHit{FigureHit::Kind::Line, series, point, at};
}

std::optional<FigureHit> barAt(const PanelPlot& plot, const QPointF& position)
{
    const auto& bars = plot.panel().bars;
    if (bars.empty())
        return std::nullopt;
    const double x = plot.x()->pixelToCoord(position.x());
    const int category = int(std::lround(x));
    const auto count = double(bars.size());
    const double slot = 0.8 / count; // bar and gap, see PanelPlot::updateBars
    const int series = int(std::floor((x - category + 0.4) / slot));
    if (series < 0 || series >= int(count))
        return std::nullopt;
    const auto& values = bars[std::size_t(series)].values;
    if (category < 0 || category >= int(values.size()) || !std::isfinite(values[std::size_t(category)]))
        return std::nullopt;
    const double middle = category - 0.4 + (series + 0.5) * slot;
    const QPointF at(plot.x()->coordToPixel(middle), plot.y()->coordToPixel(values[std::size_t(category)]));
    return FigureHit{FigureHit::Kind::Bar, series, category, at};
}

std::optional<FigureHit> cellAt(const PanelPlot& plot, const QPointF& position)
{
    const int column = int(std::lround(plot.x()->pixelToCoord(position.x())));
    const int row = int(std::lround(plot.y()->pixelToCoord(position.y())));
    if (column < 0 || column >= int(plot.panel().x.categories.size()) || row < 0
        || row >= int(plot.panel().y.categories.size()))
        return std::nullopt;
    const QPointF at(plot.x()->coordToPixel(column), plot.y()->coordToPixel(row));
    return FigureHit{FigureHit::Kind::Cell, row, column, at};
}

QString cellText(const Panel& panel, std::size_t row, std::size_t column)
{
    const auto& map = *panel.heatMap;
    const auto index = row * panel.x.categories.size() + column;
    const auto named = [](const std::string& what, const std::string& name) {
        return what.empty() ? toQt(name) : QStringLiteral("%1: %2").arg(toQt(what), toQt(name));
    };
    Axis scale;
    scale.label = map.label;
    QStringList lines{
        named(panel.y.label, panel.y.categories[row]), named(panel.x.label, panel.x.categories[column])};
    lines << (std::isfinite(map.values[index]) ? valueText(scale, map.values[index])
                                               : QStringLiteral("no value"));
    if (index < map.texts.size())
        lines << named(map.textLabel, map.texts[index]);
    return lines.join(QLatin1Char('\n'));
}

} // namespace

std::optional<FigureHit> hitAt(const PanelPlot& plot, const QPointF& position, double reach)
{
    if (plot.panel().heatMap)
        return cellAt(plot, position);
    if (auto bar = barAt(plot, position))
        return bar;
    std::optional<FigureHit> best;
    const double allowed = reach;
    for (int i = 0; i < int(plot.panel().lines.size()); ++i)
        if (!plot.panel().lines[std::size_t(i)].faint)
            tryLine(plot, i, position, reach, best);
    if (best && reach < allowed / 2)
        return best;
    for (int i = 0; i < int(plot.panel().references.size()); ++i) {
        const double y = plot.y()->coordToPixel(plot.panel().references[std::size_t(i)].y);
        if (std::abs(y - position.y()) >= reach)
            continue;
        reach = std::abs(y - position.y());
        best = FigureHit{FigureHit::Kind::Reference, i, 0, {position.x(), y}};
    }
    return best;
}

QString readout(const Panel& panel, const FigureHit& hit)
{
    const auto series = std::size_t(hit.series);
    const auto point = std::size_t(hit.point);
    if (hit.kind == FigureHit::Kind::Cell)
        return cellText(panel, series, point);
    if (hit.kind == FigureHit::Kind::Reference) {
        const auto& reference = panel.references[series];
        const bool hasBand = reference.low != reference.high;
        return toQt(reference.label) + QLatin1Char('\n') + valueText(panel.y, reference.y)
            + spreadText(hasBand ? std::vector{reference.low} : std::vector<double>(), {reference.high}, 0,
                reference.n);
    }
    if (hit.kind == FigureHit::Kind::Bar) {
        const auto& bars = panel.bars[series];
        const auto category = point < panel.x.categories.size() ? toQt(panel.x.categories[point]) : QString();
        return toQt(bars.label) + (category.isEmpty() ? QString() : QStringLiteral(" · ") + category)
            + QLatin1Char('\n') + valueText(panel.y, bars.values[point])
            + spreadText(bars.low, bars.high, hit.point, bars.n);
    }
    const auto& line = panel.lines[series];
    return (line.label.empty() ? toQt(panel.title) : toQt(line.label)) + QLatin1Char('\n')
        + valueText(panel.x, line.x[point]) + QStringLiteral(": ") + valueText(panel.y, line.y[point])
        + spreadText(line.low, line.high, hit.point, line.n);
}

} // namespace modalscope
