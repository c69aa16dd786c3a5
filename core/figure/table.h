#pragma once

#include "core/figure/figure.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// One number of a table, or a text, and what it comes from.
struct TableCell {
    std::string text = {}; ///< stands instead of a number; empty = the number
    double value = kNoValue; ///< in the unit that the column's head names; NaN without a text is shown as –
    double deviation = kNoValue; ///< standard deviation over runs, in the same unit; NaN = not shown
    int decimals = 1; ///< digits behind the point, of both
    bool isDifference = false; ///< shown with its sign
    int n = 0; ///< runs behind it; 0 = not said, or none of `expected`
    int expected = 0; ///< runs that there should be: with fewer, "3 of 5" stands behind the number
    bool best = false, secondBest = false; ///< of what it is compared with, see markBest
    std::string marker = {}; ///< behind the number: "*"; the note says what it means
    std::vector<std::string> runs = {}; ///< ids
    std::string source = {}; ///< path in metrics.json: "test/fused/accuracy"
};

struct TableRow {
    std::string label;
    std::vector<TableCell> cells; ///< one for each column but the first
    bool ruleAbove = false; ///< begins a group
};

/// A table as a value: made from results, written in any format. The writers below show the same digits of
/// the same numbers; names from outside are escaped, so that no text can break a format.
struct Table {
    std::string name = {}; ///< file name without extension
    std::string title = {};
    std::string note = {}; ///< n, what ± is, protocol, markers
    std::vector<std::string> columns
        = {}; ///< heads with their units: "", "accuracy (%)"; the first of the labels
    std::vector<TableRow> rows = {};
    Provenance provenance = {};
};

/// A cell as every format shows it, without its look: this is where numbers are rounded.
struct ShownCell {
    std::string value; ///< "87.3", "+1.2", a text, "–"
    std::string deviation; ///< "1.2"; empty = not shown
    std::string count; ///< "3 of 5"; empty when runs are complete or not said
    bool isNumber = false;
};
ShownCell shownCell(const TableCell& cell);

/// Marks the best of `cells` and, of three and more, the second best. Numbers that are shown alike share the
/// mark, so that no digit that is not there decides; cells without a number take no part; nothing is marked
/// where all are shown alike. Marks from before are taken away.
void markBest(std::span<TableCell* const> cells, bool largestIsBest = true);

/// Aligned plain text for a terminal: [best], (second best).
std::string tableText(const Table& table);

/// One line per cell: row, column, what the other formats show, then value and standard deviation in full
/// precision (empty where there is none), n, expected, "best" or "second", marker, runs, source.
std::string tableCsv(const Table& table);

/// A pipe table: bold = best, italic = second best; provenance as a comment. Groups have no rules.
std::string tableMarkdown(const Table& table);

/// A `table` environment to \input: booktabs, title and note as its caption, \label{tab:name}, bold = best,
/// underlined = second best; provenance as comments.
std::string tableLatex(const Table& table);

/// A whole page with one `table`: caption, head, a body per group; full precision, runs and source stand in
/// the cells' attributes, provenance in a comment.
std::string tableHtml(const Table& table);

} // namespace modalscope
