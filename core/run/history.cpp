#include "core/run/history.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string csvLine(const HistoryRow& row, bool header)
{
    std::string line;
    for (const auto& [name, value] : row.values) {
        if (!line.empty())
            line += ',';
        line += header ? name : numberText(value);
    }
    return line + '\n';
}

bool isNumber(const std::string& cell)
{
    return cell == "nan" || cell == "inf" || cell == "-inf" || !std::isnan(numberFromText(cell));
}

} // namespace

double HistoryRow::at(std::string_view name) const
{
    const auto found
        = std::find_if(values.begin(), values.end(), [&](const auto& entry) { return entry.first == name; });
    return found == values.end() ? kNone : found->second;
}

int HistoryRow::epoch() const
{
    const double value = at("epoch");
    return std::isnan(value) ? 0 : int(value);
}

void History::append(const HistoryRow& row)
{
    for (const auto& [name, value] : row.values) {
        if (std::find(m_names.begin(), m_names.end(), name) == m_names.end()) {
            m_names.push_back(name);
            m_columns.emplace_back(std::size_t(m_epochs), kNone);
        }
    }
    for (std::size_t i = 0; i < m_names.size(); ++i)
        m_columns[i].push_back(row.at(m_names[i]));
    ++m_epochs;
}

void History::truncate(int epochs)
{
    if (epochs >= m_epochs)
        return;
    m_epochs = epochs;
    for (auto& column : m_columns)
        column.resize(std::size_t(epochs));
}

std::span<const double> History::column(std::string_view name) const
{
    const auto found = std::find(m_names.begin(), m_names.end(), name);
    if (found == m_names.end())
        return {};
    return m_columns[std::size_t(found - m_names.begin())];
}

HistoryRow History::row(int epoch) const
{
    HistoryRow row;
    for (std::size_t i = 0; i < m_names.size(); ++i)
        row.set(m_names[i], m_columns[i][std::size_t(epoch - 1)]);
    return row;
}

Result<History> historyFromCsv(std::string_view text)
{
    History history;
    const auto headerEnd = text.find('\n');
    if (headerEnd == std::string_view::npos)
        return history;
    const auto names = splitText(text.substr(0, headerEnd), ',');
    if (names.empty() || names.front() != "epoch")
        return Error{ErrorKind::Format, "history.csv: the first column is not called epoch"};
    text.remove_prefix(headerEnd + 1);
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        const auto cells = splitText(text.substr(0, end), ',');
        text.remove_prefix(end + 1);
        if (cells.size() != names.size() || !std::all_of(cells.begin(), cells.end(), isNumber))
            break;
        HistoryRow row;
        for (std::size_t i = 0; i < names.size(); ++i)
            row.set(names[i], numberFromText(cells[i]));
        if (row.epoch() != history.epochCount() + 1)
            break;
        history.append(row);
    }
    return history;
}

std::string historyToCsv(const History& history)
{
    std::string text;
    for (int epoch = 1; epoch <= history.epochCount(); ++epoch) {
        const auto row = history.row(epoch);
        text += (epoch == 1 ? historyHeaderCsv(row) : std::string()) + historyLineCsv(row);
    }
    return text;
}

std::string historyHeaderCsv(const HistoryRow& row)
{
    return csvLine(row, true);
}

std::string historyLineCsv(const HistoryRow& row)
{
    return csvLine(row, false);
}

} // namespace modalscope
