#include "core/figure/table_cells.h"

#include "core/analysis/compared_group.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/eval/metric_names.h"

#include <algorithm>
#include <set>

namespace modalscope {

std::string columnHead(const std::string& metric)
{
    return metricName(metric) + (isFraction(metric) ? " (%)" : "");
}

TableCell seedCell(
    const SeedNumbers& numbers, int expected, const std::string& source, double factor, int decimals)
{
    TableCell cell{.value = numbers.over.mean * factor,
        .deviation = numbers.over.deviation * factor,
        .decimals = decimals,
        .n = numbers.over.n,
        .expected = expected,
        .runs = numbers.runs(),
        .source = source};
    if (numbers.isEmpty())
        cell.value = cell.deviation = kNoValue;
    return cell;
}

TableCell percentCell(const SeedNumbers& numbers, int expected, const std::string& source)
{
    return seedCell(numbers, expected, source, 100, 1);
}

TableCell metricCell(const SeedNumbers& numbers, int expected, const std::string& source)
{
    return isFraction(source) ? percentCell(numbers, expected, source)
                              : seedCell(numbers, expected, source, 1, 3);
}

TableCell differenceCell(const SeedNumbers& numbers, int expected, double factor)
{
    auto cell = seedCell(numbers, expected, {}, factor, 1);
    cell.isDifference = true;
    return cell;
}

namespace {

/// ", n = 3": how many seeds stand behind the numbers of a table; empty when none does.
std::string seedCountText(const Table& table)
{
    std::set<int> counts, expected;
    bool hasFewer = false;
    for (const auto& row : table.rows)
        for (const auto& cell : row.cells) {
            if (cell.n == 0)
                continue;
            counts.insert(cell.n);
            expected.insert(std::max(cell.expected, cell.n));
            hasFewer = hasFewer || cell.n < cell.expected;
        }
    if (counts.empty())
        return {};
    auto asked = std::to_string(*expected.begin());
    if (expected.size() > 1)
        asked += " to " + std::to_string(*expected.rbegin());
    if (!hasFewer)
        return ", n = " + asked;
    if (counts.size() == 1 && expected.size() == 1)
        return ", n = " + std::to_string(*counts.begin()) + " of " + asked + " seeds";
    return ", n = " + asked + " seeds asked for; rows with fewer say so";
}

} // namespace

void finishTable(Table& table, const std::vector<std::string>& notes)
{
    std::vector<std::string> runs;
    for (const auto& row : table.rows)
        for (const auto& cell : row.cells)
            runs.insert(runs.end(), cell.runs.begin(), cell.runs.end());
    std::sort(runs.begin(), runs.end());
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
    table.provenance.program = programVersion();
    table.provenance.specHash = sha256Hex(joinText(runs, ",")).substr(0, 12);
    table.provenance.runs = std::move(runs);
    table.note = "Mean ± SD over seeds" + seedCountText(table) + ".";
    for (const auto& note : notes)
        table.note += " " + note;
}

} // namespace modalscope
