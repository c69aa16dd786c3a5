#include "app/pages/missing_maker.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/summary_table.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

std::vector<double> trainRatesOf(const std::vector<StoredRun>& runs)
{
    std::set<double> rates;
    for (const auto& run : runs)
        rates.insert(run.experiment.missing.trainRate);
    return {rates.begin(), rates.end()};
}

/// Groups of every training rate, the rates in order; labels leave the rate out.
std::vector<ComparedGroup> groupsByTrainRate(
    const std::vector<StoredRun>& runs, const std::vector<double>& rates)
{
    std::vector<ComparedGroup> all;
    for (const double rate : rates) {
        std::vector<const StoredRun*> members;
        for (const auto& run : runs)
            if (run.experiment.missing.trainRate == rate)
                members.push_back(&run);
        for (auto& group : runGroups(members))
            all.push_back(std::move(group));
    }
    return all;
}

/// Tables have no panel per rate: their labels say it.
std::vector<SubsetTable> labelledByRate(
    const std::vector<SubsetTable>& tables, const std::vector<ComparedGroup>& groups)
{
    auto labelled = tables;
    for (auto& table : labelled)
        for (const auto& group : groups)
            if (group.id == table.id)
                table.label += ", train rate " + numberText(group.runs.front()->experiment.missing.trainRate);
    return labelled;
}

/// A method keeps its colour whatever rate it was trained at: that of its first group, as long as that is one
/// of the few that can be told apart and no other method has it; else the next of these that is free.
std::map<std::string, int> colorsByLabel(
    const std::vector<ComparedGroup>& groups, const std::map<std::string, int>& given)
{
    constexpr int kDistinct = 8; // Okabe and Ito's colours
    std::map<std::string, int> byLabel, colors;
    std::set<int> used;
    for (const auto& group : groups) {
        if (!byLabel.contains(group.label)) {
            const auto known = given.find(group.id);
            int color = known == given.end() ? 1 : known->second;
            for (int next = 1; (color >= kDistinct || used.contains(color)) && next < kDistinct; ++next)
                color = used.contains(next) ? color : next;
            used.insert(color);
            byLabel[group.label] = color;
        }
        colors[group.id] = byLabel[group.label];
    }
    return colors;
}

/// The group that differences are to: the chosen one, else late fusion, else the first.
std::string baselineOf(const std::vector<ComparedGroup>& groups, const std::string& chosen)
{
    const auto first = [&](auto isWanted) {
        const auto found = std::find_if(groups.begin(), groups.end(), isWanted);
        return found == groups.end() ? std::string() : found->id;
    };
    for (const auto& id :
        {first([&](const auto& group) { return group.id == chosen; }), first([](const auto& group) {
             return group.runs.front()->experiment.method.kind == MethodKind::Late;
         })})
        if (!id.empty())
            return id;
    return first([](const auto&) { return true; });
}

} // namespace

MissingResult makeMissing(const MissingRequest& request)
{
    MissingResult made;
    made.trainRates = trainRatesOf(*request.runs);
    const auto rates = request.trainRate < 0 ? made.trainRates : std::vector{request.trainRate};
    const auto groups = groupsByTrainRate(*request.runs, rates);
    for (const auto& group : groups)
        for (const auto& name : group.runs.front()->experiment.modalities)
            if (std::find(made.modalities.begin(), made.modalities.end(), name) == made.modalities.end())
                made.modalities.push_back(name);
    MissingFigureOptions options;
    options.metric = request.metric;
    options.colors = colorsByLabel(groups, request.colors);
    options.conditions = conditionsText(groups);
    options.command = "missing page";
    made.sweep = missingSweep(groups, {request.metric, request.baseline});
    options.panelPerTrainRate = rates.size() > 1;
    auto sweepOptions = options;
    if (request.isDifference)
        sweepOptions.differenceTo = baselineOf(groups, request.baseline);
    made.sweepFigure = missingSweepFigure(made.sweep, sweepOptions);
    made.robustness = robustnessTable(made.sweep, "Robustness to missing modalities");

    const auto tables = subsetTables(groups);
    const auto rows = rates.size() > 1 ? labelledByRate(tables, groups) : tables;
    for (const auto& table : rows)
        made.groups.emplace_back(table.id, table.label);
    made.subsetRows = subsetTable(rows, "Accuracy with only some modalities");
    made.contributionRows = contributionTable(rows, "What each modality contributes");
    const auto drawn = rates.size() > 1
        ? subsetTables(groupsByTrainRate(*request.runs, {rates.front()})) // all at once cannot be told apart
        : tables;
    if (rates.size() > 1)
        options.conditions
            += "; trained at rate " + numberText(rates.front()) + ", the others are in the table";
    made.subsets = subsetFigure(drawn, options);
    made.degradation = degradationFigure(drawn, options);
    made.contributions = contributionFigure(drawn, options);
    options.conditions = conditionsText(groups);
    const auto chosen = std::find_if(
        rows.begin(), rows.end(), [&](const auto& table) { return table.id == request.heatGroup; });
    if (!rows.empty())
        made.heat = missingHeatFigure(chosen == rows.end() ? rows.front() : *chosen, options);
    return made;
}

} // namespace modalscope
