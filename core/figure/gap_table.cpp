#include "core/figure/gap_figure.h"
#include "core/figure/gap_words.h"

#include <algorithm>

namespace modalscope {
namespace {

TableCell gapCell(const SeedNumbers& numbers, int expected)
{
    TableCell cell;
    cell.value = numbers.over.mean;
    cell.deviation = numbers.over.deviation;
    cell.decimals = 3;
    cell.n = numbers.over.n;
    cell.expected = expected;
    cell.runs = numbers.runs();
    return cell;
}

std::vector<std::string> gapColumns()
{
    std::vector<std::string> columns{"", "modalities"};
    for (const auto& choice : choices(GapMeasure{}))
        columns.emplace_back(choice.label);
    return columns;
}

} // namespace

Table gapTable(const GapReport& report, const std::string& command)
{
    Table table;
    table.name = "modality-gap";
    table.title = "Modality gap on " + report.split;
    table.columns = gapColumns();
    table.provenance = gapProvenance(report, command);
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        std::vector<int> epochs{0};
        if (hasGapsOverEpochs(report))
            for (const int epoch : report.epochsOf(group))
                epochs.push_back(epoch);
        bool isFirst = true;
        for (const auto& pair : report.pairs())
            for (const int epoch : epochs) {
                if (gapOverSeeds(report, group, pair, GapMeasure::Distance, epoch).isEmpty())
                    continue;
                TableRow row;
                row.label
                    = report.groups[group].label + (epoch > 0 ? ", epoch " + std::to_string(epoch) : "");
                row.ruleAbove = isFirst && !table.rows.empty();
                isFirst = false;
                TableCell names;
                names.text = gapPairText(pair);
                row.cells.push_back(std::move(names));
                for (const auto& choice : choices(GapMeasure{}))
                    row.cells.push_back(gapCell(gapOverSeeds(report, group, pair, choice.value, epoch),
                        epoch == 0 ? report.groups[group].expected : 0));
                table.rows.push_back(std::move(row));
            }
    }
    std::vector<std::string> parts{countsText(gapCounts(report)), "± standard deviation over seeds",
        "rows without an epoch are of the kept one", kGapDefinition};
    for (const auto& pair : report.pairs())
        parts.push_back(gapCorrelationText(report, pair));
    parts.push_back(report.conditions);
    table.note = noteText(parts);
    return table;
}

Table gapTable(const FeatureSet& set, std::span<const PairGap> pairs, const std::string& command)
{
    Table table;
    table.name = "modality-gap";
    table.title = "Modality gap, " + set.source;
    table.columns = gapColumns();
    table.provenance = runProvenance({}, command);
    std::int64_t dropped = 0, samples = 0;
    for (const auto& pair : pairs) {
        TableRow row;
        row.label = set.source;
        TableCell names;
        names.text = gapPairText({pair.x, pair.y});
        row.cells.push_back(std::move(names));
        for (const auto& choice : choices(GapMeasure{})) {
            TableCell cell;
            cell.value = valueOf(pair.gap, choice.value);
            cell.decimals = 3;
            row.cells.push_back(std::move(cell));
        }
        samples = std::max(samples, pair.gap.samples);
        dropped = std::max(dropped, pair.gap.dropped);
        table.rows.push_back(std::move(row));
    }
    table.note = noteText(std::vector<std::string>{"n = " + std::to_string(samples) + " samples",
        dropped > 0 ? std::to_string(dropped) + " left out: a feature is not finite, or all are zero" : "",
        kGapDefinition});
    return table;
}

} // namespace modalscope
