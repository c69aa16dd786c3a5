#include "app/window/render_report_table.h"

#include "core/base/text.h"
#include "core/figure/table_parts.h"
#include "widgets/base/text.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kColumnGap = 3 * PageFlow::kMillimetre;
constexpr double kLeastTextWidth = 24 * PageFlow::kMillimetre;
constexpr double kRowGap = 1.2 * PageFlow::kPoint;
const QColor kNoteColor(0x44, 0x44, 0x44);

PageCell tablePageCell(const TableCell& cell, bool isText, double points)
{
    const auto shown = shownCell(cell);
    PageCell out;
    out.look = {.points = points, .alignment = isText ? Qt::AlignLeft : Qt::AlignRight};
    out.text = toQt(shown.value);
    if (cell.best || cell.secondBest) {
        QTextLayout::FormatRange range{0, int(out.text.size()), {}};
        if (cell.best)
            range.format.setFontWeight(QFont::Bold);
        else
            range.format.setFontUnderline(true);
        out.formats.append(range);
    }
    if (!shown.deviation.empty())
        out.text += QStringLiteral(" ± ") + toQt(shown.deviation);
    out.text += toQt(cell.marker);
    if (!shown.count.empty())
        out.text += QStringLiteral(" (") + toQt(shown.count) + QLatin1Char(')');
    return out;
}

PageCell labelCell(const std::string& text, double points, bool bold, Qt::Alignment alignment)
{
    return {toQt(text), {.points = points, .bold = bold, .alignment = alignment}, {}};
}

/// A column before it has a place.
struct WantedColumn {
    bool isText = true;
    double natural = 0; ///< all on one line, heads broken at spaces
    double least = 0;
};

/// A table in one size of letters.
class TableDrawing {
public:
    TableDrawing(const Table& table, double points)
        : m_table(table)
        , m_points(points)
        , m_wanted(table.columns.size())
    {
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            want(m_wanted[c], c);
    }

    double naturalWidth() const
    {
        return std::accumulate(m_wanted.begin(), m_wanted.end(), -kColumnGap,
            [](double sum, const auto& column) { return sum + column.natural + kColumnGap; });
    }
    double leastWidth() const
    {
        return std::accumulate(m_wanted.begin(), m_wanted.end(), -kColumnGap,
            [](double sum, const auto& column) { return sum + column.least + kColumnGap; });
    }

    /// Of all rows on one line each.
    double leastHeight() const
    {
        constexpr double kLine = 1.4;
        return double(m_table.rows.size() + 2) * (m_points * kLine * PageFlow::kPoint + kRowGap);
    }

    void draw(PageFlow& flow) const
    {
        for (std::size_t first = 1; first < std::max<std::size_t>(2, m_wanted.size());) {
            std::vector<std::size_t> columns{0};
            double width = m_wanted.front().least;
            while (first < m_wanted.size()
                && (columns.size() == 1 || width + kColumnGap + m_wanted[first].least <= PageFlow::kWidth)) {
                width += kColumnGap + m_wanted[first].least;
                columns.push_back(first++);
            }
            drawColumns(flow, columns);
            if (first >= m_wanted.size())
                break;
            flow.space(2 * PageFlow::kMillimetre);
        }
    }

private:
    PageCell cellAt(const TableRow& row, std::size_t column) const
    {
        return column == 0 ? labelCell(row.label, m_points, false, Qt::AlignLeft)
                           : tablePageCell(row.cells[column - 1], m_wanted[column].isText, m_points);
    }

    PageCell headAt(std::size_t column) const
    {
        return labelCell(m_table.columns[column], m_points, true,
            m_wanted[column].isText ? Qt::AlignLeft : Qt::AlignRight);
    }

    void want(WantedColumn& column, std::size_t c) const
    {
        column.isText = isTextColumn(m_table, c);
        for (const auto& word : splitText(m_table.columns[c], ' '))
            column.natural = std::max(
                column.natural, PageFlow::textWidth(labelCell(word, m_points, true, Qt::AlignLeft)));
        for (const auto& row : m_table.rows)
            column.natural = std::max(column.natural, PageFlow::textWidth(cellAt(row, c)));
        column.least = column.isText ? std::min(column.natural, kLeastTextWidth) : column.natural;
    }

    /// Texts share what numbers leave, the short ones first.
    std::vector<PageColumn> placed(const std::vector<std::size_t>& columns) const
    {
        double left = PageFlow::kWidth - kColumnGap * double(columns.size() - 1);
        std::vector<std::size_t> order;
        std::vector<PageColumn> out(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto& column = m_wanted[columns[i]];
            if (column.isText) {
                order.push_back(i);
                continue;
            }
            out[i].width = column.natural;
            left -= column.natural;
        }
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return m_wanted[columns[a]].natural < m_wanted[columns[b]].natural;
        });
        for (std::size_t i = 0; i < order.size(); ++i) {
            const auto& column = m_wanted[columns[order[i]]];
            const double share = left / double(order.size() - i);
            out[order[i]].width = std::min(column.natural, std::max(share, column.least));
            left -= out[order[i]].width;
        }
        for (std::size_t i = 1; i < out.size(); ++i)
            out[i].left = out[i - 1].left + out[i - 1].width + kColumnGap;
        return out;
    }

    void drawColumns(PageFlow& flow, const std::vector<std::size_t>& columns) const
    {
        const auto places = placed(columns);
        const double width = places.back().left + places.back().width;
        const auto rule = [&](double points) {
            flow.rule(points, 0, width);
            flow.space(kRowGap);
        };
        const auto head = [&] {
            std::vector<PageCell> cells;
            for (const auto column : columns)
                cells.push_back(headAt(column));
            rule(0.8);
            flow.row(cells, places, kRowGap);
            rule(0.4);
        };
        head();
        for (const auto& row : m_table.rows) {
            if (row.ruleAbove && &row != &m_table.rows.front())
                rule(0.25);
            std::vector<PageCell> cells;
            for (const auto column : columns)
                cells.push_back(cellAt(row, column));
            flow.row(cells, places, kRowGap, head);
        }
        flow.rule(0.8, 0, width);
    }

    const Table& m_table;
    double m_points;
    std::vector<WantedColumn> m_wanted;
};

} // namespace

void drawReportTable(PageFlow& flow, const Table& table)
{
    requireRectangle(table);
    constexpr double kSizes[] = {8, 7.5, 7, 6.5, 6};
    constexpr double kWhole = 90 * PageFlow::kMillimetre; // up to this a table stays on one page
    constexpr double kKept = 30 * PageFlow::kMillimetre; // of a longer one below its title
    constexpr double kAround = 22 * PageFlow::kMillimetre; // title and note
    const double height = TableDrawing(table, kSizes[0]).leastHeight() + kAround;
    flow.space(4 * PageFlow::kMillimetre);
    flow.need(height <= kWhole ? height : kKept);
    if (!table.title.empty())
        flow.text({toQt(table.title), {.points = 8.5, .bold = true}, {}});
    flow.space(kRowGap);
    double points = kSizes[0];
    for (const double size : kSizes) {
        points = size;
        if (TableDrawing(table, size).naturalWidth() <= PageFlow::kWidth)
            break;
    }
    const bool breaksTexts = TableDrawing(table, kSizes[1]).leastWidth() <= PageFlow::kWidth * 0.7;
    if (points < kSizes[2] && breaksTexts)
        points = kSizes[1]; // long texts stay readable
    TableDrawing(table, points).draw(flow);
    flow.space(kRowGap);
    for (const auto& line : {table.note, markLegend(table, "Bold", "Underlined")})
        if (!line.empty())
            flow.text({toQt(line), {.points = 7.5, .color = kNoteColor}, {}});
}

} // namespace modalscope
