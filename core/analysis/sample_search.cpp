#include "core/analysis/sample_search.h"

#include "core/analysis/sample_places.h"
#include "core/base/text.h"
#include "core/data/filter_expression.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace modalscope {
namespace {

std::string lowerText(std::string_view text)
{
    std::string lower(text);
    for (char& each : lower)
        if (each >= 'A' && each <= 'Z')
            each = char(each - 'A' + 'a');
    return lower;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpaces = " \t\n";
    const auto first = text.find_first_not_of(kSpaces);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

/// Whether a sign of comparison stands outside of quotes.
bool hasComparison(std::string_view text)
{
    char quote = 0;
    for (const char each : text) {
        if (quote != 0)
            quote = each == quote ? char(0) : quote;
        else if (each == '"' || each == '\'')
            quote = each;
        else if (each == '=' || each == '<' || each == '>')
            return true;
    }
    return false;
}

bool isNumberColumn(std::span<const ValueColumn> columns, const std::string& name)
{
    const auto lower = lowerText(name);
    return std::ranges::any_of(columns,
        [&](const auto& column) { return !column.isCategorical() && lowerText(column.name) == lower; });
}

bool isSearched(const ValueColumn& column)
{
    return column.isCategorical() && column.name != "prediction" && !column.name.starts_with("prediction ");
}

/// Adds the rows of one column in whose text the search stands.
void addFound(SelectionMask& found, const ValueColumn& column, const std::string& lower)
{
    std::vector<std::uint8_t> isFound(column.categories.size());
    std::ranges::transform(column.categories, isFound.begin(),
        [&](const auto& text) { return lowerText(text).find(lower) != std::string::npos ? 1 : 0; });
    for (std::size_t i = 0; i < column.codes.size(); ++i) {
        const auto code = std::size_t(std::uint32_t(column.codes[i]));
        if (code < isFound.size() && isFound[code] != 0)
            found.add(i);
    }
}

SelectionMask searchTexts(
    std::string_view text, std::span<const ValueColumn> columns, std::span<const std::int64_t> rows)
{
    SelectionMask found(rows.size());
    const auto lower = lowerText(text);
    for (const auto& column : columns)
        if (isSearched(column))
            addFound(found, column, lower);
    std::int64_t row = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
    const bool isWhole = error == std::errc() && end == text.data() + text.size();
    if (isWhole && found.isEmpty())
        if (const auto place = placeOfRow(rows, row); place >= 0)
            found.add(std::size_t(place));
    return found;
}

void appendNumber(std::string& line, float value)
{
    if (std::isnan(value))
        return;
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    line.append(digits, end);
}

} // namespace

bool isFilter(std::string_view text, std::span<const ValueColumn> columns)
{
    if (hasComparison(text))
        return true;
    const auto parts = parseFilter(text);
    if (!parts)
        return false;
    return std::ranges::all_of(parts.value(), [&](const FilterNode& part) {
        return part.kind != FilterNode::Kind::Is || isNumberColumn(columns, part.left.text);
    });
}

Result<SelectionMask> searchSamples(
    std::string_view text, std::span<const ValueColumn> columns, std::span<const std::int64_t> rows)
{
    text = trimmed(text);
    if (text.empty())
        return SelectionMask(rows.size());
    if (!isFilter(text, columns))
        return searchTexts(text, columns, rows);
    const auto filter = FilterExpression::parse(text);
    return filter ? filter.value().select(columns, rows.size()) : filter.error();
}

std::string sampleCsv(
    std::span<const ValueColumn> columns, std::span<const std::int64_t> rows, const SelectionMask& selected)
{
    std::string text = "row";
    for (const auto& column : columns)
        text += "," + csvCell(column.name);
    text += '\n';
    selected.forEach([&](std::size_t i) {
        text += std::to_string(rows[i]);
        for (const auto& column : columns) {
            text += ',';
            if (column.isCategorical())
                text += csvCell(column.category(i));
            else
                appendNumber(text, column.numbers[i]);
        }
        text += '\n';
    });
    return text;
}

} // namespace modalscope
