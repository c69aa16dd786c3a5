#include "core/figure/table.h"

#include "core/base/require.h"
#include "core/base/text.h"
#include "core/figure/figure_origin.h"
#include "core/figure/table_parts.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modalscope {
namespace {

std::string roundedText(double value, int decimals)
{
    const auto text = fixedText(value, decimals);
    const bool isMinusZero = text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos;
    return isMinusZero ? text.substr(1) : text;
}

bool hasNumber(const TableCell& cell)
{
    return cell.text.empty() && !std::isnan(cell.value);
}

/// The number that is shown.
double roundedNumber(const TableCell& cell)
{
    return numberFromText(roundedText(cell.value, cell.decimals));
}

} // namespace

ShownCell shownCell(const TableCell& cell)
{
    ShownCell out;
    if (cell.n < cell.expected)
        out.count = std::to_string(cell.n) + " of " + std::to_string(cell.expected);
    out.isNumber = hasNumber(cell);
    if (!out.isNumber) {
        out.value = cell.text.empty() ? "–" : cell.text;
        return out;
    }
    out.value = roundedText(cell.value, cell.decimals);
    if (cell.isDifference && roundedNumber(cell) > 0)
        out.value = "+" + out.value;
    if (!std::isnan(cell.deviation))
        out.deviation = roundedText(cell.deviation, cell.decimals);
    return out;
}

void markBest(std::span<TableCell* const> cells, bool largestIsBest)
{
    std::set<double> places; // smallest is best
    const auto placeOf
        = [&](const TableCell& cell) { return roundedNumber(cell) * (largestIsBest ? -1 : 1); };
    int taking = 0;
    for (auto* cell : cells) {
        cell->best = cell->secondBest = false;
        if (hasNumber(*cell)) {
            places.insert(placeOf(*cell));
            ++taking;
        }
    }
    if (places.size() < 2)
        return;
    for (auto* cell : cells) {
        if (!hasNumber(*cell))
            continue;
        cell->best = placeOf(*cell) == *places.begin();
        cell->secondBest = taking >= 3 && placeOf(*cell) == *std::next(places.begin());
    }
}

void requireRectangle(const Table& table)
{
    for (const auto& row : table.rows)
        require(row.cells.size() + 1 == table.columns.size(), "a cell for each column");
}

bool isTextColumn(const Table& table, std::size_t column)
{
    return column == 0 || std::all_of(table.rows.begin(), table.rows.end(), [&](const TableRow& row) {
        return !row.cells[column - 1].text.empty();
    });
}

std::string markLegend(const Table& table, const std::string& bestLook, const std::string& secondLook)
{
    bool best = false;
    bool second = false;
    for (const auto& row : table.rows) {
        for (const auto& cell : row.cells) {
            best = best || cell.best;
            second = second || cell.secondBest;
        }
    }
    std::vector<std::string> sentences;
    if (best)
        sentences.push_back(bestLook + ": best.");
    if (second)
        sentences.push_back(secondLook + ": second best.");
    return joinText(sentences, " ");
}

std::vector<std::string> provenanceLines(const Table& table)
{
    Figure origin;
    origin.provenance = table.provenance;
    return originLines(origin);
}

std::string provenanceComment(const Table& table)
{
    std::string out;
    for (const auto& line : provenanceLines(table)) {
        out += out.empty() ? "<!-- " : "\n     ";
        for (const char c : line) {
            if (c == '>' && (out.ends_with("--") || out.ends_with("--!")))
                out += ' '; // would end the comment
            out += c;
        }
    }
    return out.empty() ? out : out + " -->\n";
}

} // namespace modalscope
