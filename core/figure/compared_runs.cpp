#include "core/figure/compared_runs.h"

#include "core/base/text.h"
#include "core/eval/metrics.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

bool counts(const ComparedRun& run, RunsWith wanted)
{
    const auto isThere = [](double value) { return std::isfinite(value); };
    if (run.values.empty())
        return true;
    return wanted == RunsWith::AllMetrics ? std::all_of(run.values.begin(), run.values.end(), isThere)
                                          : std::any_of(run.values.begin(), run.values.end(), isThere);
}

} // namespace

DrawnCount DrawnGroup::count() const
{
    return {group->label, int(runs.size()), std::max(group->expected, int(group->runs.size()))};
}

std::vector<DrawnGroup> drawnGroups(std::span<const ComparedGroup> groups, std::span<const MetricAxis> axes,
    std::span<const std::string> paths, RunsWith runs, GroupColors& colors)
{
    std::vector<DrawnGroup> all;
    for (const auto& group : groups) {
        DrawnGroup drawn{&group, {}, colors.color(group.id, group.label)};
        for (const auto* run : group.runs) {
            ComparedRun compared{run, {}};
            for (std::size_t i = 0; i < paths.size(); ++i) {
                const auto estimate = metricAt(run->metrics, paths[i]);
                compared.values.push_back(estimate ? estimate->value * axes[i].factor : kNoValue);
            }
            if (counts(compared, runs))
                drawn.runs.push_back(std::move(compared));
        }
        if (!drawn.runs.empty())
            all.push_back(std::move(drawn));
    }
    return all;
}

std::string countedThing(std::span<const DrawnGroup> drawn)
{
    for (const auto& one : drawn) {
        std::set<std::uint64_t> seeds;
        for (const auto& run : one.runs)
            if (!seeds.insert(run.run->experiment.seed).second)
                return "run";
    }
    return "seed";
}

std::string runLabel(const DrawnGroup& drawn, const StoredRun& run)
{
    return drawn.group->label + ", seed " + std::to_string(run.experiment.seed);
}

std::string comparedNote(
    std::span<const ComparedGroup> groups, std::span<const DrawnGroup> drawn, const std::string& how)
{
    std::vector<DrawnCount> drawnCounts;
    std::vector<ComparedGroup> ofDrawn;
    for (const auto& one : drawn) {
        drawnCounts.push_back(one.count());
        ofDrawn.emplace_back();
        for (const auto& run : one.runs)
            ofDrawn.back().runs.push_back(run.run);
    }
    std::vector<std::string> without;
    for (const auto& group : groups)
        if (std::none_of(drawn.begin(), drawn.end(), [&](const auto& one) { return one.group == &group; }))
            without.push_back(group.label);
    return noteText(std::vector<std::string>{countsText(drawnCounts, countedThing(drawn)), how,
        without.empty() ? "" : "nothing to draw of " + joinText(without, ", "), conditionsText(ofDrawn)});
}

std::string datasetsOf(std::span<const DrawnGroup> drawn)
{
    std::set<std::string> names;
    for (const auto& one : drawn)
        for (const auto& run : one.runs)
            names.insert(run.run->origin.datasetName);
    return joinText(std::vector<std::string>(names.begin(), names.end()), ", ");
}

Provenance comparedProvenance(std::span<const DrawnGroup> drawn, const std::string& command)
{
    std::vector<std::string> ids;
    for (const auto& one : drawn)
        for (const auto& run : one.runs)
            ids.push_back(run.run->id());
    return runProvenance(std::move(ids), command);
}

} // namespace modalscope
