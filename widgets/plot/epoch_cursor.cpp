#include "widgets/plot/epoch_cursor.h"

#include "widgets/plot/panel_plot.h"

#include <cmath>

namespace modalscope {

void EpochCursor::attach(const std::vector<PanelPlot>& panels, const FigureStyle& style)
{
    m_lines.clear();
    for (const auto& panel : panels) {
        if (!panel.panel().epochs)
            continue;
        auto* line = new QCPItemStraightLine(&m_plot);
        auto* label = new QCPItemText(&m_plot);
        line->point1->setAxisRect(panel.rect());
        line->point2->setAxisRect(panel.rect());
        line->point1->setAxes(panel.x(), panel.y());
        line->point2->setAxes(panel.x(), panel.y());
        for (auto* point : {line->point1, line->point2}) {
            point->setTypeX(QCPItemPosition::ptPlotCoords);
            point->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        label->position->setAxisRect(panel.rect());
        label->position->setAxes(panel.x(), panel.y());
        label->position->setTypeX(QCPItemPosition::ptPlotCoords);
        label->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        label->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setClipToAxisRect(false);
        label->setPadding({4, 1, 4, 1});
        line->setClipAxisRect(panel.rect());
        line->setLayer(QStringLiteral("overlay"));
        label->setLayer(QStringLiteral("overlay"));
        m_lines.push_back({&panel, line, label});
    }
    setStyle(style);
    set(m_epoch);
}

void EpochCursor::setStyle(const FigureStyle& style)
{
    for (const auto& cursor : m_lines) {
        cursor.line->setPen(style.pen(style.muted, 0.9));
        cursor.label->setFont(style.smallFont());
        cursor.label->setColor(style.ground);
        cursor.label->setBrush(style.muted);
        cursor.label->setPen(Qt::NoPen);
    }
}

void EpochCursor::set(double epoch)
{
    m_epoch = epoch;
    for (const auto& cursor : m_lines) {
        const bool isShown = std::isfinite(epoch);
        cursor.line->setVisible(isShown);
        cursor.label->setVisible(isShown && cursor.panel->x()->range().contains(epoch));
        if (!isShown)
            continue;
        cursor.line->point1->setCoords(epoch, 0);
        cursor.line->point2->setCoords(epoch, 1);
        cursor.label->position->setCoords(epoch, 1);
        cursor.label->setText(QString::number(epoch, 'g', 6));
    }
}

bool EpochCursor::isNear(const QPointF& position) const
{
    constexpr double kReach = 5;
    for (const auto& cursor : m_lines)
        if (std::isfinite(m_epoch) && cursor.panel->rect()->rect().contains(position.toPoint())
            && std::abs(cursor.panel->x()->coordToPixel(m_epoch) - position.x()) <= kReach)
            return true;
    return false;
}

double EpochCursor::epochAt(const QPointF& position) const
{
    const auto [first, last] = span();
    for (const auto& cursor : m_lines) {
        const auto rect = cursor.panel->rect()->rect();
        if (position.y() >= rect.top() && position.y() <= rect.bottom() && position.x() >= rect.left() - 20
            && position.x() <= rect.right() + 20)
            return std::clamp(std::round(cursor.panel->x()->pixelToCoord(position.x())), first, last);
    }
    return qQNaN();
}

std::pair<double, double> EpochCursor::span() const
{
    double first = HUGE_VAL;
    double last = -HUGE_VAL;
    for (const auto& cursor : m_lines)
        for (const auto& line : cursor.panel->panel().lines)
            for (const double x : line.x) {
                first = std::min(first, x);
                last = std::max(last, x);
            }
    return first <= last ? std::pair(first, last) : std::pair(0.0, 0.0);
}

} // namespace modalscope
