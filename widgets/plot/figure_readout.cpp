#include "widgets/plot/figure_readout.h"

#include "core/figure/box_statistics.h"
#include "widgets/base/text.h"
#include "widgets/plot/panel_plot.h"
#include "widgets/plot/plain_number.h"

#include <algorithm>
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

/// The same for a place on the x axis, which may be a category.
QString placeText(const Axis& axis, double value)
{
    const auto index = std::lround(value);
    if (!std::isfinite(value) || index < 0 || index >= long(axis.categories.size()))
        return valueText(axis, value);
    return toQt(axis.categories[std::size_t(index)]);
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

/// The series and the category at a position among `count` series beside each other, see categorySlot.
struct PlaceInCategory {
    int series = 0, category = 0;
    double middle = 0; ///< on the x axis
};

std::optional<PlaceInCategory> placeAt(const PanelPlot& plot, const QPointF& position, std::size_t count)
{
    const double x = plot.x()->pixelToCoord(position.x());
    const int category = int(std::lround(x));
    if (category < 0 || category >= int(plot.panel().x.categories.size()))
        return std::nullopt;
    for (std::size_t s = 0; s < count; ++s) {
        const double middle = category + categorySlot(s, count).offset;
        if (std::abs(x - middle) <= 0.4 / double(count)) // with the gap beside it
            return PlaceInCategory{int(s), category, middle};
    }
    return std::nullopt;
}

std::optional<FigureHit> barAt(const PanelPlot& plot, const QPointF& position)
{
    const auto& bars = plot.panel().bars;
    const auto place = placeAt(plot, position, bars.size());
    if (!place)
        return std::nullopt;
    const auto& values = bars[std::size_t(place->series)].values;
    if (place->category >= int(values.size()) || !std::isfinite(values[std::size_t(place->category)]))
        return std::nullopt;
    const QPointF at(
        plot.x()->coordToPixel(place->middle), plot.y()->coordToPixel(values[std::size_t(place->category)]));
    return FigureHit{FigureHit::Kind::Bar, place->series, place->category, at};
}

std::optional<FigureHit> boxAt(const PanelPlot& plot, const QPointF& position)
{
    const auto& boxes = plot.panel().boxes;
    const auto place = placeAt(plot, position, boxes.size());
    if (!place || place->category >= int(boxes[std::size_t(place->series)].values.size()))
        return std::nullopt;
    const auto box = boxStatistics(boxes[std::size_t(place->series)].values[std::size_t(place->category)]);
    if (box.n == 0)
        return std::nullopt;
    const QPointF at(plot.x()->coordToPixel(place->middle), plot.y()->coordToPixel(box.median));
    return FigureHit{FigureHit::Kind::Box, place->series, place->category, at};
}

/// The nearest single point; of some at the same place the one drawn last.
std::optional<FigureHit> pointAt(const PanelPlot& plot, const QPointF& position, double reach)
{
    std::optional<FigureHit> best;
    const auto& series = plot.panel().points;
    for (std::size_t s = 0; s < series.size(); ++s)
        for (std::size_t i = 0; i < std::min(series[s].x.size(), series[s].y.size()); ++i) {
            const QPointF at(plot.x()->coordToPixel(series[s].x[i]), plot.y()->coordToPixel(series[s].y[i]));
            const double away = std::hypot(at.x() - position.x(), at.y() - position.y());
            if (!(away <= reach))
                continue;
            reach = away;
            best = FigureHit{FigureHit::Kind::Point, int(s), int(i), at};
        }
    return best;
}

std::optional<FigureHit> markerAt(const PanelPlot& plot, const QPointF& position, double reach)
{
    std::optional<FigureHit> best;
    for (std::size_t i = 0; i < plot.panel().markers.size(); ++i) {
        const double x = plot.x()->coordToPixel(plot.panel().markers[i].x);
        if (!(std::abs(x - position.x()) < reach))
            continue;
        reach = std::abs(x - position.x());
        best = FigureHit{FigureHit::Kind::Marker, int(i), 0, {x, position.y()}};
    }
    return best;
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

QString pointText(const Panel& panel, const PointSeries& series, std::size_t point)
{
    QStringList lines;
    if (point < series.names.size() && !series.names[point].empty())
        lines << toQt(series.names[point]);
    if (!series.label.empty())
        lines << toQt(series.label);
    lines << placeText(panel.x, series.x[point]) + QStringLiteral(": ") + valueText(panel.y, series.y[point]);
    return lines.join(QLatin1Char('\n'));
}

QString boxText(const Panel& panel, const BoxSeries& series, std::size_t category)
{
    const auto box = boxStatistics(series.values[category]);
    QStringList head;
    if (!series.label.empty())
        head << toQt(series.label);
    if (category < panel.x.categories.size())
        head << toQt(panel.x.categories[category]);
    return QStringLiteral("%1\nmedian %2\nquartiles %3\nwhiskers %4, n = %5")
        .arg(head.join(QStringLiteral(" · ")), valueText(panel.y, box.median),
            plainRange(box.lowerQuartile, box.upperQuartile), plainRange(box.lowerWhisker, box.upperWhisker))
        .arg(box.n);
}

} // namespace

std::optional<FigureHit> hitAt(const PanelPlot& plot, const QPointF& position, double reach)
{
    if (plot.panel().heatMap)
        return cellAt(plot, position);
    constexpr double kShareOfPoints = 0.35; // of the reach: what is beside a point belongs to others
    if (auto point = pointAt(plot, position, kShareOfPoints * reach))
        return point;
    if (auto bar = barAt(plot, position))
        return bar;
    if (auto box = boxAt(plot, position))
        return box;
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
    if (!best)
        best = markerAt(plot, position, reach / 2);
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
    if (hit.kind == FigureHit::Kind::Point)
        return pointText(panel, panel.points[series], point);
    if (hit.kind == FigureHit::Kind::Box)
        return boxText(panel, panel.boxes[series], point);
    if (hit.kind == FigureHit::Kind::Marker)
        return toQt(panel.markers[series].label) + QLatin1Char('\n')
            + placeText(panel.x, panel.markers[series].x);
    const auto& line = panel.lines[series];
    return (line.label.empty() ? toQt(panel.title) : toQt(line.label)) + QLatin1Char('\n')
        + placeText(panel.x, line.x[point]) + QStringLiteral(": ") + valueText(panel.y, line.y[point])
        + spreadText(line.low, line.high, hit.point, line.n);
}

} // namespace modalscope
