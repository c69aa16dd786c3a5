#include "widgets/base/text.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_pick.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kHoverReach = 8; // pixels
constexpr double kDragStarts = 4;
constexpr double kDegreesPerPixel = 0.4;
constexpr double kMostZoom = 1e5, kLeastZoom = 0.05; // against showing everything
constexpr double kKeyStep = 40; // pixels

} // namespace

std::optional<std::size_t> CloudCanvas::pointAt(const QPointF& position) const
{
    const auto inside = space();
    if (!m_made || m_made->data != m_data || !inside.contains(position))
        return std::nullopt;
    return nearestPoint(shotNow(), position - inside.topLeft(), kHoverReach);
}

void CloudCanvas::setCurrent(qint64 point, const QPoint& globalPosition)
{
    if (point == m_current)
        return;
    m_current = point;
    if (point >= 0)
        QToolTip::showText(globalPosition,
            toQt(pointText(*m_data, std::size_t(point)))
                .toHtmlEscaped()
                .replace(QLatin1Char('\n'), QStringLiteral("<br>")),
            this);
    else
        QToolTip::hideText();
    update();
    Q_EMIT currentPointChanged(point);
}

void CloudCanvas::selectByUser(SelectionMask selected)
{
    if (selected == *m_selected)
        return;
    setSelection(selected);
    Q_EMIT selectionChanged(*m_selected);
}

void CloudCanvas::combine(const SelectionMask& samples, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ControlModifier))
        selectByUser(*m_selected - samples);
    else if (modifiers.testFlag(Qt::ShiftModifier))
        selectByUser(*m_selected | samples);
    else
        selectByUser(samples);
}

void CloudCanvas::mousePressEvent(QMouseEvent* event)
{
    m_pressed = m_last = event->position();
    m_outline.clear();
    const bool isLeft = event->button() == Qt::LeftButton, isMiddle = event->button() == Qt::MiddleButton;
    m_drag = isLeft ? Drag::Click : isMiddle ? Drag::Pan : Drag::None;
    if (isLeft || isMiddle)
        setCurrent(-1, {});
}

void CloudCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const auto position = event->position();
    if (event->buttons() == Qt::NoButton) {
        const auto point = pointAt(position);
        return setCurrent(point ? qint64(*point) : -1, event->globalPosition().toPoint());
    }
    if (m_drag == Drag::Click && QLineF(m_pressed, position).length() >= kDragStarts) {
        const bool moves
            = m_tool == CloudTool::Move && !(event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier));
        m_drag = moves                       ? (m_data->dimensions == 3 ? Drag::Turn : Drag::Pan)
            : m_tool == CloudTool::Rectangle ? Drag::Rectangle
                                             : Drag::Lasso;
    }
    const auto corner = space().topLeft();
    const auto change = position - m_last;
    if (m_drag == Drag::Pan)
        moveTo(pannedCamera(camera(), space().size(), change));
    else if (m_drag == Drag::Turn)
        moveTo(turnedCamera(camera(), change.x() * kDegreesPerPixel, change.y() * kDegreesPerPixel));
    else if (m_drag == Drag::Lasso)
        m_outline << position - corner;
    else if (m_drag == Drag::Rectangle)
        m_outline = QPolygonF(QRectF(m_pressed - corner, position - corner).normalized());
    m_last = position;
    update();
}

void CloudCanvas::finishOutline(Qt::KeyboardModifiers modifiers)
{
    if (!m_made || m_made->data != m_data)
        return;
    const auto inside = m_drag == Drag::Rectangle
        ? samplesInside(shotNow(), m_outline.boundingRect(), m_data->sampleCount)
        : samplesInside(shotNow(), m_outline, m_data->sampleCount);
    combine(inside, modifiers);
}

void CloudCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_drag == Drag::Lasso || m_drag == Drag::Rectangle) {
        finishOutline(event->modifiers());
    } else if (m_drag == Drag::Click) {
        SelectionMask samples(m_data->sampleCount);
        const auto point = pointAt(event->position());
        if (point)
            samples.add(m_data->samples[*point]);
        if (point || m_tool != CloudTool::Move)
            combine(samples, event->modifiers());
    }
    m_drag = Drag::None;
    m_outline.clear();
    update();
}

void CloudCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const auto point = pointAt(event->position()))
        Q_EMIT pointActivated(qint64(*point));
    else
        showAll();
}

void CloudCanvas::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (!m_made)
        return;
    const double fit = m_made->fit.span;
    const auto wanted = camera().span / std::pow(1.0015, event->angleDelta().y());
    const auto span = std::clamp(wanted, fit / kMostZoom, fit / kLeastZoom);
    moveTo(
        zoomedCamera(camera(), space().size(), event->position() - space().topLeft(), camera().span / span));
}

void CloudCanvas::leaveEvent(QEvent*)
{
    setCurrent(-1, {});
}

void CloudCanvas::keyPressEvent(QKeyEvent* event)
{
    if (!m_made || m_made->data != m_data || !(moveByKey(*event) || selectByKey(*event)))
        QWidget::keyPressEvent(event);
}

bool CloudCanvas::moveByKey(const QKeyEvent& event)
{
    const auto size = space().size();
    const QPointF middle(size.width() / 2, size.height() / 2);
    const bool turns = m_data->dimensions == 3 && !event.modifiers().testFlag(Qt::ShiftModifier);
    const auto go = [&](double right, double down) {
        constexpr double kDegrees = 5;
        moveTo(turns ? turnedCamera(camera(), -right * kDegrees, -down * kDegrees)
                     : pannedCamera(camera(), size, QPointF(-right, -down) * kKeyStep));
    };
    switch (event.key()) {
    case Qt::Key_Left:
        go(-1, 0);
        return true;
    case Qt::Key_Right:
        go(1, 0);
        return true;
    case Qt::Key_Up:
        go(0, -1);
        return true;
    case Qt::Key_Down:
        go(0, 1);
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        moveTo(zoomedCamera(camera(), size, middle, 1.25));
        return true;
    case Qt::Key_Minus:
        moveTo(zoomedCamera(camera(), size, middle, 0.8));
        return true;
    case Qt::Key_F:
        showAll();
        return true;
    default:
        return false;
    }
}

bool CloudCanvas::selectByKey(const QKeyEvent& event)
{
    const bool hasControl = event.modifiers().testFlag(Qt::ControlModifier);
    const auto key = event.key();
    if (key == Qt::Key_Escape && !m_selected->isEmpty()) {
        selectByUser(SelectionMask(m_data->sampleCount));
    } else if (key == Qt::Key_A && hasControl) {
        selectByUser(SelectionMask(m_data->sampleCount, true));
    } else if (key == Qt::Key_I && hasControl) {
        auto inverted = *m_selected;
        inverted.invert();
        selectByUser(std::move(inverted));
    } else if (key == Qt::Key_I && (m_isolated || !m_selected->isEmpty())) {
        isolate(m_isolated ? std::nullopt : std::optional(*m_selected));
    } else if (key == Qt::Key_Period || key == Qt::Key_Comma) {
        stepCurrent(key == Qt::Key_Period ? 1 : -1);
    } else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_current >= 0) {
        auto changed = *m_selected;
        const auto sample = m_data->samples[std::size_t(m_current)];
        if (changed.contains(sample))
            changed.remove(sample);
        else
            changed.add(sample);
        selectByUser(std::move(changed));
        Q_EMIT pointActivated(m_current);
    } else {
        return false;
    }
    return true;
}

void CloudCanvas::stepCurrent(int direction)
{
    const auto count = qint64(m_data->size());
    const auto isWanted = [&](qint64 point) {
        const auto sample = m_data->samples[std::size_t(point)];
        bool hasPlace = true;
        for (int d = 0; d < m_data->dimensions; ++d)
            hasPlace = hasPlace && std::isfinite(m_data->at(std::size_t(point), d));
        return hasPlace && (!m_isolated || m_isolated->contains(sample))
            && (m_selected->isEmpty() || m_selected->contains(sample));
    };
    qint64 point = m_current >= 0 ? m_current : direction > 0 ? -1 : count;
    for (point += direction; point >= 0 && point < count; point += direction)
        if (isWanted(point)) {
            const auto at = *placeOf(std::size_t(point));
            if (!space().contains(at)) // brought into the middle
                moveTo(pannedCamera(camera(), space().size(), space().center() - at));
            return setCurrent(point, mapToGlobal(placeOf(std::size_t(point))->toPoint()));
        }
}

} // namespace modalscope
