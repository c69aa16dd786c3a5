#include "core/base/text.h"
#include "core/figure/figure_groups.h"
#include "core/figure/figure_notes.h"
#include "core/figure/missing_figure.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

using NumbersOfModalities = std::vector<SeedNumbers> SubsetTable::*;

constexpr const char* kNoSubsets
    = "No finished run was tested with every set of modalities (evaluate.subsets = all).";

std::string oneDecimal(const SeedStatistics& over)
{
    if (over.n == 0)
        return {};
    return fixedText(100 * over.mean, 1) + (over.n > 1 ? " ± " + fixedText(100 * over.deviation, 1) : "");
}

/// A scale of whole percents around the values.
HeatMap percentMap(std::string label, std::vector<double> values, std::vector<std::string> texts)
{
    HeatMap map{std::move(label), std::move(values), 0, 100, std::move(texts), {}};
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (const double value : map.values)
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (low <= high) {
        map.low = std::floor(low);
        map.high = std::max(std::ceil(high), map.low + 1);
    }
    return map;
}

DrawnCount countOfTable(const SubsetTable& table)
{
    return {table.label, table.subsets.empty() ? 0 : table.subsets.back().accuracy.over.n, table.expected};
}

std::vector<DrawnCount> countsOfTables(std::span<const SubsetTable> tables)
{
    std::vector<DrawnCount> counts;
    for (const auto& table : tables)
        counts.push_back(countOfTable(table));
    return counts;
}

std::vector<std::string> runsOfTables(std::span<const SubsetTable> tables)
{
    std::vector<std::string> runs;
    for (const auto& table : tables)
        for (const auto& subset : table.subsets)
            for (auto& run : subset.accuracy.runs())
                runs.push_back(std::move(run));
    return runs;
}

bool hasAccuracy(const SubsetTable& table)
{
    return std::any_of(table.subsets.begin(), table.subsets.end(),
        [](const auto& subset) { return !subset.accuracy.isEmpty(); });
}

Figure subsetSheet(
    const char* name, std::string title, std::vector<std::string> runs, const MissingFigureOptions& options)
{
    Figure figure;
    figure.name = name;
    figure.title = std::move(title);
    figure.provenance = runProvenance(std::move(runs), options.command);
    return figure;
}

/// Modalities of all tables in order of first use.
std::vector<std::string> modalitiesOfTables(std::span<const SubsetTable> tables)
{
    std::vector<std::string> names;
    for (const auto& table : tables)
        for (const auto& name : table.modalities)
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
    return names;
}

/// A bar per modality and group; a panel without bars when no group has such numbers.
Panel modalityBars(std::span<const SubsetTable> tables, NumbersOfModalities numbersOf, GroupColors& colors)
{
    Panel panel;
    panel.x.categories = modalitiesOfTables(tables);
    for (const auto& table : tables) {
        const auto& numbers = table.*numbersOf;
        BarSeries bars{.label = table.label, .values = {}, .color = colors.color(table.id, table.label)};
        bool hasError = false;
        bool isSameCount = true; // n is said of a whole series
        for (const auto& name : panel.x.categories) {
            const auto place = std::find(table.modalities.begin(), table.modalities.end(), name);
            const auto m = std::size_t(place - table.modalities.begin());
            const auto over = m < numbers.size() ? numbers[m].over : SeedStatistics();
            bars.values.push_back(over.mean);
            bars.low.push_back(over.low);
            bars.high.push_back(over.high);
            isSameCount = isSameCount && (bars.n == 0 || over.n == 0 || over.n == bars.n);
            bars.n = std::max(bars.n, over.n);
            hasError = hasError || over.hasInterval();
        }
        if (!hasError) {
            bars.low.clear();
            bars.high.clear();
        }
        const bool hasBars = bars.n > 0;
        if (!isSameCount)
            bars.n = 0;
        if (hasBars)
            panel.bars.push_back(std::move(bars));
    }
    return panel;
}

std::string barSpread(std::span<const SubsetTable> tables)
{
    const auto counts = countsOfTables(tables);
    const bool hasErrors
        = std::any_of(counts.begin(), counts.end(), [](const auto& count) { return count.n > 1; });
    return hasErrors ? "mean with 95 % t interval over seeds" : "one seed: no error bars";
}

} // namespace

Figure missingHeatFigure(const SubsetTable& table, const MissingFigureOptions& options)
{
    constexpr int kRates = 10;
    auto figure = subsetSheet("missing-heat", "Accuracy with one modality missing: " + table.label,
        runsOfTables({&table, 1}), options);
    Panel panel;
    panel.x.label = "missing rate of this modality";
    panel.y.label = "modality that is missing";
    for (int r = 0; r < kRates; ++r)
        panel.x.categories.push_back(numberText(r / 10.0));
    std::vector<double> values;
    std::vector<std::string> texts;
    for (std::size_t m = 0; m < table.degradation.size() && hasAccuracy(table); ++m) {
        panel.y.categories.push_back(table.modalities[m]);
        for (int r = 0; r < kRates; ++r) {
            const auto expected = expectedAtRate(table, m, r / 10.0).over;
            values.push_back(100 * expected.mean);
            texts.push_back(expected.n == 0 ? "" : fixedText(100 * expected.mean, 1));
        }
    }
    if (std::none_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) {
        figure.note = kNoSubsets;
        return figure;
    }
    panel.heatMap = percentMap("expected test accuracy (%)", std::move(values), std::move(texts));
    panel.heatMap->textLabel = "%";
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(std::vector<std::string>{countsText(std::vector{countOfTable(table)}),
        "mean over seeds of the expectation (1 − r)·all + r·without, from the tests with all modalities and "
        "without this one",
        options.conditions});
    return figure;
}

Figure subsetFigure(std::span<const SubsetTable> tables, const MissingFigureOptions& options)
{
    auto figure
        = subsetSheet("subsets", "Test accuracy with only some modalities", runsOfTables(tables), options);
    std::vector<const SubsetAccuracy*> rows; // the first table that has the set
    Panel panel;
    panel.x.label = "method";
    panel.y.label = "available modalities";
    for (const auto& table : tables) {
        panel.x.categories.push_back(table.label);
        for (const auto& subset : table.subsets)
            if (std::none_of(
                    rows.begin(), rows.end(), [&](const auto* row) { return row->name == subset.name; }))
                rows.push_back(&subset);
    }
    std::stable_sort(rows.begin(), rows.end(),
        [](const auto* a, const auto* b) { return a->modalities.size() < b->modalities.size(); });
    std::vector<double> values;
    std::vector<std::string> texts;
    for (const auto* row : rows) {
        panel.y.categories.push_back(row->name);
        for (const auto& table : tables) {
            const auto found = std::find_if(table.subsets.begin(), table.subsets.end(),
                [&](const auto& subset) { return subset.name == row->name; });
            const auto over = found == table.subsets.end() ? SeedStatistics() : found->accuracy.over;
            values.push_back(100 * over.mean);
            texts.push_back(oneDecimal(over));
        }
    }
    if (std::none_of(tables.begin(), tables.end(), hasAccuracy)) {
        figure.note = kNoSubsets;
        return figure;
    }
    panel.heatMap = percentMap("test accuracy (%)", std::move(values), std::move(texts));
    panel.heatMap->textLabel = "mean ± SD (%)";
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(std::vector<std::string>{
        countsText(countsOfTables(tables)), "mean ± SD over seeds", options.conditions});
    return figure;
}

Figure degradationFigure(std::span<const SubsetTable> tables, const MissingFigureOptions& options)
{
    auto figure
        = subsetSheet("degradation", "Accuracy lost without each modality", runsOfTables(tables), options);
    GroupColors colors(options.colors);
    auto panel = modalityBars(tables, &SubsetTable::degradation, colors);
    if (panel.bars.empty()) {
        figure.note = kNoSubsets;
        return figure;
    }
    panel.x.label = "modality that is missing";
    panel.y.label = "accuracy lost (points)";
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(
        std::vector<std::string>{countsText(countsOfTables(tables)), barSpread(tables), options.conditions});
    return figure;
}

Figure contributionFigure(std::span<const SubsetTable> tables, const MissingFigureOptions& options)
{
    auto figure = subsetSheet(
        "contribution", "What each modality contributes to test accuracy", runsOfTables(tables), options);
    GroupColors colors(options.colors);
    auto shapley = modalityBars(tables, &SubsetTable::shapley, colors);
    auto perceptual = modalityBars(tables, &SubsetTable::perceptual, colors);
    const bool lacksScores = std::any_of(tables.begin(), tables.end(), [](const SubsetTable& table) {
        return std::any_of(table.perceptual.begin(), table.perceptual.end(),
            [&](const auto& score) { return score.over.n < countOfTable(table).n; });
    });
    std::vector<std::string> parts{countsText(countsOfTables(tables)), barSpread(tables)};
    if (!shapley.bars.empty()) {
        shapley.title = "Shapley value";
        shapley.x.label = "modality";
        shapley.y.label = "Shapley value (points)";
        parts.emplace_back("Shapley values sum to accuracy with all modalities minus accuracy with none");
        figure.panels.push_back(std::move(shapley));
    }
    if (!perceptual.bars.empty()) {
        perceptual.title = "Perceptual score";
        perceptual.x.label = "modality permuted across samples";
        perceptual.y.label = "accuracy lost (points)";
        parts.emplace_back("perceptual score: accuracy lost when a modality is permuted across samples");
        if (lacksScores)
            parts.emplace_back("runs without permuted tests have no perceptual score");
        figure.panels.push_back(std::move(perceptual));
    }
    if (figure.panels.empty()) {
        figure.note = kNoSubsets;
        return figure;
    }
    parts.push_back(options.conditions);
    figure.columns = figureColumns(figure.panels.size());
    figure.note = noteText(parts);
    return figure;
}

} // namespace modalscope
