#include "widgets/plot/panel_axis.h"

#include "widgets/base/text.h"
#include "widgets/plot/axis_tickers.h"

namespace modalscope {
namespace {

QSharedPointer<QCPAxisTicker> tickerFor(const Axis& axis, bool whole)
{
    if (axis.logarithmic)
        return QSharedPointer<PowerTicker>::create();
    if (whole)
        return QSharedPointer<WholeTicker>::create();
    return QSharedPointer<NumberTicker>::create();
}

} // namespace

void updatePanelAxis(QCPAxis& axis, const Panel& panel, const FigureStyle& style)
{
    const bool isValueAxis = axis.axisType() == QCPAxis::atLeft;
    const auto& description = isValueAxis ? panel.y : panel.x;
    const auto linePen = style.pen(style.axis, 0.6);
    axis.setScaleType(description.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis.setLabel(toQt(description.label));
    axis.setLabelFont(style.textFont());
    axis.setLabelColor(style.text);
    axis.setTickLabelFont(style.smallFont());
    axis.setTickLabelColor(style.dark || style.onScreen ? style.muted : style.text);
    axis.setBasePen(linePen);
    axis.setTickPen(linePen);
    axis.setSubTickPen(style.pen(style.axis, 0.4));
    axis.setTickLength(0, style.units(2.2));
    axis.setSubTickLength(0, style.units(description.logarithmic ? 1.2 : 0));
    axis.setTickLabelPadding(style.units(2));
    axis.setLabelPadding(style.units(2.5));
    axis.setPadding(style.units(1));
    auto* grid = axis.grid();
    const bool hasBars = !panel.bars.empty();
    // Parallel coordinates: every category is an axis of its own.
    const bool isParallel = !isValueAxis && !description.categories.empty() && !panel.lines.empty()
        && !hasBars && panel.boxes.empty();
    grid->setVisible((isValueAxis ? style.onScreen || hasBars : isParallel) && !panel.heatMap);
    grid->setPen(isParallel  ? style.pen(style.dark ? style.gridLine : QColor(0xb4b4b4), 0.5)
            : style.onScreen ? style.pen(style.gridLine, 0.6)
                             : QPen(Qt::NoPen));
    grid->setZeroLinePen(hasBars && isValueAxis ? linePen : grid->pen());
    grid->setSubGridVisible(false);
    if (description.categories.empty()) {
        axis.setTicker(tickerFor(description, !isValueAxis && panel.epochs));
        axis.ticker()->setTickCount((style.onScreen ? 5 : 4) + (isValueAxis ? 0 : 1));
    } else {
        axis.setTicker(QSharedPointer<QCPAxisTickerText>::create());
        axis.setTickLength(0, 0);
    }
}

} // namespace modalscope
