#pragma once

#include "core/base/result.h"
#include "core/data/filter_syntax.h"
#include "core/data/selection_mask.h"
#include "core/data/value_column.h"

#include <span>
#include <string_view>
#include <vector>

namespace modalscope {

/// Which rows of a table: `class == 3 and wrong and entropy > 1`. Comparisons (== != < <= > >=, one = too,
/// `contains`) of a column with a number, a text or another column of numbers; and, or, not, parentheses. A
/// column of numbers alone is true where it is not 0. Names and texts with spaces stand in quotes; left of a
/// sign stands a name, right of it a text when the column holds texts. A number compared with texts means the
/// text that is this number, or the index of the text when they are no numbers. `contains` knows no upper
/// case. A row without a value fulfils no comparison.
class FilterExpression {
public:
    /// Error: InvalidInput, one sentence with the character where it goes wrong.
    static Result<FilterExpression> parse(std::string_view text);

    /// The rows that fulfil it; every column has `rows` rows (else logic_error). Any thread.
    /// Error: InvalidInput with the character for a column that does not exist and a comparison that its
    /// values do not allow.
    Result<SelectionMask> select(std::span<const ValueColumn> columns, std::size_t rows) const;

private:
    std::vector<FilterNode> m_nodes;
};

} // namespace modalscope
