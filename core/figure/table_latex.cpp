#include "core/base/text.h"
#include "core/figure/pgfplots_text.h"
#include "core/figure/table_parts.h"

#include <algorithm>

namespace modalscope {
namespace {

/// `text` with the look of its mark.
std::string markedLatex(const TableCell& cell, const std::string& text)
{
    if (cell.best)
        return "\\textbf{" + text + "}";
    return cell.secondBest ? "\\underline{" + text + "}" : text;
}

std::string latexCell(const TableCell& cell)
{
    const auto shown = shownCell(cell);
    std::string out;
    if (shown.isNumber) {
        // The sign stays outside of \textbf, where a minus would be a hyphen.
        const auto digits = shown.value.find_first_not_of("+-");
        out = "$" + shown.value.substr(0, digits) + markedLatex(cell, shown.value.substr(digits));
        out += (shown.deviation.empty() ? "" : " \\pm " + shown.deviation) + "$";
    } else {
        out = markedLatex(cell, pgfplotsText(shown.value));
    }
    if (!cell.marker.empty())
        out += "\\textsuperscript{" + pgfplotsText(cell.marker) + "}";
    return shown.count.empty() ? out : out + " (" + shown.count + ")";
}

/// The first cell of a line: behind \\ a bracket or a star would be taken for its option.
std::string latexHead(const std::string& text)
{
    const bool isOption = text.starts_with('[') || text.starts_with('*');
    return (isOption ? "{}" : "") + pgfplotsText(text);
}

/// Title and note as sentences.
std::string latexCaption(const Table& table)
{
    std::string out;
    for (const auto& part : {table.title, table.note, markLegend(table, "Bold", "Underlined")}) {
        if (part.empty())
            continue;
        out += (out.empty() ? "" : " ") + pgfplotsText(part);
        if (std::string_view(".!?:").find(part.back()) == std::string_view::npos)
            out += ".";
    }
    return out;
}

/// What \label takes without a doubt.
std::string labelText(std::string name)
{
    std::replace_if(
        name.begin(), name.end(),
        [](char c) {
            const bool isPlain
                = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
            return !isPlain;
        },
        '-');
    return name;
}

} // namespace

std::string tableLatex(const Table& table)
{
    requireRectangle(table);
    std::string out;
    for (const auto& line : provenanceLines(table))
        out += "% " + line + "\n";
    out += "% needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}\n";
    out += "\\begin{table}\n  \\centering\n  \\caption{" + latexCaption(table)
        + "}\n  \\label{tab:" + labelText(table.name) + "}\n  \\begin{tabular}{";
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        out += isTextColumn(table, c) ? 'l' : 'r';
    out += "}\n    \\toprule\n   ";
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        out += (c == 0 ? " " : " & ")
            + (c == 0 ? latexHead(table.columns[c]) : pgfplotsText(table.columns[c]));
    out += " \\\\\n    \\midrule\n";
    for (const auto& row : table.rows) {
        if (row.ruleAbove && &row != &table.rows.front())
            out += "    \\midrule\n";
        out += "    " + latexHead(row.label);
        for (const auto& cell : row.cells)
            out += " & " + latexCell(cell);
        out += " \\\\\n";
    }
    return out + "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
}

} // namespace modalscope
