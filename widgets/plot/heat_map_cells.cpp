#include "widgets/plot/heat_map_cells.h"

#include "widgets/base/text.h"
#include "widgets/plot/heat_colors.h"

#include <algorithm>
#include <cmath>

namespace modalscope {

HeatMapCells::HeatMapCells(QCPAxis* x, QCPAxis* y)
    : QCPAbstractPlottable(x, y)
{
    setAntialiased(false);
}

void HeatMapCells::setMap(const HeatMap& map, int columns, const FigureStyle& style)
{
    m_map = map;
    m_columns = std::max(1, columns);
    m_style = style;
}

QCPRange HeatMapCells::getKeyRange(bool& found, QCP::SignDomain) const
{
    found = !m_map.values.empty();
    return {-0.5, m_columns - 0.5};
}

QCPRange HeatMapCells::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const
{
    found = !m_map.values.empty();
    return {-0.5, rows() - 0.5};
}

QColor HeatMapCells::colorOf(double value) const
{
    return heatColor((value - m_map.low) / (m_map.high - m_map.low), m_style.dark);
}

QRect HeatMapCells::cell(int row, int column) const
{
    const auto x = [&](double c) { return qRound(keyAxis()->coordToPixel(c)); };
    const auto y = [&](double r) { return qRound(valueAxis()->coordToPixel(r)); };
    const QPoint corner(x(column - 0.5), y(row - 0.5));
    return {corner, QSize(x(column + 0.5) - corner.x(), y(row + 0.5) - corner.y())};
}

bool HeatMapCells::textsFit(const QSize& size) const
{
    if (m_map.texts.empty())
        return false;
    const QFontMetrics metrics(m_style.smallFont());
    const auto longest = std::max_element(m_map.texts.begin(), m_map.texts.end(),
        [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return size.height() >= metrics.height()
        && size.width() >= metrics.horizontalAdvance(toQt(*longest)) + m_style.units(3);
}

/// Neighbours of one colour are one rectangle: most cells of a large confusion matrix are empty.
void HeatMapCells::fillRow(QCPPainter& painter, int row, int gap) const
{
    // Viewers of PDF and SVG smooth edges: without an overlap the ground would shine through between cells.
    const int overlap = !m_style.onScreen && gap == 0 ? m_style.units(0.3) : 0;
    for (int column = 0; column < m_columns;) {
        const double value = m_map.values[std::size_t(row * m_columns + column)];
        auto space = cell(row, column++);
        if (!std::isfinite(value)) {
            if (space.width() >= m_style.units(6)) {
                painter.setPen(m_style.pen(m_style.muted, 0.4));
                painter.drawLine(space.bottomLeft(), space.topRight());
            }
            continue;
        }
        const auto color = colorOf(value);
        while (gap == 0 && column < m_columns) {
            const double next = m_map.values[std::size_t(row * m_columns + column)];
            if (!std::isfinite(next) || colorOf(next) != color)
                break;
            space.setRight(cell(row, column++).right());
        }
        painter.fillRect(space.adjusted(0, 0, overlap - gap, overlap - gap), color);
    }
}

void HeatMapCells::writeRow(QCPPainter& painter, int row) const
{
    for (int column = 0; column < m_columns; ++column) {
        const auto index = std::size_t(row * m_columns + column);
        if (!std::isfinite(m_map.values[index]))
            continue;
        painter.setPen(QPen(textOn(colorOf(m_map.values[index]))));
        painter.drawText(cell(row, column), Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip,
            toQt(m_map.texts[index]));
    }
}

void HeatMapCells::draw(QCPPainter* painter)
{
    if (m_map.values.empty())
        return;
    const auto size = cell(0, 0).size();
    const int gap
        = std::min(size.width(), size.height()) >= m_style.units(9) ? std::max(1, m_style.units(0.6)) : 0;
    const auto seen = clipRect();
    const auto isSeen
        = [&](int row) { return cell(row, 0).bottom() >= seen.top() && cell(row, 0).top() <= seen.bottom(); };
    painter->setAntialiasing(false);
    for (int row = 0; row < rows(); ++row)
        if (isSeen(row))
            fillRow(*painter, row, gap);
    const QRect whole(cell(0, 0).topLeft(), cell(rows() - 1, m_columns - 1).bottomRight());
    painter->setPen(m_style.pen(m_style.axis, 0.6));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(whole);
    if (!textsFit(size))
        return;
    painter->setFont(m_style.smallFont());
    for (int row = 0; row < rows(); ++row)
        if (isSeen(row))
            writeRow(*painter, row);
}

} // namespace modalscope
