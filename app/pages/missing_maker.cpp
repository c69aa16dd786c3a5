#include "app/pages/missing_maker.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/summary_table.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

/// Groups of every training rate, the rates ascending; labels leave the rate out.
std::vector<ComparedGroup> groupsByTrainRate(const std::vector<StoredRun>& runs)
{
    std::map<double, std::vector<const StoredRun*>> byRate;
    for (const auto& run : runs)
        byRate[run.experiment.missing.trainRate].push_back(&run);
    std::vector<ComparedGroup> all;
    for (const auto& [rate, members] : byRate)
        for (auto& group : runGroups(members))
            all.push_back(std::move(group));
    return all;
}

/// Tables have no panel per rate: their labels say it.
void addRates(std::vector<SubsetTable>& tables, const std::vector<ComparedGroup>& groups)
{
    std::set<double> rates;
    std::map<std::string, double> rateOf;
    for (const auto& group : groups) {
        rateOf[group.id] = group.runs.front()->experiment.missing.trainRate;
        rates.insert(rateOf[group.id]);
    }
    if (rates.size() > 1)
        for (auto& table : tables)
            table.label += ", train rate " + numberText(rateOf[table.id]);
}

} // namespace

MissingResult makeMissing(const MissingRequest& request)
{
    MissingResult made;
    const auto groups = groupsByTrainRate(*request.runs);
    for (const auto& group : groups)
        for (const auto& name : group.runs.front()->experiment.modalities)
            if (std::find(made.modalities.begin(), made.modalities.end(), name) == made.modalities.end())
                made.modalities.push_back(name);
    MissingFigureOptions options;
    options.metric = request.metric;
    options.colors = request.colors;
    options.conditions = conditionsText(groups);
    options.command = "missing page";
    made.sweep = missingSweep(groups, {request.metric, request.baseline});
    std::set<double> rates;
    for (const auto& curve : made.sweep.curves)
        rates.insert(curve.trainRate);
    options.panelPerTrainRate = rates.size() > 1;
    made.sweepFigure = missingSweepFigure(made.sweep, options);
    made.robustness = robustnessTable(made.sweep, "Robustness to missing modalities");

    auto tables = subsetTables(groups);
    addRates(tables, groups);
    for (const auto& table : tables)
        made.groups.emplace_back(table.id, table.label);
    made.subsets = subsetFigure(tables, options);
    made.degradation = degradationFigure(tables, options);
    made.contributions = contributionFigure(tables, options);
    made.subsetRows = subsetTable(tables, "Accuracy with only some modalities");
    made.contributionRows = contributionTable(tables, "What each modality contributes");
    const auto chosen = std::find_if(
        tables.begin(), tables.end(), [&](const auto& table) { return table.id == request.heatGroup; });
    if (!tables.empty())
        made.heat = missingHeatFigure(chosen == tables.end() ? tables.front() : *chosen, options);
    return made;
}

} // namespace modalscope
