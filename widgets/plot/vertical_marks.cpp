#include "widgets/plot/vertical_marks.h"

#include "core/figure/marker_place.h"
#include "widgets/base/text.h"
#include "widgets/plot/axis_tickers.h"

#include <algorithm>
#include <cmath>

namespace modalscope {

VerticalMarks::VerticalMarks(QCPAxis* x, QCPAxis* y)
    : QCPAbstractPlottable(x, y)
{ }

void VerticalMarks::setPanel(const Panel& panel, const FigureStyle& style)
{
    m_panel = panel;
    m_style = style;
}

QCPRange VerticalMarks::getKeyRange(bool& found, QCP::SignDomain) const
{
    found = false; // ranges are the figure's, see figureRanges
    return {};
}

QCPRange VerticalMarks::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const
{
    found = false;
    return {};
}

PanelRange VerticalMarks::shownRange() const
{
    const auto x = keyAxis()->range();
    const auto y = valueAxis()->range();
    return {{x.lower, x.upper}, {y.lower, y.upper}};
}

void VerticalMarks::draw(QCPPainter* painter)
{
    const auto seen = clipRect();
    const QColor grey = m_style.dark ? QColor(0xa0a6ae) : QColor(0x6b6b6b);
    const QFontMetrics metrics(m_style.smallFont());
    const int gap = m_style.units(2);
    std::vector<LabelSize> sizes;
    QStringList labels;
    for (const auto& line : m_panel.markers) {
        const int room = int(roomBeside(m_panel, shownRange(), line) * seen.width()) - gap;
        labels << elidedLines(wrapped(toQt(line.label), metrics, room), metrics, room);
        const auto needed = metrics.size(0, labels.back());
        sizes.push_back({double(needed.width() + gap) / std::max(1, seen.width()),
            double(needed.height()) / std::max(1, seen.height())});
    }
    const auto places = markerPlaces(m_panel, shownRange(), sizes);
    painter->setFont(m_style.smallFont());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& line = m_panel.markers[i];
        const double x = keyAxis()->coordToPixel(line.x);
        if (!std::isfinite(x) || x < seen.left() || x > seen.right())
            continue;
        painter->setAntialiasing(false);
        painter->setPen(m_style.pen(grey, 0.8, Qt::DashLine));
        painter->drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()));
        const auto& place = places[i];
        const auto needed = metrics.size(0, labels[qsizetype(i)]);
        const int away = int(place.away * seen.height());
        const QRect box(QPoint(int(x) + (place.isRight ? gap : -gap - needed.width()),
                            place.isBelow ? seen.bottom() - away - needed.height() : seen.top() + away),
            needed);
        painter->setPen(QPen(grey));
        painter->drawText(
            box, (place.isRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::TextDontClip, labels[qsizetype(i)]);
    }
}

} // namespace modalscope
