#include "widgets/maps/pane_view.h"

#include "widgets/base/theme.h"
#include "widgets/maps/map_paint.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kZoomStep = 1.2; // of one notch of the wheel
constexpr int kNotch = 120;

} // namespace

PaneView::PaneView(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setMinimumSize(60, 50);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PaneView::setPane(const MapPane& pane)
{
    m_pane = pane;
    setObjectName(QStringLiteral("pane.") + pane.key);
    setAccessibleName(pane.title);
    setAccessibleDescription(pane.why.isEmpty() ? pane.caption : pane.why);
    update();
}

void PaneView::setView(const MapViewport& viewport, double opacity)
{
    m_viewport = viewport;
    m_opacity = opacity;
    update();
}

void PaneView::setMark(const QPoint& pixel)
{
    if (std::exchange(m_mark, pixel) != pixel)
        update();
}

QRectF PaneView::space() const
{
    return QRectF(rect()).adjusted(1, 1, -1, -1);
}

QPointF PaneView::shareAt(const QPointF& position) const
{
    const auto placed = m_viewport.placed(m_pane.size(), space());
    return placed.isEmpty() ? QPointF(-1, -1)
                            : QPointF((position.x() - placed.left()) / placed.width(),
                                (position.y() - placed.top()) / placed.height());
}

void PaneView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto colors = themeColors(palette());
    if (m_pane.isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.border, 1.2, Qt::DashLine));
        painter.drawRoundedRect(space().adjusted(1, 1, -1, -1), 6, 6);
        painter.setPen(colors.muted);
        painter.drawText(
            space().adjusted(8, 8, -8, -8), int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_pane.why);
        return;
    }
    paintPane(painter, m_pane, m_viewport, space(), m_opacity);
    if (m_mark.x() < 0)
        return;
    const auto placed = m_viewport.placed(m_pane.size(), space());
    const double across = placed.width() / m_pane.size().width();
    const double down = placed.height() / m_pane.size().height();
    QRectF mark(placed.left() + m_mark.x() * across, placed.top() + m_mark.y() * down, across, down);
    const double wider = std::max(0.0, (7 - std::min(across, down)) / 2); // a small pixel is still seen
    mark.adjust(-wider, -wider, wider, wider);
    painter.setPen(QPen(Qt::black, 3));
    painter.drawRect(mark);
    painter.setPen(QPen(Qt::white, 1));
    painter.drawRect(mark);
}

void PaneView::wheelEvent(QWheelEvent* event)
{
    const double notches = double(event->angleDelta().y()) / kNotch;
    if (notches != 0 && !m_pane.isEmpty())
        Q_EMIT zoomRequested(shareAt(event->position()), std::pow(kZoomStep, notches));
    event->accept();
}

void PaneView::mousePressEvent(QMouseEvent* event)
{
    m_last = event->position();
    if (event->button() == Qt::LeftButton && !m_viewport.isFit())
        setCursor(Qt::ClosedHandCursor);
}

void PaneView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_pane.isEmpty())
        return;
    const auto share = shareAt(event->position());
    if ((event->buttons() & Qt::LeftButton) != 0) {
        const auto before = shareAt(m_last);
        m_last = event->position();
        Q_EMIT panRequested(share - before);
        return;
    }
    const auto size = m_pane.size();
    const QPoint pixel(int(std::floor(share.x() * size.width())), int(std::floor(share.y() * size.height())));
    Q_EMIT hovered(QRect({}, size).contains(pixel) ? pixel : QPoint(-1, -1));
}

void PaneView::mouseReleaseEvent(QMouseEvent*)
{
    unsetCursor();
}

void PaneView::mouseDoubleClickEvent(QMouseEvent*)
{
    Q_EMIT fitRequested();
}

void PaneView::leaveEvent(QEvent*)
{
    Q_EMIT hovered({-1, -1});
}

} // namespace modalscope
