#include "app/window/render_report_flow.h"

#include "app/window/render_report_svg.h"
#include "widgets/plot/figure_style.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kLeftMargin = 20 * PageFlow::kMillimetre;
constexpr double kTopMargin = 18 * PageFlow::kMillimetre;
constexpr double kTextHeight = 253 * PageFlow::kMillimetre; // of 297

/// Breaks the text into lines; returns its height.
double layOut(QTextLayout& layout, const PageCell& cell, double width)
{
    QTextOption option(cell.look.alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.setFormats(cell.formats);
    layout.setCacheEnabled(true);
    layout.beginLayout();
    double height = 0;
    for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += line.height() * 1.12;
    }
    layout.endLayout();
    return height;
}

} // namespace

QFont PageText::font() const
{
    auto style = paperStyle(points);
    if (fixedWidth)
        style.families = {QStringLiteral("Liberation Mono"), QStringLiteral("DejaVu Sans Mono"),
            QStringLiteral("Courier New")};
    return style.font(points, bold);
}

PageFlow::PageFlow(QPdfWriter* writer, QPainter* painter, const QString& footer, int pages)
    : m_writer(writer)
    , m_painter(painter)
    , m_footer(footer)
    , m_pages(pages)
    , m_height(kTextHeight)
{
    if (m_painter != nullptr)
        m_painter->translate(kLeftMargin, kTopMargin);
    writeFooter();
}

void PageFlow::writeFooter()
{
    if (m_painter == nullptr)
        return;
    const PageText look{.points = 7.5, .color = QColor(0x55, 0x55, 0x55)};
    m_painter->setFont(look.font());
    m_painter->setPen(look.color);
    const QRectF place(0, kTextHeight + 6 * kMillimetre, kWidth, 5 * kMillimetre);
    const auto number
        = m_pages > 0 ? QStringLiteral("%1 / %2").arg(m_page).arg(m_pages) : QString::number(m_page);
    const QFontMetricsF metrics(look.font());
    m_painter->drawText(place, Qt::AlignLeft | Qt::AlignTop,
        metrics.elidedText(m_footer, Qt::ElideMiddle, kWidth - 25 * kMillimetre));
    m_painter->drawText(place, Qt::AlignRight | Qt::AlignTop, number);
}

void PageFlow::breakPage()
{
    if (m_writer != nullptr)
        m_writer->newPage();
    ++m_page;
    m_y = 0;
    writeFooter();
}

void PageFlow::space(double height)
{
    if (m_y > 0)
        m_y += height;
}

void PageFlow::need(double height)
{
    if (m_y > 0 && m_y + height > m_height)
        breakPage();
}

void PageFlow::text(const PageCell& cell, double indent)
{
    QTextLayout layout(cell.text, cell.look.font());
    layOut(layout, cell, kWidth - indent);
    for (int i = 0; i < layout.lineCount(); ++i) {
        const auto line = layout.lineAt(i);
        const double height = line.height() * 1.12;
        need(height);
        if (m_painter != nullptr) {
            m_painter->setPen(cell.look.color);
            line.draw(m_painter, QPointF(indent, m_y - line.y()));
        }
        m_y += height;
    }
}

void PageFlow::row(const std::vector<PageCell>& cells, const std::vector<PageColumn>& columns, double gap,
    const std::function<void()>& onBreak)
{
    std::vector<std::unique_ptr<QTextLayout>> layouts;
    double height = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        layouts.push_back(std::make_unique<QTextLayout>(cells[i].text, cells[i].look.font()));
        height = std::max(height, layOut(*layouts.back(), cells[i], columns[i].width));
    }
    if (m_y > 0 && m_y + height + gap > m_height) {
        breakPage();
        if (onBreak)
            onBreak();
    }
    if (m_painter != nullptr)
        for (std::size_t i = 0; i < cells.size(); ++i) {
            m_painter->setPen(cells[i].look.color);
            layouts[i]->draw(m_painter, QPointF(columns[i].left, m_y));
        }
    m_y += height + gap;
}

void PageFlow::rule(double points, double left, double right)
{
    if (m_painter != nullptr) {
        m_painter->setPen(QPen(QColor(0x33, 0x33, 0x33), points * kPoint, Qt::SolidLine, Qt::FlatCap));
        m_painter->drawLine(QPointF(left, m_y), QPointF(right, m_y));
    }
    m_y += points * kPoint;
}

void PageFlow::shade(double height)
{
    if (m_painter != nullptr)
        m_painter->fillRect(QRectF(0, m_y, kWidth, height), QColor(0xf2, 0xf4, 0xf6));
}

void PageFlow::figure(const DrawnFigure& figure)
{
    if (figure.svg.isEmpty())
        return;
    const auto size = figure.millimetres * kMillimetre;
    need(size.height());
    if (m_painter != nullptr)
        drawFigureSvg(*m_painter, figure.svg, QRectF(QPointF((kWidth - size.width()) / 2, m_y), size));
    m_y += size.height();
}

double PageFlow::textWidth(const PageCell& cell)
{
    auto font = cell.look.font();
    const bool isBold = std::any_of(cell.formats.begin(), cell.formats.end(),
        [](const auto& range) { return range.format.fontWeight() >= QFont::Bold; });
    font.setBold(cell.look.bold || isBold);
    return std::ceil(QFontMetricsF(font).horizontalAdvance(cell.text)) + kPoint;
}

double PageFlow::textHeight(const PageCell& cell, double width)
{
    QTextLayout layout(cell.text, cell.look.font());
    return layOut(layout, cell, width);
}

} // namespace modalscope
