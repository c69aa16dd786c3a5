#include "widgets/plot/box_marks.h"

#include "widgets/base/palette.h"

#include <algorithm>

namespace modalscope {

BoxMarks::BoxMarks(QCPAxis* x, QCPAxis* y)
    : QCPAbstractPlottable(x, y)
{ }

void BoxMarks::setBoxes(const std::vector<BoxSeries>& series, const FigureStyle& style)
{
    m_style = style;
    m_boxes.clear();
    for (std::size_t s = 0; s < series.size(); ++s) {
        const auto slot = categorySlot(s, series.size());
        for (std::size_t i = 0; i < series[s].values.size(); ++i)
            m_boxes.push_back({double(i) + slot.offset, slot.width, series[s].color,
                boxStatistics(series[s].values[i]), stripValues(series[s].values[i])});
    }
}

QCPRange BoxMarks::getKeyRange(bool& found, QCP::SignDomain) const
{
    found = false; // ranges are the figure's, see figureRanges
    return {};
}

QCPRange BoxMarks::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const
{
    found = false;
    return {};
}

void BoxMarks::draw(QCPPainter* painter)
{
    for (const auto& box : m_boxes)
        if (box.statistics.n > 0) {
            drawBox(*painter, box);
            drawStrip(*painter, box);
        }
}

void BoxMarks::drawBox(QCPPainter& painter, const Box& box) const
{
    const auto x = [&](double share) { return keyAxis()->coordToPixel(box.place + share * box.width); };
    const auto y = [&](double value) { return valueAxis()->coordToPixel(value); };
    const auto& of = box.statistics;
    const auto color = paletteColor(box.color, m_style.dark);
    auto pale = color;
    pale.setAlphaF(m_style.dark ? 0.30F : 0.25F);
    auto pen = m_style.pen(color, 0.8);
    pen.setCapStyle(Qt::FlatCap);
    painter.setAntialiasing(!m_style.onScreen);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    for (const auto& [from, to] :
        {std::pair(of.lowerQuartile, of.lowerWhisker), std::pair(of.upperQuartile, of.upperWhisker)}) {
        painter.drawLine(QPointF(x(0), y(from)), QPointF(x(0), y(to)));
        painter.drawLine(QPointF(x(-0.25), y(to)), QPointF(x(0.25), y(to)));
    }
    auto frame
        = m_style.pen(color, 0.8, seriesLook(box.color, m_style.dark).line); // differs beyond eight hues
    frame.setCapStyle(Qt::FlatCap);
    frame.setJoinStyle(Qt::MiterJoin);
    painter.setPen(frame);
    painter.setBrush(pale);
    painter.drawRect(QRectF(QPointF(x(-0.5), y(of.upperQuartile)), QPointF(x(0.5), y(of.lowerQuartile))));
    pen.setWidthF(1.6 * m_style.unit);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(QPointF(x(-0.5), y(of.median)), QPointF(x(0.5), y(of.median)));
}

void BoxMarks::drawStrip(QCPPainter& painter, const Box& box) const
{
    const double width = std::abs(keyAxis()->coordToPixel(box.width) - keyAxis()->coordToPixel(0));
    const double radius = std::clamp(0.06 * width, 0.6 * m_style.unit, 1.0 * m_style.unit);
    auto color = paletteColor(box.color, m_style.dark);
    color.setAlphaF(0.85F);
    painter.setAntialiasing(true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    for (std::size_t i = 0; i < box.strip.size(); ++i)
        painter.drawEllipse(
            QPointF(keyAxis()->coordToPixel(box.place + stripPlace(i) * box.width * kStripShare),
                valueAxis()->coordToPixel(box.strip[i])),
            radius, radius);
}

} // namespace modalscope
