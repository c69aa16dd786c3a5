#pragma once

#include "core/base/result.h"
#include "core/data/selection_mask.h"
#include "core/data/value_column.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace modalscope {

/// Whether a search is a filter (`filter_expression.h`) and no plain text: it has a sign of comparison
/// outside of quotes or the word `contains`, or it consists of and, or, not and names of columns of numbers
/// alone
/// ("wrong", "wrong and not confident").
bool isFilter(std::string_view text, std::span<const ValueColumn> columns);

/// The samples that a person searches for: those that fulfil the filter, else those with the text, whatever
/// its upper case, in their id, the name of their class or any other column of texts but predictions. A whole
/// number that stands nowhere there is the row of the split. An empty text finds nothing. `rows` of the
/// samples, a value of each column for each. Error: of the filter, one sentence.
Result<SelectionMask> searchSamples(
    std::string_view text, std::span<const ValueColumn> columns, std::span<const std::int64_t> rows);

/// A line for each selected sample: its row of the split and the value of every column; empty cells where
/// there is none. Numbers read back as the same single-precision values.
std::string sampleCsv(
    std::span<const ValueColumn> columns, std::span<const std::int64_t> rows, const SelectionMask& selected);

} // namespace modalscope
