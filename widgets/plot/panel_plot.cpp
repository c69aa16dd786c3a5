#include "widgets/plot/panel_plot.h"

#include "core/figure/box_statistics.h"
#include "core/figure/figure_legend.h"
#include "core/figure/paper_look.h"
#include "widgets/base/palette.h"
#include "widgets/base/text.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/box_marks.h"
#include "widgets/plot/category_labels.h"
#include "widgets/plot/hatched_bars.h"
#include "widgets/plot/heat_map_cells.h"
#include "widgets/plot/panel_axis.h"
#include "widgets/plot/point_cloud.h"
#include "widgets/plot/series_marker.h"
#include "widgets/plot/vertical_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Points with a place on the x axis.
QSharedPointer<QCPGraphDataContainer> points(const std::vector<double>& x, const std::vector<double>& y)
{
    QVector<QCPGraphData> list;
    list.reserve(qsizetype(x.size()));
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
        if (std::isfinite(x[i]))
            list.append({x[i], std::isfinite(y[i]) ? y[i] : kNone});
    auto data = QSharedPointer<QCPGraphDataContainer>::create();
    data->set(list, std::is_sorted(x.begin(), x.end()));
    return data;
}

QColor pale(QColor color, const FigureStyle& style)
{
    color.setAlphaF(style.dark ? 0.24F : 0.20F);
    return color;
}

} // namespace

PanelPlot::PanelPlot(QCPAxisRect* rect, const Panel& panel)
    : m_rect(rect)
{
    auto* plot = rect->parentPlot();
    auto* bands = plot->layer(QStringLiteral("bands"));
    for (const auto& reference : panel.references) {
        auto& parts = m_references.emplace_back();
        if (reference.low != reference.high) {
            parts.band = new QCPItemRect(plot);
            parts.band->setLayer(bands);
        }
        parts.line = new QCPItemStraightLine(plot);
        for (auto* item :
            {static_cast<QCPAbstractItem*>(parts.band), static_cast<QCPAbstractItem*>(parts.line)})
            if (item != nullptr)
                item->setClipAxisRect(rect);
    }
    if (!panel.bars.empty())
        m_group = new QCPBarsGroup(plot);
    for (const auto& series : panel.bars) {
        auto& parts = m_bars.emplace_back();
        parts.bars = new HatchedBars(x(), y());
        parts.bars->setBarsGroup(m_group);
        if (!series.low.empty()) {
            parts.errors = new QCPErrorBars(x(), y());
            parts.errors->setDataPlottable(parts.bars);
            parts.errors->setAntialiased(false);
        }
    }
    if (!panel.boxes.empty())
        m_boxes = new BoxMarks(x(), y());
    if (!panel.points.empty())
        m_points = new PointCloud(x(), y());
    for (const auto& series : panel.lines) {
        auto& parts = m_lines.emplace_back();
        if (!series.low.empty()) {
            parts.low = new QCPGraph(x(), y());
            parts.high = new QCPGraph(x(), y());
            parts.low->setLayer(bands);
            parts.high->setLayer(bands);
            parts.low->setPen(Qt::NoPen);
            parts.high->setPen(Qt::NoPen);
            parts.high->setChannelFillGraph(parts.low);
        }
        parts.line = new QCPGraph(x(), y());
    }
    if (!panel.markers.empty())
        m_markers = new VerticalMarks(x(), y());
    if (panel.heatMap)
        m_cells = new HeatMapCells(x(), y());
}

void PanelPlot::update(const Panel& panel, const FigureStyle& style)
{
    m_panel = panel;
    m_style = style;
    for (auto* axis : {x(), y()})
        updatePanelAxis(*axis, panel, style);
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        updateLine(m_lines[i], panel.lines[i], style);
    for (std::size_t i = 0; i < m_references.size(); ++i)
        updateReference(m_references[i], panel.references[i], style);
    for (std::size_t i = 0; i < m_bars.size(); ++i)
        updateBars(m_bars[i], panel.bars[i], style);
    updateHeatMap(panel, style);
    if (m_boxes != nullptr)
        m_boxes->setBoxes(panel.boxes, style);
    if (m_points != nullptr)
        m_points->setPoints(panel.points, style);
    if (m_markers != nullptr)
        m_markers->setPanel(panel, style);
    if (m_group != nullptr) {
        m_group->setSpacingType(QCPBarsGroup::stPlotCoords);
        m_group->setSpacing(0.04 / double(m_bars.size()));
    }
}

int PanelPlot::fitTo(const QSize& size, int mostBelow)
{
    const int beside = showCategories(*y(), m_panel.y.categories, m_style, size.height(), size.width() / 4);
    QSize room(size.width() - beside, size.height());
    if (m_panel.heatMap) { // cells a little wider than high at most: rows and columns can be followed with
                           // the eye
        const double form
            = double(m_panel.x.categories.size()) / std::max(1.0, double(m_panel.y.categories.size()));
        room = room.boundedTo(QSize(qRound(1.5 * form * room.height()), qRound(1.2 * room.width() / form)))
                   .expandedTo({1, 1});
        m_rect->setMaximumSize(room);
    }
    const bool hasNames = mostBelow > 0 || m_panel.x.categories.empty();
    x()->setTickLabels(hasNames);
    const int below
        = hasNames ? showCategories(*x(), m_panel.x.categories, m_style, room.width(), mostBelow) : 0;
    // Labels longer than their axis would run into other things; each may reach a little beyond its ends.
    const QFontMetrics metrics(m_style.textFont());
    const auto label = [&](const Axis& axis, int length, int lines) {
        return elidedLines(wrapped(toQt(axis.label), metrics, length, lines), metrics,
            std::max(length + m_style.units(8), m_style.units(24)));
    };
    x()->setLabel(hasNames ? label(m_panel.x, room.width(), 2) : QString());
    y()->setLabel(label(m_panel.y, room.height(), 3));
    fitMarkers(room.width());
    room.rwidth() -= int(y()->label().count(QLatin1Char('\n'))) * metrics.height();
    for (auto* axis : {x(), y()})
        if (const auto ticker = axis->ticker().dynamicCast<NumberTicker>())
            ticker->fitTo(axis == x() ? room.width() : room.height(), m_style.smallFont(), axis == y());
    return below;
}

/// Markers of lines, smaller where many points share a narrow panel.
void PanelPlot::fitMarkers(int width)
{
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto& series = m_panel.lines[i];
        const double points = lineMarkerPoints(series.x.size(), width / m_style.unit);
        m_lines[i].line->setScatterStyle(points > 0 && isMarked(m_panel, series)
                ? markerStyle(seriesLook(series.color, m_style.dark), points, 1, m_style)
                : QCPScatterStyle());
    }
}

void PanelPlot::updateHeatMap(const Panel& panel, const FigureStyle& style)
{
    if (m_cells == nullptr)
        return;
    m_cells->setMap(*panel.heatMap, int(panel.x.categories.size()), style);
    y()->setRangeReversed(true); // the first row on top
}

void PanelPlot::updateLine(const Line& parts, const LineSeries& series, const FigureStyle& style) const
{
    const auto look = seriesLook(series.color, style.dark);
    auto color = look.color;
    color.setAlphaF(series.faint ? 0.35F : 1.0F);
    parts.line->setData(points(series.x, series.y));
    parts.line->setPen(style.pen(color, series.faint ? style.linePoints * 0.6 : style.linePoints,
        series.dashed ? Qt::DashLine : look.line));
    parts.line->setLayer(series.faint ? QStringLiteral("bands") : QStringLiteral("main"));
    if (parts.low == nullptr)
        return;
    parts.low->setData(points(series.x, series.low));
    parts.high->setData(points(series.x, series.high));
    parts.high->setBrush(pale(look.color, style));
    parts.high->setAntialiasedFill(!style.onScreen); // ten times as fast, and hardly seen in a pale colour
}

void PanelPlot::updateReference(
    const Reference& parts, const ReferenceLine& reference, const FigureStyle& style) const
{
    const auto color = paletteColor(reference.color, style.dark);
    parts.line->setPen(style.pen(color, style.linePoints * 0.9, Qt::DashLine));
    for (const auto& [point, share] :
        {std::pair(parts.line->point1, 0.0), std::pair(parts.line->point2, 1.0)}) {
        point->setTypeX(QCPItemPosition::ptAxisRectRatio);
        point->setTypeY(QCPItemPosition::ptPlotCoords);
        point->setAxisRect(m_rect);
        point->setAxes(x(), y());
        point->setCoords(share, reference.y);
    }
    if (parts.band == nullptr)
        return;
    parts.band->setPen(Qt::NoPen);
    auto ground = pale(color, style);
    ground.setAlphaF(ground.alphaF() * 0.55F);
    parts.band->setBrush(ground);
    const std::array corners{std::tuple(parts.band->topLeft, 0.0, reference.high),
        std::tuple(parts.band->bottomRight, 1.0, reference.low)};
    for (const auto& [corner, share, value] : corners) {
        corner->setTypeX(QCPItemPosition::ptAxisRectRatio);
        corner->setTypeY(QCPItemPosition::ptPlotCoords);
        corner->setAxisRect(m_rect);
        corner->setAxes(x(), y());
        corner->setCoords(share, value);
    }
}

void PanelPlot::updateBars(const Bars& parts, const BarSeries& series, const FigureStyle& style) const
{
    QVector<QCPBarsData> bars;
    QVector<double> below;
    QVector<double> above;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        const double value = series.values[i];
        if (!std::isfinite(value))
            continue;
        bars.append({double(i), value});
        below.append(i < series.low.size() ? value - series.low[i] : 0);
        above.append(i < series.high.size() ? series.high[i] - value : 0);
    }
    auto data = QSharedPointer<QCPBarsDataContainer>::create();
    data->set(bars, true);
    parts.bars->setData(data);
    parts.bars->setWidthType(QCPBars::wtPlotCoords);
    parts.bars->setWidth(categorySlot(0, m_bars.size()).width);
    parts.bars->setLook(series.color, style);
    if (parts.errors == nullptr)
        return;
    parts.errors->setData(below, above);
    parts.errors->setPen(style.pen(style.text, 0.7));
    parts.errors->setWhiskerWidth(style.units(3));
    parts.errors->setSymbolGap(0);
}

} // namespace modalscope
