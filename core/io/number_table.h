#pragma once

#include "core/base/result.h"
#include "core/data/array.h"
#include "core/io/byte_source.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

struct NumberTableOptions {
    std::vector<std::string> columns = {}; ///< of numbers; empty = all that are neither of the two below
    std::string labels = {}; ///< column of labels; empty = "label", "labels" or "class" when there is one
    std::int64_t mostRows = 0; ///< 0 = all
    std::uint64_t seed = 0; ///< which rows, see chosenRows()
};

/// Lines of numbers.
struct NumberTable {
    std::vector<std::string> columns; ///< of the numbers; "1", "2", ... without a head
    Array numbers; ///< [line, column]; an empty cell is NaN
    std::vector<std::string> labels; ///< [line]; empty = no column of labels
    std::vector<std::string> ids; ///< [line]; of a column "id" or "ids"; empty = there is none
    std::vector<std::int64_t> rows; ///< [line]: which line of data it is, from 0
    std::int64_t total = 0; ///< lines of data in the file
};

/// Comma, semicolon or tab between cells, whichever the first line has most of; that line is a head unless
/// every cell is a number. Cells may be in quotes, within one line. Read line by line. Error: Format, without
/// the file's name, with line and column of a cell that is no number and of a line that has other cells than
/// the first; Io.
Result<NumberTable> readNumberTable(const ByteSource& source, const NumberTableOptions& options = {});

} // namespace modalscope
