#include "core/analysis/compared_group.h"

#include "core/analysis/group_labels.h"
#include "core/base/text.h"
#include "core/experiment/ablation_study.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <unordered_map>

namespace modalscope {
namespace {

bool isDigits(const std::string& text)
{
    return !text.empty()
        && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string studyLabel(const StudyRun& run)
{
    if (!run.variant.empty())
        return run.variant;
    const auto& experiment = run.experiment;
    if (experiment.method.kind == MethodKind::Unimodal && experiment.modalities.size() == 1)
        return experiment.modalities.front() + " alone";
    return variantTitle(experiment.method);
}

void sortBySeed(std::vector<const StoredRun*>& runs)
{
    std::sort(runs.begin(), runs.end(),
        [](const auto* a, const auto* b) { return a->experiment.seed < b->experiment.seed; });
}

} // namespace

std::vector<ComparedGroup> studyGroups(std::span<const StudyRun> plan, std::span<const StoredRun> runs)
{
    std::unordered_map<std::string, const StoredRun*> stored;
    for (const auto& run : runs)
        stored.emplace(run.id(), &run);
    std::vector<ComparedGroup> groups;
    std::unordered_map<std::string, std::size_t> places;
    for (const auto& planned : plan) {
        const auto [place, isNew] = places.emplace(planned.group, groups.size());
        if (isNew)
            groups.push_back({planned.group, studyLabel(planned), planned.variant, planned.values, {}, 0});
        auto& group = groups[place->second];
        ++group.expected;
        if (const auto found = stored.find(planned.id); found != stored.end())
            group.runs.push_back(found->second);
    }
    for (auto& group : groups)
        sortBySeed(group.runs);
    return groups;
}

std::vector<ComparedGroup> runGroups(std::span<const StoredRun* const> runs)
{
    std::vector<ComparedGroup> groups;
    for (const auto* run : runs) {
        const auto place = std::find_if(
            groups.begin(), groups.end(), [&](const auto& group) { return group.id == run->origin.group; });
        auto& group = place == groups.end() ? groups.emplace_back() : *place;
        group.id = run->origin.group;
        const bool isKnown = std::any_of(group.runs.begin(), group.runs.end(),
            [&](const auto* other) { return other->id() == run->id(); });
        if (!isKnown) // the same run may lie in two workspaces
            group.runs.push_back(run);
    }
    static const History kNoHistory;
    std::vector<RunSeries> firsts;
    for (auto& group : groups) {
        sortBySeed(group.runs);
        group.expected = int(group.runs.size());
        firsts.push_back({group.runs.front(), &kNoHistory});
    }
    const auto labels = groupLabels(firsts);
    for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i].label = labels[i];
    return groups;
}

SeedNumbers seedNumbersOf(const ComparedGroup& group, const std::string& metric)
{
    return measuredPerSeed(group, [&](const StoredRun& run) {
        const auto estimate = run.metrics.at(metric);
        return estimate ? estimate->value : std::numeric_limits<double>::quiet_NaN();
    });
}

std::vector<const StoredRun*> finishedRuns(const ComparedGroup& group)
{
    std::vector<const StoredRun*> finished;
    std::copy_if(group.runs.begin(), group.runs.end(), std::back_inserter(finished),
        [](const auto* run) { return !run->metrics.namesBelow("test").empty(); });
    return finished;
}

SeedNumbers measuredPerSeed(
    const ComparedGroup& group, const std::function<double(const StoredRun&)>& measure)
{
    std::vector<SeedValue> values;
    for (const auto* run : finishedRuns(group)) {
        const bool isRepeated = std::any_of(values.begin(), values.end(),
            [&](const auto& value) { return value.seed == run->experiment.seed; });
        if (!isRepeated) // a folder that somebody has edited
            values.push_back({run->experiment.seed, {run->id()}, measure(*run)});
    }
    return seedNumbers(std::move(values));
}

std::string metricPath(const std::string& name)
{
    if (name.find('/') != std::string::npos)
        return name;
    const auto parts = splitText(name, '.');
    std::string path;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool isFraction
            = i >= 2 && parts[i - 2] == "rates" && isDigits(parts[i - 1]) && isDigits(parts[i]);
        path += (i == 0 ? "" : isFraction ? "." : "/") + parts[i];
    }
    return path;
}

std::string metricName(const std::string& path)
{
    auto name = path;
    std::replace(name.begin(), name.end(), '/', '.');
    return name;
}

} // namespace modalscope
