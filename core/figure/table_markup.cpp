#include "core/base/text.h"
#include "core/figure/table_parts.h"

#include <cmath>

namespace modalscope {
namespace {

constexpr const char* kTableStyle = R"(<style>
body { font-family: sans-serif; }
table { border-collapse: collapse; }
caption { text-align: left; padding-bottom: 0.5em; font-weight: bold; }
th, td { padding: 0.2em 0.8em; text-align: right; font-variant-numeric: tabular-nums; }
th.text, td.text { text-align: left; }
tbody th { font-weight: normal; }
thead, tbody { border-top: 1px solid; }
tbody:last-of-type { border-bottom: 2px solid; }
thead { border-top-width: 2px; }
</style>
)";

std::string markdownText(const std::string& text)
{
    std::string out;
    for (const char c : printableText(text)) {
        if (std::string_view("\\`*_[]<>|&#~$").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::string markdownCell(const TableCell& cell)
{
    const auto shown = shownCell(cell);
    const std::string look = cell.best ? "**" : cell.secondBest ? "_" : "";
    auto out = look + markdownText(shown.value) + look;
    if (!shown.deviation.empty())
        out += " ± " + shown.deviation;
    out += markdownText(cell.marker);
    return shown.count.empty() ? out : out + " (" + shown.count + ")";
}

std::string htmlNumber(const std::string& shown, double value)
{
    return "<data value=\"" + numberText(value) + "\">" + htmlText(shown) + "</data>";
}

std::string htmlCell(const TableCell& cell, bool isText)
{
    std::vector<std::string> from;
    if (!cell.source.empty())
        from.push_back(cell.source);
    if (!cell.runs.empty())
        from.push_back("runs: " + joinText(cell.runs, ", "));
    std::string out = isText ? "<td class=\"text\"" : "<td";
    if (!from.empty())
        out += " title=\"" + htmlText(joinText(from, "; ")) + "\"";
    out += ">";

    const auto shown = shownCell(cell);
    const auto value = shown.isNumber ? htmlNumber(shown.value, cell.value) : htmlText(shown.value);
    if (cell.best)
        out += "<strong>" + value + "</strong>";
    else
        out += cell.secondBest ? "<u>" + value + "</u>" : value;
    if (!shown.deviation.empty())
        out += " ± " + htmlNumber(shown.deviation, cell.deviation);
    if (!cell.marker.empty())
        out += "<sup>" + htmlText(cell.marker) + "</sup>";
    if (!shown.count.empty())
        out += " (" + shown.count + ")";
    return out + "</td>";
}

std::string htmlRows(const Table& table)
{
    std::string out = "<thead>\n<tr>";
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        out += (isTextColumn(table, c) ? R"(<th scope="col" class="text">)" : "<th scope=\"col\">")
            + htmlText(table.columns[c]) + "</th>";
    out += "</tr>\n</thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        if (row.ruleAbove && &row != &table.rows.front())
            out += "</tbody>\n<tbody>\n";
        out += R"(<tr><th scope="row" class="text">)" + htmlText(row.label) + "</th>";
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            out += htmlCell(row.cells[c], isTextColumn(table, c + 1));
        out += "</tr>\n";
    }
    return out + "</tbody>\n";
}

} // namespace

std::string htmlText(const std::string& text, bool keepLines)
{
    std::string out;
    for (const char c : printableText(text, keepLines)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string tableMarkdown(const Table& table)
{
    requireRectangle(table);
    std::string out = provenanceComment(table);
    if (!out.empty())
        out += "\n"; // what stands right behind a comment is not Markdown
    if (!table.title.empty())
        out += "**" + markdownText(table.title) + "**\n\n";
    std::string rule = "|";
    out += "|";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        out += " " + markdownText(table.columns[c]) + " |";
        rule += isTextColumn(table, c) ? ":---|" : "---:|";
    }
    out += "\n" + rule + "\n";
    for (const auto& row : table.rows) {
        out += "| " + markdownText(row.label) + " |";
        for (const auto& cell : row.cells)
            out += " " + markdownCell(cell) + " |";
        out += "\n";
    }
    for (const auto& line : {table.note, markLegend(table, "Bold", "Italic")})
        if (!line.empty())
            out += "\n" + markdownText(line) + "\n";
    return out;
}

std::string tableHtml(const Table& table)
{
    requireRectangle(table);
    std::string out = "<!DOCTYPE html>\n" + provenanceComment(table)
        + "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>"
        + htmlText(table.title.empty() ? table.name : table.title) + "</title>\n" + kTableStyle
        + "</head>\n<body>\n<table>\n";
    if (!table.title.empty())
        out += "<caption>" + htmlText(table.title) + "</caption>\n";
    out += htmlRows(table) + "</table>\n";
    for (const auto& line : {table.note, markLegend(table, "Bold", "Underlined")})
        if (!line.empty())
            out += "<p>" + htmlText(line) + "</p>\n";
    return out + "</body>\n</html>\n";
}

} // namespace modalscope
