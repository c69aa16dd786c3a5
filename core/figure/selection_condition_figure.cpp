#include "core/figure/selection_condition_figure.h"

#include "core/figure/figure_notes.h"
#include "core/figure/selection_figures.h"
#include "core/figure/table_cells.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr const char* kNoConditions
    = "No run shown has stored its predictions of these samples under other conditions; train runs with "
      "every "
      "set of modalities (evaluate.subsets = all) or with rates. A test that is added later stores none.";

bool isSetOfModalities(const ConditionAccuracy& condition)
{
    return condition.name.starts_with("subsets/");
}

BarSeries conditionBars(std::span<const ConditionAccuracy* const> conditions, const std::string& label,
    int color, SeedNumbers ConditionAccuracy::*numbers)
{
    BarSeries bars{.label = label, .values = {}, .color = color};
    bool hasInterval = false, isSameCount = true;
    for (const auto* condition : conditions) {
        const auto& over = (condition->*numbers).over;
        bars.values.push_back(over.n == 0 ? kNoValue : 100 * over.mean);
        bars.low.push_back(100 * over.low);
        bars.high.push_back(100 * over.high);
        hasInterval = hasInterval || over.hasInterval();
        isSameCount = isSameCount && (bars.n == 0 || over.n == 0 || bars.n == over.n);
        bars.n = std::max(bars.n, over.n);
    }
    if (!hasInterval) {
        bars.low.clear();
        bars.high.clear();
    }
    if (!isSameCount)
        bars.n = 0;
    return bars;
}

Panel conditionPanel(const SelectionConditions& group)
{
    std::vector<const ConditionAccuracy*> drawn;
    for (const auto& condition : group.conditions)
        if (isSetOfModalities(condition))
            drawn.push_back(&condition);
    const bool areSets = !drawn.empty();
    for (const auto& condition : group.conditions)
        if (!areSets)
            drawn.push_back(&condition);
    Panel panel;
    panel.title = group.label;
    panel.x.label = areSets ? "available modalities" : "hidden cells";
    panel.y.label = "accuracy (%)";
    for (const auto* condition : drawn)
        panel.x.categories.push_back(condition->label);
    panel.bars.push_back(
        conditionBars(drawn, "selected", kSelectedSamplesColor, &ConditionAccuracy::selected));
    panel.bars.push_back(conditionBars(drawn, "all", kAllSamplesColor, &ConditionAccuracy::all));
    return panel;
}

/// Where metrics.json has the accuracy on all samples.
std::string metricOf(const std::string& condition, const std::string& split)
{
    return split + "/" + condition + (condition.starts_with("rates/") ? "/fused/accuracy" : "/accuracy");
}

std::string whichSamples(const SelectionConditionSource& source)
{
    return std::to_string(source.selected) + " selected of " + std::to_string(source.samples) + " samples of "
        + source.split;
}

int seedsOf(const SelectionConditions& group)
{
    int most = 0;
    for (const auto& condition : group.conditions)
        most = std::max(most, condition.all.over.n);
    return most;
}

/// Where a condition leaves nothing to predict from in some of the selected samples.
std::string countedText(std::span<const SelectionConditions> groups, std::int64_t selected)
{
    std::int64_t least = selected;
    for (const auto& group : groups)
        for (const auto& condition : group.conditions)
            least = std::min(least, condition.counted);
    return least == selected
        ? std::string()
        : "samples that have nothing of a set do not count in it: of the selected ones at "
          "least "
            + std::to_string(least) + " count";
}

} // namespace

Figure selectionConditionFigure(
    std::span<const SelectionConditions> groups, const SelectionConditionSource& source)
{
    Figure figure;
    figure.name = "selection-conditions-" + source.split;
    figure.title = "Accuracy of the selection with only some modalities: " + source.split;
    std::vector<std::string> runs;
    std::vector<DrawnCount> counts;
    for (const auto& group : groups) {
        figure.panels.push_back(conditionPanel(group));
        counts.push_back({group.label, seedsOf(group), group.expected});
        for (const auto& condition : group.conditions)
            for (auto& run : condition.all.runs())
                runs.push_back(std::move(run));
    }
    figure.provenance = runProvenance(std::move(runs), source.command);
    if (groups.empty()) {
        figure.note = kNoConditions;
        return figure;
    }
    figure.columns = groups.size() > 1 ? 2 : 1;
    figure.note = noteText(std::vector<std::string>{whichSamples(source), countsText(counts),
        std::ranges::any_of(counts, [](const auto& count) { return count.n > 1; })
            ? "mean with 95 % t interval over seeds"
            : "one seed: no error bars",
        countedText(groups, source.selected), source.conditions});
    return figure;
}

Table selectionConditionTable(
    std::span<const SelectionConditions> groups, const SelectionConditionSource& source)
{
    Table table{.name = "selection-conditions",
        .title = "Accuracy of the selection with only some modalities: " + source.split,
        .columns = {"available"}};
    for (const auto& group : groups) {
        table.columns.push_back(group.label + ", selected (%)");
        table.columns.push_back(group.label + ", all (%)");
        table.columns.push_back(group.label + ", difference (points)");
        for (const auto& condition : group.conditions) {
            auto row = std::ranges::find_if(
                table.rows, [&](const auto& one) { return one.label == condition.label; });
            if (row == table.rows.end())
                row = table.rows.insert(table.rows.end(), TableRow{condition.label, {}, false});
            row->cells.resize(table.columns.size() - 4);
            row->cells.push_back(percentCell(condition.selected, group.expected, {}));
            row->cells.push_back(
                percentCell(condition.all, group.expected, metricOf(condition.name, source.split)));
            row->cells.push_back(differenceCell(condition.difference, group.expected, 1));
        }
    }
    for (auto& row : table.rows)
        row.cells.resize(table.columns.size() - 1);
    std::vector<std::string> notes{"Accuracy of " + whichSamples(source)
        + ", from the predictions stored with the runs; difference: selected less all, by seed."};
    if (const auto counted = countedText(groups, source.selected); !counted.empty())
        notes.push_back("Note: " + counted + ".");
    if (groups.empty())
        notes = {kNoConditions};
    finishTable(table, notes);
    return table;
}

} // namespace modalscope
