#pragma once

#include "core/figure/table.h"

#include <string>
#include <vector>

namespace modalscope {

/// What the writers of tables share.

/// Throws std::logic_error unless every row has a cell for each column.
void requireRectangle(const Table& table);

/// Numbers stand to the right, names to the left: nothing but texts in a column, or its labels.
bool isTextColumn(const Table& table, std::size_t column);

/// "Bold: best. Italic: second best." of the marks that occur; empty when there are none.
std::string markLegend(const Table& table, const std::string& bestLook, const std::string& secondLook);

/// Program, runs, specification and command, a fact a line.
std::vector<std::string> provenanceLines(const Table& table);

/// Text as an element's content or an attribute's value in HTML; line ends become spaces unless they are
/// kept.
std::string htmlText(const std::string& text, bool keepLines = false);

/// Provenance as a comment for HTML and Markdown.
std::string provenanceComment(const Table& table);

} // namespace modalscope
