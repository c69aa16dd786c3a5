#include "core/figure/summary_table.h"

#include "core/eval/metric_names.h"
#include "core/figure/table_cells.h"

#include <algorithm>
#include <map>

namespace modalscope {
namespace {

/// What a row is compared with: the same settings beside the method.
std::string settingOf(const SummaryRow& row)
{
    std::string setting;
    for (const auto& [key, value] : row.group)
        if (key != "variant" && key != "modalities" && !key.starts_with("method"))
            setting += key + "=" + value + ";";
    return setting;
}

/// "MLA, train rate 0.4": the method and what else its row stands for.
std::string rowLabel(const SummaryRow& row)
{
    const bool isVariant = std::any_of(row.group.begin(), row.group.end(),
        [](const auto& one) { return one.first == "variant" && !one.second.empty(); });
    std::string label = row.label;
    for (const auto& [key, value] : row.group) {
        const bool isSaid = key == "variant" || key == "method" || key == "method.kind" || value.empty()
            || (key.starts_with("method.") && !isVariant) // methodLabel
            || (key == "modalities" && row.label == value + " alone");
        auto name = key.substr(key.rfind('.') + 1);
        std::replace(name.begin(), name.end(), '_', ' ');
        if (!isSaid)
            label += ", " + name + " " + value;
    }
    return label;
}

/// Which rows are one: labels may be the same for different groups.
std::string identityOf(const SummaryRow& row)
{
    auto identity = row.label;
    for (const auto& [key, value] : row.group)
        identity += "\n" + key + "=" + value;
    return identity;
}

bool isBetterWhenLarge(const std::string& metric)
{
    const auto name = metric.substr(metric.rfind('/') + 1);
    return name != "loss" && name != "ece" && name != "missing";
}

} // namespace

Table summaryTable(const StudySummary& summary, const std::string& title)
{
    Table table{.name = "summary", .title = title, .columns = {""}};
    std::vector<std::string> asked; // metric of each column
    std::map<std::string, std::size_t> rows; // by identity
    std::map<std::string, std::map<std::size_t, std::vector<std::size_t>>>
        compared; // setting → column → rows
    for (const auto& row : summary.rows) {
        const auto [place, isNew] = rows.emplace(identityOf(row), table.rows.size());
        if (isNew)
            table.rows.push_back({rowLabel(row), {}});
        auto& cells = table.rows[place->second].cells;
        const auto addCell = [&](TableCell cell, const std::string& head) {
            if (asked.size() == cells.size()) {
                asked.push_back(row.asked);
                table.columns.push_back(head);
            }
            cells.push_back(std::move(cell));
        };
        compared[settingOf(row)][cells.size()].push_back(place->second);
        addCell(metricCell(row.numbers, row.expected, row.metric), columnHead(row.asked));
        if (row.against.empty())
            continue;
        const bool inPoints = isFraction(row.asked);
        auto cell = row.test ? differenceCell(row.difference, row.expected, inPoints ? 100 : 1)
                             : TableCell{.text = "baseline"};
        cell.decimals = inPoints ? 1 : 3;
        if (row.test)
            cell.marker = significanceMarker(row.adjustedP);
        addCell(std::move(cell), inPoints ? "difference (points)" : "difference");
    }
    for (const auto& [setting, columns] : compared)
        for (const auto& [column, members] : columns) {
            std::vector<TableCell*> cells;
            for (const auto row : members)
                cells.push_back(&table.rows[row].cells[column]);
            markBest(cells, isBetterWhenLarge(asked[column]));
        }
    auto notes = summary.notes;
    const auto tested = std::find_if(
        summary.rows.begin(), summary.rows.end(), [](const auto& row) { return row.test.has_value(); });
    if (tested != summary.rows.end())
        notes.insert(notes.begin(),
            "Differences to " + tested->against
                + " are paired over seeds; * p < 0.05, ** p < 0.01 after Holm's correction over all rows.");
    finishTable(table, notes);
    return table;
}

Table ablationTable(const Ablation& ablation, const std::string& title)
{
    Table table{.name = "ablation", .title = title, .columns = {""}};
    for (const auto& name : ablation.modalities)
        table.columns.push_back(name + " (%)");
    table.columns.insert(table.columns.end(), {"fused (%)", "difference (points)"});
    for (const auto& row : ablation.rows) {
        TableRow out{row.label, {}, /*ruleAbove=*/table.rows.size() == 1};
        for (const auto& name : ablation.modalities)
            out.cells.push_back(percentCell(
                row.modalities.at(name), row.expected, ablation.split + "/modalities/" + name + "/accuracy"));
        out.cells.push_back(percentCell(row.fused, row.expected, ablation.split + "/fused/accuracy"));
        auto difference = table.rows.empty() ? TableCell{.text = "full"}
                                             : differenceCell(row.difference, row.expected, 1);
        if (!table.rows.empty())
            difference.marker = significanceMarker(row.adjustedP);
        out.cells.push_back(std::move(difference));
        table.rows.push_back(std::move(out));
    }
    for (std::size_t column = 0; column + 1 < table.columns.size() - 1; ++column) {
        std::vector<TableCell*> cells;
        for (auto& row : table.rows)
            cells.push_back(&row.cells[column]);
        markBest(cells);
    }
    finishTable(table, ablation.notes);
    return table;
}

} // namespace modalscope
