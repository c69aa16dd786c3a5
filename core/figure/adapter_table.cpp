#include "core/figure/adapter_table.h"

#include "core/base/text.h"
#include "core/eval/metric_names.h"
#include "core/figure/metric_axis.h"
#include "core/figure/table_cells.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Seeds that the fullest cell has: the others are said to lack some.
int seedsOfAdapters(const AdapterSummary& summary)
{
    int most = 0;
    for (const auto& row : summary.rows)
        for (const auto& numbers : row.adapted)
            most = std::max(most, numbers.value.over.n);
    return most;
}

TableCell shareCell(const AdaptedNumbers& numbers)
{
    TableCell cell{.value = numbers.share * 100, .decimals = 2, .runs = numbers.value.runs()};
    cell.source = "parameters/share";
    return cell;
}

TableCell pretrainedCell(const AdapterSummary& summary, const AdapterRow& row, const std::string& path)
{
    auto cell = metricCell(row.pretrained, int(summary.bases.size()), path);
    if (summary.bases.size() == 1)
        cell.n = cell.expected = 0; // a number of the base, whatever the seeds of its adapters
    return cell;
}

TableCell gainCell(const AdaptedNumbers& numbers, int expected, bool isShare)
{
    auto gain = differenceCell(numbers.gain, expected, isShare ? 100 : 1);
    gain.decimals = isShare ? 1 : 3;
    return gain;
}

std::string dedicatedNote(const AdapterSummary& summary)
{
    int least = 0, most = 0;
    for (const auto& row : summary.rows) {
        const int n = row.dedicated.over.n;
        if (n == 0 || row.isWhole)
            continue;
        least = least == 0 ? n : std::min(least, n);
        most = std::max(most, n);
    }
    if (most == 0)
        return "Dedicated: no finished run was trained on only one of these sets with the same settings "
               "otherwise.";
    std::vector<std::string> named;
    for (const auto& row : summary.rows)
        if (!row.isWhole && !row.dedicated.isEmpty())
            named.push_back(joinText(row.present, " + ") + " " + joinText(row.dedicated.runs(), ", "));
    std::ranges::sort(named); // rows may differ in nothing but what stands for the others
    named.erase(std::unique(named.begin(), named.end()), named.end());
    return "Dedicated: runs trained on exactly these modalities with the same settings otherwise, n = "
        + (least == most ? std::to_string(most) : std::to_string(least) + " to " + std::to_string(most))
        + " seeds (" + joinText(named, "; ") + ").";
}

} // namespace

std::string adapterBasesText(const AdapterSummary& summary)
{
    const auto& bases = summary.bases;
    if (bases.size() < 2)
        return "run " + joinText(bases, "");
    return "runs " + joinText(std::span(bases).first(bases.size() - 1), ", ") + " and " + bases.back();
}

std::string adapterRowLabel(const AdapterSummary& summary, const AdapterRow& row)
{
    auto label = joinText(row.present, " + ");
    if (row.isWhole)
        label += " (nothing missing)";
    else if (summary.mixesInputs)
        label += ", missing: " + std::string(labelOf(row.input));
    return label;
}

namespace {

constexpr std::size_t kMostOptionsAside = 2; // more of them are too wide for a page

/// A row for each set.
Table wideAdapterTable(const AdapterSummary& summary, const std::string& path)
{
    const bool isShare = isFraction(summary.metric);
    const std::string unit = isShare ? " (%)" : "", points = isShare ? " gain (points)" : " gain";
    Table table{.columns = {"available", "pretrained" + unit}};
    for (const auto kind : summary.options) {
        const std::string label(labelOf(kind));
        table.columns.insert(table.columns.end(), {label + unit, label + points, label + " learned (%)"});
    }
    table.columns.push_back("dedicated" + unit);
    const int expected = seedsOfAdapters(summary);
    for (const auto& row : summary.rows) {
        TableRow out{adapterRowLabel(summary, row), {}, row.isWhole};
        out.cells.push_back(pretrainedCell(summary, row, path));
        for (const auto& numbers : row.adapted) {
            if (numbers.value.isEmpty()) {
                out.cells.insert(out.cells.end(), 3, TableCell{});
                continue;
            }
            out.cells.push_back(metricCell(numbers.value, expected, path));
            out.cells.push_back(gainCell(numbers, expected, isShare));
            out.cells.push_back(shareCell(numbers));
        }
        out.cells.push_back(metricCell(row.dedicated, row.dedicated.over.n, path));
        table.rows.push_back(std::move(out));
    }
    for (auto& row : table.rows) {
        std::vector<TableCell*> compared{&row.cells.front()};
        for (std::size_t i = 1; i < row.cells.size();
             i += 3) // the dedicated one too: it follows the last three
            compared.push_back(&row.cells[i]);
        if (!row.ruleAbove)
            markBest(compared, summary.isLargerBetter);
    }
    return table;
}

/// A row for each set and what was tried on it.
Table longAdapterTable(const AdapterSummary& summary, const std::string& path)
{
    const bool isShare = isFraction(summary.metric);
    Table table{.columns = {"available", "option", metricAxis(path).quantity + (isShare ? " (%)" : ""),
                    isShare ? "gain (points)" : "gain", "learned (%)"}};
    const int expected = seedsOfAdapters(summary);
    for (const auto& row : summary.rows) {
        const auto first = table.rows.size();
        const auto add = [&](std::string option, TableCell value, TableCell gain, TableCell share) {
            table.rows.push_back({adapterRowLabel(summary, row),
                {TableCell{.text = std::move(option)}, std::move(value), std::move(gain), std::move(share)},
                table.rows.size() == first && first > 0});
        };
        add(kPretrainedRow, pretrainedCell(summary, row, path), {}, {});
        for (std::size_t i = 0; i < row.adapted.size(); ++i)
            if (const auto& numbers = row.adapted[i]; !numbers.value.isEmpty())
                add(std::string(labelOf(summary.options[i])), metricCell(numbers.value, expected, path),
                    gainCell(numbers, expected, isShare), shareCell(numbers));
        if (!row.isWhole)
            add(kDedicatedRow, metricCell(row.dedicated, row.dedicated.over.n, path), {}, {});
        std::vector<TableCell*> compared;
        for (auto i = first; i < table.rows.size(); ++i)
            compared.push_back(&table.rows[i].cells[1]);
        if (!row.isWhole)
            markBest(compared, summary.isLargerBetter);
    }
    return table;
}

} // namespace

bool isLongAdapterRow(const TableRow& row)
{
    return !row.cells.empty() && !row.cells.front().text.empty();
}

Table adapterTable(const AdapterSummary& summary, const std::string& title)
{
    const auto path = "test/fused/" + summary.metric;
    Table table = summary.options.size() > kMostOptionsAside ? longAdapterTable(summary, path)
                                                             : wideAdapterTable(summary, path);
    table.name = "adapters";
    table.title = title;
    std::vector<std::string> notes{"Test " + metricAxis(path).quantity + " with only these modalities, "
            + adapterBasesText(summary) + ".",
        "Gain: how much better than pretrained, the same network without adapters; above 0 is better.",
        "Learned: share of the network's parameters.", dedicatedNote(summary)};
    if (summary.bases.size() > 1)
        notes.insert(notes.begin() + 1,
            "Adapted: over the " + std::to_string(summary.bases.size())
                + " runs and the seeds of their adapters, n counts pairs of the two; pretrained: over the "
                  "runs.");
    notes.insert(notes.end(), summary.notes.begin(), summary.notes.end());
    finishTable(table, notes);
    return table;
}

} // namespace modalscope
