#include "core/figure/adapted_methods_figure.h"

#include "core/base/text.h"
#include "core/eval/metric_names.h"
#include "core/figure/figure_groups.h"
#include "core/figure/figure_notes.h"
#include "core/figure/metric_axis.h"
#include "core/figure/seed_lines.h"
#include "core/figure/table_cells.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace modalscope {
namespace {

using ModalitySet = std::vector<std::size_t>; // places in AdaptedGroups::modalities, rising

/// One column: a method by itself, with one option, or trained anew for each set.
struct AdaptedColumn {
    std::string label;
    std::map<ModalitySet, const SeedNumbers*> numbers;
    int expected = 0; // seeds of its fullest cell

    const SeedNumbers* on(const ModalitySet& set) const
    {
        const auto found = numbers.find(set);
        return found == numbers.end() ? nullptr : found->second;
    }
};

class AdaptedColumns {
public:
    explicit AdaptedColumns(const AdaptedGroups& groups)
        : m_groups(groups)
    {
        for (const auto& group : groups.groups)
            addGroup(group);
        std::erase_if(m_columns, [](const auto& column) { return column.numbers.empty(); });
        std::ranges::stable_sort(m_sets,
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
    }

    const std::vector<AdaptedColumn>& columns() const { return m_columns; }
    const std::vector<ModalitySet>& sets() const { return m_sets; } // small ones first
    bool isWhole(const ModalitySet& set) const { return set.size() == m_groups.modalities.size(); }

    std::string name(const ModalitySet& set) const
    {
        std::vector<std::string> names;
        for (const auto place : set)
            names.push_back(m_groups.modalities[place]);
        return joinText(names, " + ");
    }

    /// Sets with something missing that every column has a number of.
    std::vector<ModalitySet> commonSets() const
    {
        std::vector<ModalitySet> common;
        for (const auto& set : m_sets)
            if (!isWhole(set) && std::ranges::all_of(m_columns, [&](const auto& column) {
                    return column.on(set) != nullptr;
                }))
                common.push_back(set);
        return common;
    }

    static double meanOver(const AdaptedColumn& column, const std::vector<ModalitySet>& sets)
    {
        double sum = 0;
        for (const auto& set : sets)
            sum += column.on(set)->over.mean;
        return sets.empty() ? kNoValue : sum / double(sets.size());
    }

private:
    void addGroup(const AdaptedGroup& group)
    {
        const auto& summary = group.summary;
        const auto first = m_columns.size();
        m_columns.push_back({group.label, {}, 0});
        for (const auto kind : summary.options)
            m_columns.push_back({group.label + " + " + std::string(labelOf(kind)), {}, 0});
        m_columns.push_back({group.label + ", dedicated", {}, 0});
        for (const auto& row : summary.rows) {
            const auto set = setOf(row);
            put(m_columns[first], set, row.pretrained);
            for (std::size_t i = 0; i < row.adapted.size(); ++i)
                put(m_columns[first + 1 + i], set, row.adapted[i].value);
            if (!row.isWhole)
                put(m_columns.back(), set, row.dedicated);
        }
    }

    ModalitySet setOf(const AdapterRow& row) const
    {
        ModalitySet set;
        for (std::size_t i = 0; i < m_groups.modalities.size(); ++i)
            if (std::ranges::find(row.present, m_groups.modalities[i]) != row.present.end())
                set.push_back(i);
        return set;
    }

    /// Rows may differ in nothing but what stands for the missing: the first is taken, as trained before
    /// zero.
    void put(AdaptedColumn& column, const ModalitySet& set, const SeedNumbers& numbers)
    {
        if (numbers.isEmpty())
            return;
        column.numbers.try_emplace(set, &numbers);
        column.expected = std::max(column.expected, numbers.over.n);
        if (std::ranges::find(m_sets, set) == m_sets.end())
            m_sets.push_back(set);
    }

    const AdaptedGroups& m_groups;
    std::vector<AdaptedColumn> m_columns;
    std::vector<ModalitySet> m_sets;
};

std::string meansText(const AdaptedColumns& columns, const MetricAxis& axis)
{
    const auto common = columns.commonSets();
    if (common.empty())
        return {};
    std::vector<std::string> said;
    for (const auto& column : columns.columns())
        said.push_back(column.label + " "
            + fixedText(AdaptedColumns::meanOver(column, common) * axis.factor, axis.decimals));
    return "mean over the " + std::to_string(common.size()) + (common.size() == 1 ? " set" : " sets")
        + " with something missing: " + joinText(said, ", ");
}

std::vector<std::string> adaptedNotes(
    const AdaptedGroups& groups, const AdaptedColumns& columns, const std::string& path)
{
    std::vector<DrawnCount> counts;
    for (const auto& column : columns.columns())
        counts.push_back({column.label, column.expected, column.expected});
    std::vector<std::string> notes{countsText(counts), meansText(columns, metricAxis(path)),
        "dedicated: trained on exactly these modalities", conditionsText(runGroups(groups.runs))};
    for (const auto& group : groups.groups)
        if (group.summary.mixesInputs)
            notes.push_back(
                group.label + ": sets with several things in place of the missing; the first counts");
    notes.insert(notes.end(), groups.leftOut.begin(), groups.leftOut.end());
    return notes;
}

Provenance adaptedOrigin(const AdaptedColumns& columns, const std::string& command)
{
    std::vector<std::string> behind;
    for (const auto& column : columns.columns())
        for (const auto& [set, numbers] : column.numbers)
            for (auto& run : numbers->runs())
                behind.push_back(std::move(run));
    return runProvenance(std::move(behind), command);
}

BarSeries barsOf(const AdaptedColumn& column, const std::vector<ModalitySet>& sets, double factor, int color)
{
    BarSeries bars;
    bars.label = column.label;
    bars.color = color;
    bars.n = column.expected;
    bool hasInterval = false;
    for (const auto& set : sets) {
        const auto* numbers = column.on(set);
        const bool isSpread = numbers != nullptr && numbers->over.n >= kLeastSeedsForBand;
        hasInterval = hasInterval || isSpread;
        bars.values.push_back(numbers != nullptr ? numbers->over.mean * factor : kNoValue);
        bars.low.push_back(isSpread ? numbers->over.low * factor : kNoValue);
        bars.high.push_back(isSpread ? numbers->over.high * factor : kNoValue);
    }
    if (!hasInterval) {
        bars.low.clear();
        bars.high.clear();
    }
    return bars;
}

} // namespace

Figure adaptedMethodsFigure(const AdaptedGroups& groups, const std::string& command)
{
    const AdaptedColumns columns(groups);
    const auto path = "test/fused/" + groups.metric;
    const auto axis = metricAxis(path);
    Figure figure;
    figure.name = "adapted-methods";
    figure.title = "Missing modalities: methods by themselves and with adapters";
    figure.provenance = adaptedOrigin(columns, command);
    std::map<std::size_t, std::vector<ModalitySet>> bySize;
    for (const auto& set : columns.sets())
        bySize[set.size()].push_back(set);
    for (const auto& [size, sets] : bySize) {
        Panel panel;
        panel.title = columns.isWhole(sets.front())
            ? "nothing missing"
            : std::to_string(size) + " of " + std::to_string(groups.modalities.size()) + " available";
        panel.y.label = axis.label();
        for (const auto& set : sets)
            panel.x.categories.push_back(columns.name(set));
        int color = 0;
        for (const auto& column : columns.columns())
            panel.bars.push_back(barsOf(column, sets, axis.factor, ++color));
        figure.panels.push_back(std::move(panel));
    }
    figure.columns = figureColumns(figure.panels.size());
    auto notes = adaptedNotes(groups, columns, path);
    notes.insert(notes.begin() + 1, "95 % t interval over seeds where there are three");
    figure.note = figure.panels.empty() ? "No finished run has adapters: adapt one first." : noteText(notes);
    return figure;
}

Table adaptedMethodsTable(const AdaptedGroups& groups, const std::string& command)
{
    const AdaptedColumns columns(groups);
    const auto path = "test/fused/" + groups.metric;
    const bool isShare = isFraction(groups.metric);
    Table table{.name = "adapted-methods", .columns = {"available"}};
    table.title = "Missing modalities: methods by themselves and with adapters";
    table.provenance.command = command;
    for (const auto& column : columns.columns())
        table.columns.push_back(column.label + (isShare ? " (%)" : ""));
    for (const auto& set : columns.sets()) {
        TableRow row{columns.name(set), {}, columns.isWhole(set)};
        for (const auto& column : columns.columns())
            row.cells.push_back(
                column.on(set) != nullptr ? metricCell(*column.on(set), column.expected, path) : TableCell{});
        table.rows.push_back(std::move(row));
    }
    const auto common = columns.commonSets();
    if (!common.empty()) {
        TableRow row{"mean over " + std::to_string(common.size()) + " sets with something missing", {}, true};
        for (const auto& column : columns.columns())
            row.cells.push_back(
                TableCell{.value = AdaptedColumns::meanOver(column, common) * (isShare ? 100 : 1),
                    .decimals = isShare ? 1 : 3});
        table.rows.push_back(std::move(row));
    }
    const bool isLargerBetter = groups.groups.empty() || groups.groups.front().summary.isLargerBetter;
    for (auto& row : table.rows) {
        std::vector<TableCell*> compared;
        for (auto& cell : row.cells)
            compared.push_back(&cell);
        markBest(compared, isLargerBetter);
    }
    auto notes = adaptedNotes(groups, columns, path);
    notes.insert(notes.begin(), "Test " + metricAxis(path).quantity);
    finishTable(table, {noteText(notes)});
    return table;
}

} // namespace modalscope
