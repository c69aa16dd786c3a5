#include "core/base/text.h"
#include "core/figure/table_parts.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Characters as a terminal counts them.
std::size_t charactersOf(const std::string& text)
{
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string plainCell(const TableCell& cell, bool withMarks)
{
    const auto shown = shownCell(cell);
    auto text = shown.value;
    if (withMarks && cell.best)
        text = "[" + text + "]";
    else if (withMarks && cell.secondBest)
        text = "(" + text + ")";
    if (!shown.deviation.empty())
        text += " ± " + shown.deviation;
    text += cell.marker;
    if (!shown.count.empty())
        text += " (" + shown.count + ")";
    return printableText(text);
}

/// [line][column], the heads first.
std::vector<std::vector<std::string>> plainLines(const Table& table)
{
    std::vector<std::vector<std::string>> lines(1);
    for (const auto& head : table.columns)
        lines[0].push_back(printableText(head));
    for (const auto& row : table.rows) {
        auto& line = lines.emplace_back(1, printableText(row.label));
        for (const auto& cell : row.cells)
            line.push_back(plainCell(cell, true));
    }
    return lines;
}

std::string numberOrNothing(double value)
{
    return std::isnan(value) ? "" : numberText(value);
}

} // namespace

std::string tableText(const Table& table)
{
    requireRectangle(table);
    const auto lines = plainLines(table);
    std::vector<std::size_t> widths(table.columns.size());
    std::size_t whole = 0;
    for (std::size_t c = 0; c < widths.size(); ++c) {
        for (const auto& line : lines)
            widths[c] = std::max(widths[c], charactersOf(line[c]));
        whole += widths[c] + (c == 0 ? 0 : 2);
    }
    std::string out = table.title.empty() ? "" : printableText(table.title) + "\n\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i == 1 || (i > 1 && table.rows[i - 1].ruleAbove))
            out += std::string(whole, '-') + "\n";
        std::string text;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            const std::string gap(widths[c] - charactersOf(lines[i][c]), ' ');
            text += (c == 0 ? "" : "  ") + (isTextColumn(table, c) ? lines[i][c] + gap : gap + lines[i][c]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + "\n";
    }
    auto below = provenanceLines(table);
    below.insert(below.begin(), {table.note, markLegend(table, "[ ]", "( )")});
    std::string gap = "\n";
    for (const auto& line : below) {
        if (line.empty())
            continue;
        out += gap + printableText(line, true) + "\n";
        gap.clear();
    }
    return out;
}

std::string tableCsv(const Table& table)
{
    requireRectangle(table);
    std::string out = "row,column,shown,value,sd,n,expected,mark,marker,runs,source\n";
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const auto& cell = row.cells[c];
            std::vector<std::string> fields{row.label, table.columns[c + 1], plainCell(cell, false),
                numberOrNothing(cell.value), numberOrNothing(cell.deviation), std::to_string(cell.n),
                std::to_string(cell.expected),
                cell.best             ? "best"
                    : cell.secondBest ? "second"
                                      : "",
                cell.marker, joinText(cell.runs, " "), cell.source};
            for (auto& field : fields)
                field = csvCell(field);
            out += joinText(fields, ",") + "\n";
        }
    }
    return out;
}

} // namespace modalscope
