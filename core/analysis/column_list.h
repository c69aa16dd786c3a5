#pragma once

#include "core/base/require.h"
#include "core/data/value_column.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

using RowNumbers = std::span<const std::int64_t>;

inline constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN(); ///< of a column: no value
inline constexpr std::int32_t kNoCode = -1; ///< of a column of texts: no value

/// Collects columns over the same rows. Names of foreign ones may be taken: names then differ also for those
/// who do not mind upper and lower case.
class ColumnList {
public:
    explicit ColumnList(RowNumbers rows)
        : m_rows(rows)
    { }

    void add(ValueColumn column); ///< a value for every row, else logic_error
    void addForeign(ValueColumn column); ///< adds " (dataset)" to a name that is taken

    /// `value(row)` for every row.
    template <class Value>
    void addNumbers(std::string name, Value value)
    {
        ValueColumn column{.name = std::move(name)};
        column.numbers.reserve(m_rows.size());
        for (const auto row : m_rows)
            column.numbers.push_back(value(row));
        add(std::move(column));
    }

    std::vector<ValueColumn> take() { return std::move(m_columns); }

private:
    bool isTaken(const std::string& name) const;

    RowNumbers m_rows;
    std::vector<ValueColumn> m_columns;
};

/// The texts of classes 0 .. count-1 and of every name, each once: numbers where there are no names; a name
/// that occurs again gets its number, "cat (3)".
std::vector<std::string> classTexts(const std::vector<std::string>& names, int count);

/// The texts of `rows`; categories in the order in which they occur.
ValueColumn textColumn(const std::string& name, const std::vector<std::string>& texts, RowNumbers rows);

} // namespace modalscope
