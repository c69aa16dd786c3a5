#include "core/data/filter_expression.h"

#include "core/base/require.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace modalscope {
namespace {

std::string inLowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& each : lower)
        if (each >= 'A' && each <= 'Z')
            each = char(each - 'A' + 'a');
    return lower;
}

Error rowProblem(const std::string& what, const FilterWord& word)
{
    return invalidInput("the filter does not fit " + filterPlace(word) + ": " + what);
}

/// The column of this name; when there is none, one that differs in upper and lower case only.
const ValueColumn* columnOf(std::span<const ValueColumn> columns, const std::string& name)
{
    for (const auto& column : columns)
        if (column.name == name)
            return &column;
    const auto lower = inLowerCase(name);
    for (const auto& column : columns)
        if (inLowerCase(column.name) == lower)
            return &column;
    return nullptr;
}

Result<const ValueColumn*> neededColumn(std::span<const ValueColumn> columns, const FilterWord& word)
{
    if (const auto* found = columnOf(columns, word.text))
        return found;
    std::vector<std::string> names;
    for (const auto& column : columns)
        names.push_back(column.name);
    return rowProblem("there is no column \"" + word.text + "\"; there are: " + joinText(names, ", "), word);
}

/// A bit for every row from `isTrue(row)`.
template <class Condition>
SelectionMask maskOf(std::size_t rows, Condition isTrue)
{
    SelectionMask mask(rows);
    auto words = mask.words();
    for (std::size_t w = 0; w < words.size(); ++w) {
        const auto first = w * 64, count = std::min<std::size_t>(64, rows - first);
        std::uint64_t word = 0;
        for (std::size_t b = 0; b < count; ++b)
            word |= std::uint64_t(isTrue(first + b)) << b;
        words[w] = word;
    }
    return mask;
}

/// `value(row)` beside `other(row)`. NaN fulfils nothing, not even "is not".
template <class Value, class Other>
SelectionMask compared(FilterCompare compare, std::size_t rows, Value value, Other other)
{
    switch (compare) {
    case FilterCompare::Equal:
        return maskOf(rows, [&](auto row) { return value(row) == other(row); });
    case FilterCompare::NotEqual:
        return maskOf(rows, [&](auto row) { return value(row) < other(row) || value(row) > other(row); });
    case FilterCompare::Less:
        return maskOf(rows, [&](auto row) { return value(row) < other(row); });
    case FilterCompare::LessEqual:
        return maskOf(rows, [&](auto row) { return value(row) <= other(row); });
    case FilterCompare::Greater:
        return maskOf(rows, [&](auto row) { return value(row) > other(row); });
    case FilterCompare::GreaterEqual:
        return maskOf(rows, [&](auto row) { return value(row) >= other(row); });
    case FilterCompare::Contains:
        break;
    }
    return SelectionMask(rows);
}

FilterCompare turnedRound(FilterCompare compare)
{
    switch (compare) {
    case FilterCompare::Less:
        return FilterCompare::Greater;
    case FilterCompare::LessEqual:
        return FilterCompare::GreaterEqual;
    case FilterCompare::Greater:
        return FilterCompare::Less;
    case FilterCompare::GreaterEqual:
        return FilterCompare::LessEqual;
    default:
        return compare;
    }
}

/// Rows of texts whose category is true in `isChosen`.
SelectionMask rowsOf(const ValueColumn& column, const std::vector<std::uint8_t>& isChosen)
{
    return maskOf(column.codes.size(), [&](auto row) {
        const auto code = std::size_t(std::uint32_t(column.codes[row]));
        return code < isChosen.size() && isChosen[code] != 0;
    });
}

/// What a number compared with each category is compared with: the categories as numbers, or their indices.
std::vector<double> categoryNumbers(const ValueColumn& column)
{
    std::vector<double> numbers(column.categories.size());
    bool areNumbers = true;
    for (std::size_t i = 0; i < numbers.size() && areNumbers; ++i) {
        numbers[i] = numberFromText(column.categories[i]);
        areNumbers = std::isfinite(numbers[i]);
    }
    for (std::size_t i = 0; i < numbers.size() && !areNumbers; ++i)
        numbers[i] = double(i);
    return numbers;
}

/// A column of texts beside a number or a text.
Result<SelectionMask> comparedTexts(
    const ValueColumn& column, FilterCompare compare, const FilterWord& with, const FilterWord& place)
{
    const auto count = column.categories.size();
    std::vector<std::uint8_t> isChosen(count);
    if (compare == FilterCompare::Contains) {
        const auto part = inLowerCase(with.text);
        for (std::size_t i = 0; i < count; ++i)
            isChosen[i] = inLowerCase(column.categories[i]).find(part) != std::string::npos;
        return rowsOf(column, isChosen);
    }
    if (with.isNumber) {
        const auto numbers = categoryNumbers(column);
        const auto chosen = compared(
            compare, count, [&](auto i) { return numbers[i]; }, [&](auto) { return with.number; });
        chosen.forEach([&](auto i) { isChosen[i] = 1; });
        return rowsOf(column, isChosen);
    }
    if (compare != FilterCompare::Equal && compare != FilterCompare::NotEqual)
        return rowProblem(
            "texts of \"" + column.name + "\" are compared with ==, != and contains only", place);
    const auto found = std::find(column.categories.begin(), column.categories.end(), with.text);
    if (found == column.categories.end())
        return rowProblem("no row of \"" + column.name + "\" can be \"" + with.text + "\"", with);
    std::fill(isChosen.begin(), isChosen.end(), std::uint8_t(compare == FilterCompare::NotEqual));
    isChosen[std::size_t(found - column.categories.begin())] = compare == FilterCompare::Equal;
    return rowsOf(column, isChosen);
}

Result<SelectionMask> comparison(
    const FilterNode& node, std::span<const ValueColumn> columns, std::size_t rows)
{
    if (node.left.isNumber && node.right.isNumber)
        return rowProblem("one side of a comparison is the name of a column", node.left);
    const auto& name = node.left.isNumber ? node.right : node.left;
    const auto& with = node.left.isNumber ? node.left : node.right;
    const auto compare = node.left.isNumber ? turnedRound(node.compare) : node.compare;
    const auto found = neededColumn(columns, name);
    if (!found)
        return found.error();
    const auto& column = *found.value();
    if (column.isCategorical())
        return comparedTexts(column, compare, with, node.left);
    if (compare == FilterCompare::Contains)
        return rowProblem("\"" + column.name + "\" holds numbers, which contain no text", name);
    const auto value = [&](std::size_t row) { return column.numbers[row]; };
    if (with.isNumber) // as exact as the column: 0.1 is found
        return compared(compare, rows, value, [number = float(with.number)](auto) { return number; });
    const auto other = neededColumn(columns, with);
    if (!other)
        return rowProblem(
            "\"" + column.name + "\" holds numbers; \"" + with.text + "\" is neither a number nor a column",
            with);
    if (other.value()->isCategorical())
        return rowProblem("\"" + with.text + "\" holds texts, \"" + column.name + "\" numbers", with);
    return compared(compare, rows, value, [&](auto row) { return other.value()->numbers[row]; });
}

Result<SelectionMask> trueRows(const FilterNode& node, std::span<const ValueColumn> columns, std::size_t rows)
{
    const auto found = neededColumn(columns, node.left);
    if (!found)
        return found.error();
    const auto& column = *found.value();
    if (column.isCategorical())
        return rowProblem(
            "\"" + column.name + "\" holds texts; compare it with one, as in " + column.name + " == ...",
            node.left);
    return maskOf(rows, [&](auto row) { return column.numbers[row] < 0 || column.numbers[row] > 0; });
}

} // namespace

Result<FilterExpression> FilterExpression::parse(std::string_view text)
{
    auto nodes = parseFilter(text);
    if (!nodes)
        return nodes.error();
    FilterExpression expression;
    expression.m_nodes = std::move(nodes).value();
    return expression;
}

Result<SelectionMask> FilterExpression::select(std::span<const ValueColumn> columns, std::size_t rows) const
{
    for (const auto& column : columns)
        require(column.size() == rows, "columns have a value for every row");
    std::vector<SelectionMask> made(m_nodes.size()); // each is used once, by a part behind it
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const auto& node = m_nodes[i];
        const auto use = [&](std::size_t part) { return std::exchange(made[part], {}); };
        if (node.kind == FilterNode::Kind::Is || node.kind == FilterNode::Kind::Compare) {
            auto mask = node.kind == FilterNode::Kind::Is ? trueRows(node, columns, rows)
                                                          : comparison(node, columns, rows);
            if (!mask)
                return mask.error();
            made[i] = std::move(mask).value();
        } else if (node.kind == FilterNode::Kind::Not) {
            made[i] = use(node.first);
            made[i].invert();
        } else {
            made[i] = use(node.first);
            if (node.kind == FilterNode::Kind::And)
                made[i] &= use(node.second);
            else
                made[i] |= use(node.second);
        }
    }
    return m_nodes.empty() ? SelectionMask(rows) : std::move(made.back());
}

} // namespace modalscope
