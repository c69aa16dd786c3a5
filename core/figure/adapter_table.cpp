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

Table adapterTable(const AdapterSummary& summary, const std::string& title)
{
    const auto path = "test/fused/" + summary.metric;
    const bool isShare = isFraction(summary.metric);
    const std::string unit = isShare ? " (%)" : "", points = isShare ? " gain (points)" : " gain";
    Table table{.name = "adapters", .title = title, .columns = {"available", "pretrained" + unit}};
    for (const auto kind : summary.options) {
        const std::string label(labelOf(kind));
        table.columns.insert(table.columns.end(), {label + unit, label + points, label + " learned (%)"});
    }
    table.columns.push_back("dedicated" + unit);
    const int expected = seedsOfAdapters(summary);
    for (const auto& row : summary.rows) {
        TableRow out{adapterRowLabel(summary, row), {}, row.isWhole};
        auto pretrained = metricCell(row.pretrained, int(summary.bases.size()), path);
        if (summary.bases.size() == 1)
            pretrained.n = pretrained.expected
                = 0; // a number of the base, whatever the seeds of its adapters
        out.cells.push_back(std::move(pretrained));
        for (const auto& numbers : row.adapted) {
            if (numbers.value.isEmpty()) {
                out.cells.insert(out.cells.end(), 3, TableCell{});
                continue;
            }
            out.cells.push_back(metricCell(numbers.value, expected, path));
            auto gain = differenceCell(numbers.gain, expected, isShare ? 100 : 1);
            gain.decimals = isShare ? 1 : 3;
            out.cells.push_back(std::move(gain));
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
