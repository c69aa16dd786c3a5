#include "widgets/plot/figure_view_parts.h"

#include "widgets/base/text.h"
#include "widgets/plot/figure_readout.h"
#include "widgets/plot/panel_plot.h"

#include <QLabel>
#include <QMouseEvent>
#include <QStackedLayout>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kReach = 28; // pixels from which a series is read
constexpr double kClick = 8; // pixels from which a series is clicked

/// Bars keep their width, a heat map of many classes is zoomed into.
bool zoomsAlongX(const Panel& panel)
{
    return panel.x.categories.empty() || panel.heatMap;
}

bool isOfSeries(const FigureHit& hit)
{
    return hit.kind == FigureHit::Kind::Line || hit.kind == FigureHit::Kind::Bar;
}

/// A mark would hide the text of a cell, and a reference has no points.
bool hasMark(const FigureHit& hit)
{
    return isOfSeries(hit) || hit.kind == FigureHit::Kind::Point || hit.kind == FigureHit::Kind::Box;
}

/// What a click on a single point opens.
QString keyOf(const Panel& panel, const FigureHit& hit)
{
    if (hit.kind != FigureHit::Kind::Point)
        return {};
    const auto& keys = panel.points[std::size_t(hit.series)].keys;
    return std::size_t(hit.point) < keys.size() ? toQt(keys[std::size_t(hit.point)]) : QString();
}

} // namespace

FigureView::Parts::Parts(FigureView* owner)
    : view(owner)
    , stack(new QStackedLayout(owner))
    , plot(new QCustomPlot(owner))
    , readoutLabel(new QLabel(plot))
    , toolbar(new FigureToolbar(owner))
    , painter(*plot)
    , cursor(*plot)
{
    plot->setObjectName(QStringLiteral("figurePlot"));
    plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot->setFocusPolicy(Qt::StrongFocus);
    plot->setMouseTracking(true);
    toolbar->setParent(plot);
    readoutLabel->setObjectName(QStringLiteral("figureReadout"));
    readoutLabel->setAttribute(Qt::WA_TransparentForMouseEvents);
    readoutLabel->setTextFormat(Qt::PlainText);
    readoutLabel->setProperty("readout", true);
    readoutLabel->hide();
    stack->addWidget(plot);
}

void FigureView::Parts::draw()
{
    isStale = false;
    if (figure.panels.empty())
        return;
    style = screenStyle(view->palette(), view->font(), view->logicalDpiX());
    painter.setCorner(toolbar->sizeHint());
    const bool isNew = painter.setFigure(figure, style);
    if (isNew) {
        isZoomed = false;
        dot = new QCPItemTracer(plot);
        dot->setLayer(QStringLiteral("overlay"));
        dot->setStyle(QCPItemTracer::tsCircle);
        dot->setVisible(false);
        cursor.attach(painter.panels(), style);
        for (const auto& panel : painter.panels()) {
            panel.rect()->setRangeDrag(Qt::Horizontal | Qt::Vertical);
            panel.rect()->setRangeZoom(
                zoomsAlongX(panel.panel()) ? Qt::Horizontal | Qt::Vertical : Qt::Vertical);
            if (panel.panel().heatMap) // with more room there is more to read
                for (auto* axis : {panel.x(), panel.y()})
                    connect(
                        axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), view, [this] { layout(); });
            if (panel.panel().epochs)
                connect(panel.x(), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), view,
                    [this, axis = panel.x()] { linkEpochs(axis); });
        }
    } else {
        cursor.setStyle(style);
    }
    dot->setSize(style.units(6));
    if (!isZoomed)
        painter.fit();
    cursor.set(cursor.epoch()); // its label hides outside of the range
    layout();
    placeCorner();
    plot->replot(QCustomPlot::rpQueuedReplot);
}

/// Within a page the view asks for the height that keeps its panels readable; pages scroll.
void FigureView::Parts::layout()
{
    painter.layout(plot->size());
    if (view->isWindow())
        return;
    if (view->minimumHeight() != askedHeight)
        pageHeight = view->minimumHeight();
    askedHeight = std::max(pageHeight, figure.panels.empty() ? 0 : painter.leastHeight());
    view->setMinimumHeight(askedHeight);
}

void FigureView::Parts::placeCorner()
{
    toolbar->resize(toolbar->sizeHint());
    toolbar->move(plot->width() - toolbar->width() - 6, 5);
    toolbar->raise();
}

int FigureView::Parts::panelAt(const QPointF& position) const
{
    const auto& panels = painter.panels();
    for (std::size_t i = 0; i < panels.size(); ++i)
        if (panels[i].rect()->rect().contains(position.toPoint()))
            return int(i);
    return -1;
}

/// All panels that count epochs show the same ones.
void FigureView::Parts::linkEpochs(const QCPAxis* changed) const
{
    for (const auto& panel : painter.panels())
        if (panel.panel().epochs && panel.x() != changed && panel.x()->range() != changed->range())
            panel.x()->setRange(changed->range());
}

void FigureView::Parts::follow(const QPointF& position)
{
    const int index = panelAt(position);
    std::optional<FigureHit> hit;
    if (index >= 0)
        hit = hitAt(painter.panels()[std::size_t(index)], position, kReach);
    const bool wasShown = readoutLabel->isVisible();
    readoutLabel->setVisible(hit.has_value());
    dot->setVisible(hit && hasMark(*hit));
    if (hit) {
        const auto& panel = figure.panels[std::size_t(index)];
        readoutLabel->setText(readout(panel, *hit));
        readoutLabel->adjustSize();
        auto place = hit->at.toPoint() + QPoint(12, -readoutLabel->height() - 8);
        place.setX(place.x() + readoutLabel->width() > plot->width()
                ? int(hit->at.x()) - readoutLabel->width() - 12
                : place.x());
        place.setY(std::max(2, place.y()));
        readoutLabel->move(place);
        dot->position->setPixelPosition(hit->at);
        dot->setPen(style.pen(style.text, 1.1));
        dot->setBrush(style.ground);
    }
    if (hit || wasShown)
        redrawOverlay();
    plot->setCursor(cursor.isNear(position) ? Qt::SplitHCursor : Qt::ArrowCursor);
}

void FigureView::Parts::press(QMouseEvent* event)
{
    pressedAt = event->position();
    isDraggingCursor = event->button() == Qt::LeftButton && cursor.isNear(pressedAt);
    plot->setInteraction(QCP::iRangeDrag, !isDraggingCursor);
}

void FigureView::Parts::release(QMouseEvent* event)
{
    const auto position = event->position();
    const bool isClick = event->button() == Qt::LeftButton && (position - pressedAt).manhattanLength() < 4;
    const bool wasDragging = std::exchange(isDraggingCursor, false);
    plot->setInteraction(QCP::iRangeDrag, true);
    const int index = panelAt(position);
    if (!isClick || wasDragging || index < 0)
        return;
    const auto hit = hitAt(painter.panels()[std::size_t(index)], position, kClick);
    const auto key = hit ? keyOf(figure.panels[std::size_t(index)], *hit) : QString();
    if (hit && hit->kind == FigureHit::Kind::Bar)
        Q_EMIT view->barClicked(index, hit->series, hit->point);
    if (hit && isOfSeries(*hit))
        Q_EMIT view->seriesClicked(index, hit->series);
    else if (!key.isEmpty())
        Q_EMIT view->pointClicked(key);
    else if (figure.panels[std::size_t(index)].epochs)
        moveCursor(cursor.epochAt(position));
}

void FigureView::Parts::moveCursor(double epoch)
{
    if (!std::isfinite(epoch) || epoch == cursor.epoch())
        return;
    cursor.set(epoch);
    redrawOverlay();
    Q_EMIT view->epochCursorMoved(epoch);
}

void FigureView::Parts::zoom(double factor)
{
    isZoomed = true;
    for (const auto& panel : painter.panels()) {
        panel.y()->scaleRange(factor);
        if (zoomsAlongX(panel.panel()))
            panel.x()->scaleRange(factor);
    }
    plot->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace modalscope
