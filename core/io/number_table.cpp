#include "core/io/number_table.h"

#include "core/base/text.h"
#include "core/data/feature_set.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace modalscope {
namespace {

constexpr std::uint64_t kLongestTableLine = 64 << 20;

Error tableError(const std::string& what)
{
    return {ErrorKind::Format, what};
}

std::string_view withoutSpace(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    const auto last = text.find_last_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

/// An empty cell is NaN; nothing for what is no number.
std::optional<double> cellNumber(std::string_view text)
{
    text = withoutSpace(text);
    if (text.empty() || text == "NA" || text == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (text.front() == '+')
        text.remove_prefix(1);
    double value = 0;
    const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (stop != text.data() + text.size() || text.empty())
        return std::nullopt;
    if (code == std::errc::result_out_of_range) // too small or too large for a double
        return text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos
            ? 0.0
            : std::numeric_limits<double>::infinity();
    return code == std::errc() ? std::optional(value) : std::nullopt;
}

/// The lines of a file, with or without a line end behind the last.
class LineReader {
public:
    explicit LineReader(const ByteSource& source)
        : m_cursor(source, 0, source.size())
    { }

    /// Nothing at the end, or when failed(). Lines without anything are passed over.
    std::optional<std::string_view> next()
    {
        while (m_cursor.left() > 0) {
            ++m_number;
            auto line = m_cursor.takeLine(kLongestTableLine);
            if (!line) {
                if (m_cursor.left() > kLongestTableLine) {
                    m_error = "line " + std::to_string(m_number) + " is longer than 64 MB";
                    return std::nullopt;
                }
                line = m_cursor.take(m_cursor.left());
                if (!line) {
                    m_error = "cannot be read";
                    return std::nullopt;
                }
            }
            if (m_number == 1 && line->starts_with("\xEF\xBB\xBF"))
                line->remove_prefix(3);
            if (!withoutSpace(*line).empty())
                return line;
        }
        return std::nullopt;
    }

    std::int64_t number() const { return m_number; } ///< of the line that came last, from 1
    const std::string& error() const { return m_error; }

private:
    ByteCursor m_cursor;
    std::int64_t m_number = 0;
    std::string m_error;
};

/// Cells of a line; nothing when a quote is never closed.
bool splitCells(std::string_view line, char separator, std::vector<std::string>& cells)
{
    cells.clear();
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    for (std::size_t i = 0;; ++i) {
        auto& cell = cells.emplace_back();
        const auto open = line.find_first_not_of(' ', i);
        if (open != std::string_view::npos && line[open] == '"') {
            for (i = open + 1;; ++i) {
                if (i >= line.size())
                    return false;
                if (line[i] != '"')
                    cell += line[i];
                else if (i + 1 < line.size() && line[i + 1] == '"')
                    cell += line[i++];
                else
                    break;
            }
            i = std::min(line.find(separator, i), line.size());
        } else {
            const auto end = std::min(line.find(separator, i), line.size());
            cell = line.substr(i, end - i);
            i = end;
        }
        if (i >= line.size())
            return true;
    }
}

/// What each column of the file is.
struct TableHead {
    char separator = ',';
    bool hasNames = false;
    std::vector<std::string> names;
    std::vector<std::size_t> numbers; ///< columns of numbers
    std::optional<std::size_t> labels, ids;
};

char separatorOf(std::string_view line)
{
    constexpr std::array<char, 3> all{',', ';', '\t'};
    return *std::ranges::max_element(all, {}, [&](char c) { return std::ranges::count(line, c); });
}

std::string namesText(const std::vector<std::string>& names)
{
    constexpr std::size_t kShown = 20;
    std::vector<std::string> some(
        names.begin(), names.begin() + std::ptrdiff_t(std::min(kShown, names.size())));
    return printableText(joinText(some, ", ")) + (names.size() > kShown ? ", ..." : "");
}

Result<TableHead> readTableHead(std::string_view line, const NumberTableOptions& options)
{
    TableHead head;
    head.separator = separatorOf(line);
    if (!splitCells(line, head.separator, head.names))
        return tableError("line 1: a quote is never closed");
    head.hasNames = !std::ranges::all_of(
        head.names, [](const auto& cell) { return !withoutSpace(cell).empty() && cellNumber(cell); });
    for (std::size_t i = 0; i < head.names.size(); ++i)
        head.names[i] = head.hasNames ? std::string(withoutSpace(head.names[i])) : std::to_string(i + 1);
    const auto place = [&](const std::string& name) -> std::optional<std::size_t> {
        const auto found = std::ranges::find(head.names, name);
        return found == head.names.end() ? std::nullopt
                                         : std::optional(std::size_t(found - head.names.begin()));
    };
    const auto missing = [&](const std::string& name) {
        return Error{ErrorKind::InvalidInput,
            "has no column " + printableText(name) + "; it has " + namesText(head.names)
                + (head.hasNames ? "" : " (its first line is no head)")};
    };
    if (!options.labels.empty()) {
        head.labels = place(options.labels);
        if (!head.labels)
            return missing(options.labels);
    } else if (head.hasNames) {
        for (const char* usual : {"class", "labels", "label"})
            if (const auto found = place(usual))
                head.labels = found;
    }
    for (const char* usual : {"ids", "id"})
        if (const auto found = head.hasNames ? place(usual) : std::nullopt)
            head.ids = found;
    for (const auto& name : options.columns) {
        const auto found = place(name);
        if (!found)
            return missing(name);
        head.numbers.push_back(*found);
    }
    for (std::size_t i = 0; i < head.names.size() && options.columns.empty(); ++i)
        if (head.labels != i && head.ids != i)
            head.numbers.push_back(i);
    if (head.numbers.empty())
        return tableError("has no column of numbers");
    return head;
}

Result<std::int64_t> countLines(const ByteSource& source)
{
    LineReader lines(source);
    std::int64_t count = 0;
    while (lines.next())
        ++count;
    return lines.error().empty() ? Result<std::int64_t>(count) : tableError(lines.error());
}

/// Adds one line of data. Error: Format, with the cell's place.
Result<void> addLine(
    const TableHead& head, const std::vector<std::string>& cells, std::int64_t number, NumberTable& table)
{
    if (cells.size() != head.names.size())
        return tableError("line " + std::to_string(number) + " has " + std::to_string(cells.size())
            + " cells, the first line has " + std::to_string(head.names.size()));
    for (const auto column : head.numbers) {
        const auto value = cellNumber(cells[column]);
        if (!value)
            return tableError("line " + std::to_string(number) + ", column " + std::to_string(column + 1)
                + (head.hasNames ? " (" + printableText(head.names[column].substr(0, 40)) + ")"
                                 : std::string())
                + ": \"" + printableText(cells[column].substr(0, 40)) + "\" is no number");
        table.numbers.values.push_back(float(*value));
    }
    if (head.labels)
        table.labels.emplace_back(withoutSpace(cells[*head.labels]));
    if (head.ids)
        table.ids.emplace_back(withoutSpace(cells[*head.ids]));
    return {};
}

} // namespace

Result<NumberTable> readNumberTable(const ByteSource& source, const NumberTableOptions& options)
{
    const auto count = countLines(source);
    if (!count)
        return count.error();
    LineReader lines(source);
    auto line = lines.next();
    if (!line)
        return tableError("has no lines");
    const auto head = readTableHead(*line, options);
    if (!head)
        return head.error();
    NumberTable table;
    for (const auto column : head.value().numbers)
        table.columns.push_back(head.value().names[column]);
    table.total = count.value() - (head.value().hasNames ? 1 : 0);
    if (table.total <= 0)
        return tableError("has a head and no lines of numbers");
    table.rows = chosenRows(table.total, options.mostRows, options.seed);
    const double bytes = double(table.rows.size()) * double(table.columns.size()) * sizeof(float);
    if (bytes > kMostFeatureBytes)
        return tableError("holds " + sizeText(bytes) + " of numbers; at most " + sizeText(kMostFeatureBytes)
            + " are read: ask for fewer rows");
    table.numbers.values.reserve(std::size_t(bytes) / sizeof(float));
    if (head.value().hasNames)
        line = lines.next();
    std::vector<std::string> cells;
    std::size_t next = 0;
    for (std::int64_t row = 0; line; ++row, line = lines.next()) {
        if (next >= table.rows.size() || table.rows[next] != row)
            continue;
        ++next;
        if (!splitCells(*line, head.value().separator, cells))
            return tableError("line " + std::to_string(lines.number())
                + ": a quote is never closed; cells may not go on in the next line");
        if (auto added = addLine(head.value(), cells, lines.number(), table); !added)
            return added.error();
    }
    if (!lines.error().empty())
        return tableError(lines.error());
    table.numbers.shape = {std::int64_t(table.rows.size()), std::int64_t(table.columns.size())};
    return table;
}

} // namespace modalscope
