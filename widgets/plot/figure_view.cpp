#include "widgets/plot/figure_view.h"

#include "widgets/base/empty_state.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/epoch_cursor.h"
#include "widgets/plot/export_dialog.h"
#include "widgets/plot/figure_data_dialog.h"
#include "widgets/plot/figure_export.h"
#include "widgets/plot/figure_painter.h"
#include "widgets/plot/figure_readout.h"
#include "widgets/plot/figure_toolbar.h"
#include "widgets/plot/panel_plot.h"
#include "widgets/plot/qcustomplot_include.h"

#include <QAction>
#include <QApplication>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QStackedLayout>
#include <QTime>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kReach = 28; // pixels from which a series is read
constexpr double kClick = 8; // pixels from which a series is clicked
constexpr double kZoomStep = 0.8;

QString describedForReaders(const Figure& figure)
{
    QStringList parts{toQt(figure.note)};
    for (const auto& panel : figure.panels) {
        QStringList names;
        for (const auto& line : panel.lines)
            names << toQt(line.label);
        for (const auto& bars : panel.bars)
            names << toQt(bars.label);
        parts << QStringLiteral("%1: %2").arg(toQt(panel.title), names.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral(". "));
}

} // namespace

/// The plot and what lies over it. The figure is drawn when the view is visible; until then it is only kept.
struct FigureView::Parts {
    explicit Parts(FigureView* view);

    void draw();
    void placeCorner();
    void follow(const QPointF& position);
    void press(QMouseEvent* event);
    void release(QMouseEvent* event);
    void linkEpochs(const QCPAxis* changed) const;
    void zoom(double factor);
    void moveCursor(double epoch);
    void redrawOverlay() { plot->layer(QStringLiteral("overlay"))->replot(); }
    int panelAt(const QPointF& position) const;

    FigureView* view;
    QStackedLayout* stack;
    QCustomPlot* plot;
    EmptyState* empty = nullptr;
    QLabel* readoutLabel;
    FigureToolbar* toolbar;
    FigurePainter painter;
    EpochCursor cursor;
    QCPItemTracer* dot = nullptr;
    Figure figure;
    FigureStyle style;
    bool isStale = true; // the figure changed since it was drawn
    bool isZoomed = false; // by the user: new numbers keep the ranges
    bool isDraggingCursor = false;
    QPointF pressedAt;
};

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
                panel.panel().x.categories.empty() ? Qt::Horizontal | Qt::Vertical : Qt::Vertical);
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
    painter.layout(plot->width());
    placeCorner();
    plot->replot(QCustomPlot::rpQueuedReplot);
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
    dot->setVisible(hit && hit->kind != FigureHit::Kind::Reference);
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
    if (hit && hit->kind != FigureHit::Kind::Reference)
        Q_EMIT view->seriesClicked(index, hit->series);
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
        if (panel.panel().x.categories.empty())
            panel.x()->scaleRange(factor);
    }
    plot->replot(QCustomPlot::rpQueuedReplot);
}

FigureView::FigureView(QWidget* parent)
    : QWidget(parent)
    , m_parts(std::make_unique<Parts>(this))
{
    auto& parts = *m_parts;
    setFocusProxy(parts.plot);
    setMinimumSize(220, 150);
    parts.plot->installEventFilter(this);
    connect(parts.toolbar->fit(), &QAction::triggered, this, &FigureView::fit);
    connect(parts.toolbar->pin(), &QAction::triggered, this, &FigureView::pin);
    connect(parts.toolbar->data(), &QAction::triggered, this, &FigureView::showData);
    connect(parts.toolbar->copy(), &QAction::triggered, this, &FigureView::copyToClipboard);
    connect(parts.toolbar->toFile(), &QAction::triggered, this, &FigureView::exportFigure);
    connect(parts.plot, &QCustomPlot::mouseDoubleClick, this, &FigureView::fit);
    connect(parts.plot, &QCustomPlot::mouseWheel, this, [this] { m_parts->isZoomed = true; });
    connect(
        parts.plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) { m_parts->press(event); });
    connect(parts.plot, &QCustomPlot::mouseRelease, this,
        [this](QMouseEvent* event) { m_parts->release(event); });
    connect(parts.plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        if (m_parts->isDraggingCursor)
            m_parts->moveCursor(m_parts->cursor.epochAt(event->position()));
        else if (event->buttons() & Qt::LeftButton)
            m_parts->isZoomed = true;
        else
            m_parts->follow(event->position());
    });
    setEmptyText(tr("Nothing to draw yet"), tr("The figure appears with the first finished epoch."));
}

FigureView::~FigureView() = default;

void FigureView::setFigure(Figure figure)
{
    auto& parts = *m_parts;
    parts.figure = std::move(figure);
    parts.isStale = true;
    parts.readoutLabel->hide();
    const bool isEmpty = parts.figure.panels.empty();
    for (auto* action : figureActions())
        action->setEnabled(!isEmpty);
    if (isEmpty && !parts.figure.note.empty())
        parts.empty->setSentence(toQt(parts.figure.note));
    parts.stack->setCurrentWidget(isEmpty ? static_cast<QWidget*>(parts.empty) : parts.plot);
    setAccessibleName(toQt(parts.figure.title));
    setAccessibleDescription(describedForReaders(parts.figure));
    parts.plot->setAccessibleName(accessibleName());
    if (parts.plot->isVisible())
        parts.draw();
}

const Figure& FigureView::figure() const
{
    return m_parts->figure;
}

void FigureView::setEpochCursor(double epoch)
{
    m_parts->cursor.set(epoch);
    if (m_parts->plot->isVisible())
        m_parts->redrawOverlay();
}

double FigureView::epochCursor() const
{
    return m_parts->cursor.epoch();
}

void FigureView::setEmptyText(const QString& title, const QString& sentence)
{
    auto& parts = *m_parts;
    delete parts.empty;
    parts.empty = new EmptyState(QStringLiteral("chart"), title, sentence, this);
    parts.stack->addWidget(parts.empty);
    parts.stack->setCurrentWidget(
        parts.figure.panels.empty() ? static_cast<QWidget*>(parts.empty) : parts.plot);
    for (auto* action : figureActions())
        action->setEnabled(!parts.figure.panels.empty());
}

QList<QAction*> FigureView::figureActions() const
{
    return m_parts->toolbar->all();
}

void FigureView::fit()
{
    m_parts->isZoomed = false;
    m_parts->painter.fit();
    m_parts->plot->replot(QCustomPlot::rpQueuedReplot);
}

void FigureView::pin()
{
    auto* copy = new FigureView;
    copy->setAttribute(Qt::WA_DeleteOnClose);
    copy->setObjectName(QStringLiteral("pinnedFigure"));
    copy->setWindowTitle(
        tr("%1, pinned at %2")
            .arg(toQt(figure().title), QTime::currentTime().toString(QStringLiteral("HH:mm"))));
    copy->setFigure(figure());
    copy->setEpochCursor(epochCursor());
    copy->resize(size());
    copy->show();
    Q_EMIT pinned(figure());
}

void FigureView::showData()
{
    auto* dialog = new FigureDataDialog(figure(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void FigureView::copyToClipboard()
{
    copyFigure(figure(), suitableExport(figure()));
}

void FigureView::exportFigure()
{
    auto* dialog = new ExportDialog(figure(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void FigureView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_parts->isStale = true;
        if (m_parts->plot->isVisible())
            m_parts->draw();
    }
}

void FigureView::keyPressEvent(QKeyEvent* event)
{
    auto& parts = *m_parts;
    const auto [first, last] = parts.cursor.span();
    const double now = std::isfinite(parts.cursor.epoch()) ? parts.cursor.epoch() : last + 1;
    const double step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const auto go = [&](double epoch) {
        if (parts.cursor.isPossible())
            parts.moveCursor(std::clamp(epoch, first, last));
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return go(now - step);
    case Qt::Key_Right:
        return go(now + step);
    case Qt::Key_Home:
        return go(first);
    case Qt::Key_End:
        return go(last);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return parts.zoom(kZoomStep);
    case Qt::Key_Minus:
        return parts.zoom(1 / kZoomStep);
    default:
        QWidget::keyPressEvent(event);
    }
}

bool FigureView::eventFilter(QObject* watched, QEvent* event)
{
    auto& parts = *m_parts;
    if (watched != parts.plot)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::Show:
        parts.plot->setBufferDevicePixelRatio(parts.plot->devicePixelRatioF());
        if (parts.isStale)
            parts.draw();
        break;
    case QEvent::Resize:
        parts.painter.layout(parts.plot->width());
        parts.placeCorner();
        break;
    case QEvent::Leave:
        parts.readoutLabel->hide();
        if (parts.dot != nullptr && parts.dot->visible()) {
            parts.dot->setVisible(false);
            parts.redrawOverlay();
        }
        break;
    default:
        break;
    }
    return false;
}

} // namespace modalscope
