#include "widgets/plot/legend_strip.h"

#include "widgets/base/palette.h"
#include "widgets/base/text.h"
#include "widgets/plot/hatched_bars.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/plain_number.h"
#include "widgets/plot/series_marker.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kLeastRows = 2;

} // namespace

void LegendStrip::setEntries(std::vector<LegendEntry> entries, const FigureStyle& style)
{
    m_entries = std::move(entries);
    m_style = style;
}

int LegendStrip::rowHeight() const
{
    return qRound(QFontMetrics(m_style.smallFont()).height() * 1.2);
}

int LegendStrip::widthOf(const LegendEntry& entry) const
{
    const QFontMetrics metrics(m_style.smallFont());
    const int text = metrics.horizontalAdvance(toQt(entry.label));
    if (entry.kind != LegendEntry::Kind::Scale)
        return keyWidth() + m_style.units(4) + text;
    return text + m_style.units(8) + metrics.horizontalAdvance(plainNumber(entry.low)) + scaleWidth()
        + m_style.units(6) + metrics.horizontalAdvance(plainNumber(entry.high));
}

/// Where what is `needed` wide stands when the one before ended at `next`; moves `next` behind it.
QPoint LegendStrip::place(int needed, int width, QPoint& next) const
{
    if (next.x() > 0 && next.x() + needed > width)
        next = QPoint(0, next.y() + rowHeight());
    const auto at = next;
    next.rx() += needed + m_style.units(11);
    return at;
}

QString LegendStrip::moreText(std::size_t shown) const
{
    return tr("+ %1 more").arg(m_entries.size() - shown);
}

void LegendStrip::fitTo(int width, int most)
{
    const int mostRows = std::max(kLeastRows, (most - gap()) / rowHeight());
    const QFontMetrics metrics(m_style.smallFont());
    std::vector<QPoint> ends{QPoint()}; // after so many entries
    m_rows = m_entries.empty() ? 0 : 1;
    m_shown = 0;
    for (const auto& entry : m_entries) {
        auto next = ends.back();
        m_rows = place(widthOf(entry), width, next).y() / rowHeight() + 1;
        if (m_rows <= mostRows)
            ++m_shown;
        ends.push_back(next);
    }
    const auto hasRoom = [&](std::size_t shown) {
        auto next = ends[shown];
        return place(metrics.horizontalAdvance(moreText(shown)), width, next).y() / rowHeight() < mostRows;
    };
    while (m_shown > 0 && m_shown < m_entries.size() && !hasRoom(m_shown))
        --m_shown;
    const int height = m_entries.empty() ? 0 : std::min(m_rows, mostRows) * rowHeight() + gap();
    setMinimumSize(0, height);
    setMaximumSize(QWIDGETSIZE_MAX, height);
}

int LegendStrip::leastHeight() const
{
    return m_rows == 0 ? 0 : std::min(m_rows, kLeastRows) * rowHeight() + gap();
}

void LegendStrip::draw(QCPPainter* painter)
{
    QPoint next;
    const QFontMetrics metrics(m_style.smallFont());
    painter->setFont(m_style.smallFont());
    constexpr int kOneLine = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip | Qt::TextSingleLine;
    for (std::size_t i = 0; i < m_shown; ++i) {
        const auto at = rect().topLeft() + place(widthOf(m_entries[i]), rect().width(), next);
        if (m_entries[i].kind == LegendEntry::Kind::Scale) {
            drawScale(*painter, m_entries[i], at);
            continue;
        }
        drawKey(*painter, m_entries[i], QRect(at, QSize(keyWidth(), rowHeight())));
        painter->setPen(QPen(m_style.text));
        const QRect text(at.x() + keyWidth() + m_style.units(4), at.y(), rect().width(), rowHeight());
        const int longest = rect().width() - keyWidth() - m_style.units(4);
        painter->drawText(
            text, kOneLine, metrics.elidedText(toQt(m_entries[i].label), Qt::ElideRight, longest));
    }
    if (m_shown == m_entries.size())
        return;
    const auto more = moreText(m_shown);
    const auto at = rect().topLeft() + place(metrics.horizontalAdvance(more), rect().width(), next);
    painter->setPen(QPen(m_style.muted));
    painter->drawText(QRect(at, QSize(rect().width(), rowHeight())), kOneLine, more);
}

/// The label, then the colours between the values at their ends.
void LegendStrip::drawScale(QCPPainter& painter, const LegendEntry& entry, const QPoint& at) const
{
    constexpr int kStops = 16;
    int x = at.x();
    const auto write = [&](const QString& text) {
        const int width = painter.fontMetrics().horizontalAdvance(text);
        painter.setPen(QPen(m_style.text));
        painter.drawText(QRect(x, at.y(), width, rowHeight()),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip | Qt::TextSingleLine, text);
        x += width + m_style.units(3);
    };
    write(toQt(entry.label));
    x += m_style.units(5);
    write(plainNumber(entry.low));
    const int height = m_style.units(6.5);
    const QRect bar(x, at.y() + (rowHeight() - height) / 2, scaleWidth(), height);
    QLinearGradient colors(bar.topLeft(), bar.topRight());
    for (int stop = 0; stop <= kStops; ++stop)
        colors.setColorAt(double(stop) / kStops, heatColor(double(stop) / kStops, m_style.dark));
    painter.setPen(m_style.pen(m_style.axis, 0.4));
    painter.setBrush(colors);
    painter.drawRect(bar);
    painter.setBrush(Qt::NoBrush);
    x += scaleWidth() + m_style.units(3);
    write(plainNumber(entry.high));
}

void LegendStrip::drawKey(QCPPainter& painter, const LegendEntry& entry, const QRect& space) const
{
    const auto look = seriesLook(entry.color, m_style.dark);
    auto pale = look.color;
    pale.setAlphaF(0.25F);
    painter.setAntialiasing(true);
    painter.setPen(Qt::NoPen);
    const double middle = space.y() + space.height() / 2.0;
    if (entry.kind == LegendEntry::Kind::Point) {
        const auto marker = markerStyle(look, 3.8, 1, m_style);
        marker.applyTo(&painter, marker.pen());
        marker.drawShape(&painter, QPointF(space.right() - m_style.units(5), middle));
        painter.setBrush(Qt::NoBrush);
        return;
    }
    if (entry.kind == LegendEntry::Kind::Bar || entry.kind == LegendEntry::Kind::Box) {
        const double side = m_style.units(7);
        const bool isBox = entry.kind == LegendEntry::Kind::Box;
        painter.setPen(isBox ? m_style.pen(look.color, 0.8, look.line) : QPen(Qt::NoPen));
        painter.setBrush(isBox ? pale : look.color);
        const QRectF key(space.right() - side - m_style.units(2), middle - side / 2, side, side);
        painter.drawRect(key);
        painter.setBrush(Qt::NoBrush);
        if (!isBox)
            drawHatch(painter, key, entry.color, m_style);
        return;
    }
    if (entry.hasBand) {
        painter.setBrush(pale);
        const double half = m_style.units(3.2);
        painter.drawRect(QRectF(space.x(), middle - half, space.width(), 2 * half));
        painter.setBrush(Qt::NoBrush);
    }
    const bool dashed = entry.dashed || entry.kind == LegendEntry::Kind::Reference;
    painter.setPen(
        m_style.pen(look.color, m_style.linePoints * (dashed ? 0.9 : 1), dashed ? Qt::DashLine : look.line));
    painter.drawLine(QPointF(space.x(), middle), QPointF(space.right(), middle));
    if (!entry.isMarked)
        return;
    const auto marker = markerStyle(look, 3, 1, m_style);
    marker.applyTo(&painter, marker.pen());
    marker.drawShape(&painter, QPointF(space.center().x(), middle));
    painter.setBrush(Qt::NoBrush);
}

} // namespace modalscope
