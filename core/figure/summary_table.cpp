#include "core/figure/summary_table.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace modalscope {
namespace {

/// Metrics that are fractions are shown in percent.
bool isFraction(const std::string& metric)
{
    const auto name = metric.substr(metric.rfind('/') + 1);
    return name == "accuracy" || name == "macro_f1" || name == "map" || name == "missing";
}

std::string columnHead(const std::string& metric)
{
    return metricName(metric) + (isFraction(metric) ? " (%)" : "");
}

TableCell cellOf(
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
    return cellOf(numbers, expected, source, 100, 1);
}

TableCell metricCell(const SeedNumbers& numbers, int expected, const std::string& source)
{
    return isFraction(source) ? percentCell(numbers, expected, source)
                              : cellOf(numbers, expected, source, 1, 3);
}

/// A difference in points, or one that is not there.
TableCell differenceCell(const SeedNumbers& numbers, int expected, double factor)
{
    auto cell = cellOf(numbers, expected, {}, factor, 1);
    cell.isDifference = true;
    return cell;
}

void finish(Table& table, const std::vector<std::string>& notes)
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
    table.note = "Mean ± SD over seeds";
    for (const auto& row : table.rows)
        for (const auto& cell : row.cells)
            if (cell.n > 0 && table.note.find("n = ") == std::string::npos)
                table.note += ", n = " + std::to_string(cell.expected > 0 ? cell.expected : cell.n);
    table.note += ".";
    for (const auto& note : notes)
        table.note += " " + note;
}

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
    finish(table, notes);
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
            out.cells.push_back(
                percentCell(row.modalities.at(name), row.expected, "test/modalities/" + name + "/accuracy"));
        out.cells.push_back(percentCell(row.fused, row.expected, "test/fused/accuracy"));
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
    finish(table, ablation.notes);
    return table;
}

Table subsetTable(std::span<const SubsetTable> groups, const std::string& title)
{
    Table table{.name = "subsets", .title = title, .columns = {"available"}};
    for (const auto& group : groups) {
        table.columns.push_back(group.label + " (%)");
        for (const auto& subset : group.subsets) {
            auto row = std::find_if(table.rows.begin(), table.rows.end(),
                [&](const auto& one) { return one.label == joinText(subset.modalities, " + "); });
            if (row == table.rows.end()) {
                const bool isLarger = !table.rows.empty()
                    && std::count(table.rows.back().label.begin(), table.rows.back().label.end(), '+') + 1
                        < std::ptrdiff_t(subset.modalities.size());
                row = table.rows.insert(table.rows.end(), {joinText(subset.modalities, " + "), {}, isLarger});
            }
            row->cells.resize(table.columns.size() - 2);
            row->cells.push_back(
                percentCell(subset.accuracy, group.expected, "test/subsets/" + subset.name + "/accuracy"));
        }
    }
    for (auto& row : table.rows) {
        row.cells.resize(table.columns.size() - 1);
        std::vector<TableCell*> cells;
        for (auto& cell : row.cells)
            cells.push_back(&cell);
        markBest(cells);
    }
    finish(table, {"Accuracy on test with only these modalities, from the same trained networks."});
    return table;
}

Table robustnessTable(const MissingSweep& sweep, const std::string& title)
{
    Table table{.name = "robustness", .title = title, .columns = {"", "train rate"}};
    std::vector<double> rates;
    for (const auto& curve : sweep.curves)
        for (const double rate : curve.rates)
            if (std::find(rates.begin(), rates.end(), rate) == rates.end())
                rates.push_back(rate);
    std::sort(rates.begin(), rates.end());
    const bool isShare = isFraction(sweep.metric);
    const std::string unit = isShare ? " (%)" : "";
    for (const double rate : rates)
        table.columns.push_back(numberText(rate) + unit);
    table.columns.insert(table.columns.end(), {"area" + unit, isShare ? "effective (points)" : "effective"});
    std::map<double, std::vector<std::size_t>> byTrainRate;
    for (const auto& curve : sweep.curves) {
        byTrainRate[curve.trainRate].push_back(table.rows.size());
        TableRow row{curve.label, {TableCell{.text = numberText(curve.trainRate)}}};
        for (const double rate : rates) {
            const auto at = std::find(curve.rates.begin(), curve.rates.end(), rate);
            row.cells.push_back(at == curve.rates.end()
                    ? TableCell{}
                    : metricCell(curve.values[std::size_t(at - curve.rates.begin())], curve.expected,
                        "test/rates/" + numberText(rate) + "/" + sweep.metric));
        }
        row.cells.push_back(cellOf(curve.area, curve.expected, {}, isShare ? 100 : 1, isShare ? 1 : 3));
        auto effective = differenceCell(curve.effective, curve.expected, isShare ? 100 : 1);
        effective.decimals = isShare ? 1 : 3;
        const bool isBaseline = curve.effective.isEmpty() && curve.label == sweep.baseline;
        row.cells.push_back(isBaseline ? TableCell{.text = "baseline"} : std::move(effective));
        table.rows.push_back(std::move(row));
    }
    for (const auto& [trainRate, members] : byTrainRate)
        for (std::size_t column = 1; column + 1 < table.columns.size() - 1; ++column) {
            std::vector<TableCell*> cells;
            for (const auto row : members)
                cells.push_back(&table.rows[row].cells[column]);
            markBest(cells, isShare); // of loss and calibration error the least is best
        }
    auto notes = sweep.notes;
    notes.push_back(
        "Metric: " + metricName(sweep.metric) + ". Area: its mean over the rates (trapezoid rule).");
    if (!sweep.baseline.empty())
        notes.push_back("Effective: mean distance to " + sweep.baseline
            + " with the same training rate after shifting it to the same start.");
    finish(table, notes);
    return table;
}

Table contributionTable(std::span<const SubsetTable> groups, const std::string& title)
{
    Table table{.name = "contributions",
        .title = title,
        .columns = {"", "modality", "lost without it (points)", "Shapley value (points)", "utilisation (%)",
            "perceptual score (points)"}};
    for (const auto& group : groups)
        for (std::size_t m = 0; m < group.modalities.size(); ++m) {
            TableRow row{
                group.label, {TableCell{.text = group.modalities[m]}}, m == 0 && !table.rows.empty()};
            row.cells.push_back(cellOf(group.degradation[m], group.expected, {}, 1, 1));
            row.cells.push_back(cellOf(group.shapley[m], group.expected, {}, 1, 1));
            row.cells.push_back(cellOf(group.utilisation[m], group.expected, {}, 100, 1));
            row.cells.push_back(cellOf(group.perceptual[m], group.expected, {}, 1, 1));
            table.rows.push_back(std::move(row));
        }
    finish(table,
        {"Shapley values sum to the accuracy with all modalities less that with none (all inputs zero)."});
    return table;
}

} // namespace modalscope
