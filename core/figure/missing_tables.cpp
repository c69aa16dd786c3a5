#include "core/base/text.h"
#include "core/eval/metric_names.h"
#include "core/figure/summary_table.h"
#include "core/figure/table_cells.h"

#include <algorithm>
#include <map>

namespace modalscope {

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
    finishTable(table, {"Accuracy on test with only these modalities, from the same trained networks."});
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
        row.cells.push_back(seedCell(curve.area, curve.expected, {}, isShare ? 100 : 1, isShare ? 1 : 3));
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
    finishTable(table, notes);
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
            row.cells.push_back(seedCell(group.degradation[m], group.expected, {}, 1, 1));
            row.cells.push_back(seedCell(group.shapley[m], group.expected, {}, 1, 1));
            row.cells.push_back(seedCell(group.utilisation[m], group.expected, {}, 100, 1));
            row.cells.push_back(seedCell(group.perceptual[m], group.expected, {}, 1, 1));
            table.rows.push_back(std::move(row));
        }
    std::vector<std::string> notes{
        "Shapley values sum to the accuracy with all modalities less that with none (all inputs zero)."};
    if (std::any_of(groups.begin(), groups.end(), [](const auto& group) { return !group.isComparable; }))
        notes.push_back(
            "Runs in which some samples have nothing of a set are left out: its accuracy is that of "
            "other samples.");
    finishTable(table, notes);
    return table;
}

} // namespace modalscope
