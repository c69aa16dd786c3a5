#include "core/analysis/column_list.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace modalscope {
namespace {

bool isSameName(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

} // namespace

void ColumnList::add(ValueColumn column)
{
    require(column.size() == m_rows.size(), "a value for every sample");
    m_columns.push_back(std::move(column));
}

void ColumnList::addForeign(ValueColumn column)
{
    while (isTaken(column.name))
        column.name += " (dataset)";
    add(std::move(column));
}

bool ColumnList::isTaken(const std::string& name) const
{
    return std::ranges::any_of(m_columns, [&](const auto& column) { return isSameName(column.name, name); });
}

std::vector<std::string> classTexts(const std::vector<std::string>& names, int count)
{
    std::vector<std::string> texts;
    std::unordered_set<std::string> seen;
    for (int c = 0; c < std::max(count, int(names.size())); ++c) {
        const auto number = std::to_string(c);
        auto text = std::size_t(c) < names.size() ? names[std::size_t(c)] : number;
        while (!seen.insert(text).second)
            text += " (" + number + ")";
        texts.push_back(std::move(text));
    }
    return texts;
}

ValueColumn textColumn(const std::string& name, const std::vector<std::string>& texts, RowNumbers rows)
{
    ValueColumn column{.name = name};
    std::unordered_map<std::string_view, std::int32_t> codes;
    for (const auto row : rows) {
        const auto& text = texts[std::size_t(row)];
        const auto [place, isNew] = codes.emplace(text, std::int32_t(column.categories.size()));
        if (isNew)
            column.categories.push_back(text);
        column.codes.push_back(place->second);
    }
    return column;
}

} // namespace modalscope
