#include "widgets/plot/figure_view.h"

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/export_dialog.h"
#include "widgets/plot/figure_data_dialog.h"
#include "widgets/plot/figure_export.h"
#include "widgets/plot/figure_view_parts.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QStackedLayout>
#include <QTime>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kZoomStep = 0.8;

QString describedForReaders(const Figure& figure)
{
    QStringList parts{toQt(figure.note)};
    for (const auto& panel : figure.panels) {
        QStringList names;
        const auto add = [&](const auto& all) {
            for (const auto& each : all)
                if (!each.label.empty())
                    names << toQt(each.label);
        };
        add(panel.lines);
        add(panel.bars);
        add(panel.boxes);
        add(panel.points);
        add(panel.markers);
        if (panel.heatMap)
            names << QStringLiteral("%1, %2 × %3 cells")
                         .arg(toQt(panel.heatMap->label))
                         .arg(panel.y.categories.size())
                         .arg(panel.x.categories.size());
        parts << QStringLiteral("%1: %2").arg(toQt(panel.title), names.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral(". "));
}

} // namespace

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
        parts.layout();
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
