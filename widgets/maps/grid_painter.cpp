#include "widgets/maps/grid_painter.h"

#include "widgets/base/text.h"
#include "widgets/maps/map_paint.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kGapPoints = 4;
constexpr double kBoxPoints = 6; // of the legend
constexpr int kMostPixels = 3000; // of one pane's picture

/// Columns through rows of the first pane that has a picture.
double aspectOf(const GridFigure& figure)
{
    for (const auto& row : figure.rows)
        for (const auto& pane : row.panes)
            if (!pane.isEmpty())
                return double(pane.size().width()) / pane.size().height();
    return 4.0 / 3;
}

} // namespace

GridPainter::GridPainter(
    const GridFigure& figure, const FigureStyle& style, int width, bool withLegend, bool withNote)
    : m_figure(figure)
    , m_style(style)
    , m_width(width)
    , m_withLegend(withLegend && !figure.legend.empty())
    , m_withNote(withNote && !figure.note.empty())
    , m_gap(style.units(kGapPoints))
    , m_left(QFontMetrics(style.smallFont()).height() + m_gap)
    , m_headHeight(0)
    , m_captionHeight(0)
{
    const auto columns = std::max<qsizetype>(1, figure.columns.size());
    const double across
        = std::max(10.0, (double(width) - m_left - m_gap * double(columns - 1)) / double(columns));
    m_cell = {across, across / aspectOf(figure)};
    for (const auto& head : figure.columns)
        m_headHeight = std::max(m_headHeight, textHeight(head, style.textFont(), across));
    m_headHeight += m_gap / 2;
    for (const auto& row : figure.rows)
        for (const auto& pane : row.panes)
            if (!pane.caption.isEmpty() && !pane.isEmpty())
                m_captionHeight
                    = std::max(m_captionHeight, textHeight(pane.caption, style.smallFont(), across));
    const double rowHeight = m_cell.height() + m_captionHeight + m_gap;
    m_legendTop = int(std::ceil(m_headHeight + rowHeight * double(figure.rows.size())));
    m_noteTop = m_legendTop + (m_withLegend ? layOutLegend() : 0);
    m_height
        = m_noteTop + (m_withNote ? textHeight(toQt(figure.note), style.smallFont(), width) + m_gap / 2 : 0);
}

int GridPainter::textHeight(const QString& text, const QFont& font, double width) const
{
    const QRect space(0, 0, std::max(1, int(width)), 1 << 20);
    return QFontMetrics(font).boundingRect(space, Qt::TextWordWrap, text).height();
}

QRectF GridPainter::cell(std::size_t row, std::size_t column) const
{
    return {QPointF(m_left + double(column) * (m_cell.width() + m_gap),
                m_headHeight + double(row) * (m_cell.height() + m_captionHeight + m_gap)),
        m_cell};
}

/// Entries beside each other, in as many lines as they need; the height of all.
int GridPainter::layOutLegend()
{
    const QFontMetrics metrics(m_style.smallFont());
    const double line = std::max<double>(metrics.height(), m_style.units(kBoxPoints)) * 1.15;
    double x = m_left, y = 0;
    for (const auto& entry : m_figure.legend) {
        const double needs
            = m_style.units(kBoxPoints) + m_gap * 0.75 + metrics.horizontalAdvance(entry.text) + 2.0 * m_gap;
        if (x > m_left && x + needs > m_width) {
            x = m_left;
            y += line;
        }
        m_legendPlaces.emplace_back(x, m_legendTop + y);
        x += needs;
    }
    return int(std::ceil(y + line)) + m_gap;
}

void GridPainter::paint(QPainter& painter, double dots) const
{
    painter.setRenderHint(QPainter::LosslessImageRendering); // labels have no colours between theirs
    painter.setPen(m_style.text);
    painter.setFont(m_style.textFont());
    for (std::size_t column = 0; column < std::size_t(m_figure.columns.size()); ++column) {
        const QRectF head(cell(0, column).left(), 0, m_cell.width(), m_headHeight - m_gap / 2.0);
        painter.drawText(head, int(Qt::AlignHCenter) | int(Qt::AlignBottom) | int(Qt::TextWordWrap),
            m_figure.columns[qsizetype(column)]);
    }
    for (std::size_t i = 0; i < m_figure.rows.size(); ++i) {
        const auto& row = m_figure.rows[i];
        const auto first = cell(i, 0);
        painter.setFont(m_style.smallFont());
        painter.save();
        painter.translate(0, first.bottom());
        painter.rotate(-90);
        painter.drawText(QRectF(0, 0, first.height(), m_left - m_gap / 2.0),
            int(Qt::AlignCenter) | int(Qt::TextDontClip), row.label);
        painter.restore();
        for (std::size_t column = 0; column < row.panes.size(); ++column)
            paintCell(painter, row, row.panes[column], cell(i, column), dots);
    }
    paintLegend(painter);
    if (m_withNote)
        painter.drawText(QRectF(0, m_noteTop, m_width, m_height - m_noteTop),
            int(Qt::AlignLeft) | int(Qt::AlignTop) | int(Qt::TextWordWrap), toQt(m_figure.note));
}

void GridPainter::paintCell(QPainter& painter, const GridFigure::Row& row, const MapPane& pane,
    const QRectF& space, double dots) const
{
    if (pane.isEmpty()) {
        painter.setPen(m_style.pen(Qt::gray, 0.5, Qt::DashLine));
        painter.drawRect(space);
        painter.setPen(m_style.text);
        painter.drawText(space.adjusted(m_gap, m_gap, -m_gap, -m_gap),
            int(Qt::AlignCenter) | int(Qt::TextWordWrap), pane.why);
        return;
    }
    const auto pixels
        = [&](double length) { return std::clamp(int(std::lround(length * dots)), 1, kMostPixels); };
    QImage picture(pixels(space.width()), pixels(space.height()), QImage::Format_RGB32);
    picture.fill(Qt::white);
    {
        QPainter inside(&picture);
        paintPane(inside, pane, row.viewport, picture.rect(), m_figure.opacity / 100.0);
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(space, picture);
    const QRectF below(space.left(), space.bottom(), space.width(), m_captionHeight);
    if (!pane.caption.isEmpty())
        painter.drawText(below,
            int(Qt::AlignHCenter) | int(Qt::AlignTop) | int(Qt::TextWordWrap) | int(Qt::TextDontClip),
            pane.caption);
}

void GridPainter::paintLegend(QPainter& painter) const
{
    if (!m_withLegend)
        return;
    const double box = m_style.units(kBoxPoints);
    const double line = std::max<double>(QFontMetrics(m_style.smallFont()).height(), box);
    for (std::size_t i = 0; i < m_figure.legend.size(); ++i) {
        const auto at = m_legendPlaces[i];
        const QRectF square(at.x(), at.y() + (line - box) / 2, box, box);
        painter.fillRect(square, m_figure.legend[i].color);
        painter.setPen(m_style.pen(Qt::gray, 0.4));
        painter.drawRect(square);
        painter.setPen(m_style.text);
        painter.drawText(QRectF(square.right() + m_gap * 0.75, at.y(), m_width, line),
            int(Qt::AlignLeft) | int(Qt::AlignVCenter) | int(Qt::TextDontClip), m_figure.legend[i].text);
    }
}

} // namespace modalscope
