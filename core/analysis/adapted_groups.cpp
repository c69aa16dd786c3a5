#include "core/analysis/adapted_groups.h"

#include "core/analysis/compared_group.h"
#include "core/analysis/run_series.h"
#include "core/base/text.h"

#include <algorithm>

namespace modalscope {
namespace {

/// A group of runs before it is known whether it belongs here.
struct Candidate {
    const ComparedGroup* group = nullptr;
    std::vector<const StoredRun*> runs;
    std::vector<StoredAdapters> stored; // of each run
    std::vector<std::string> modalities;

    bool hasSets() const
    {
        return std::ranges::any_of(stored, [](const auto& one) { return !one.sets.empty(); });
    }
};

std::vector<std::string> sortedNames(std::vector<std::string> names)
{
    std::ranges::sort(names);
    return names;
}

/// Rows of runs without adapters, from what they said of test with only some modalities.
AdapterSummary summaryOfSubsets(const Candidate& candidate, const std::string& metric)
{
    AdapterSummary summary;
    summary.metric = metric;
    for (const auto* run : candidate.runs)
        summary.bases.push_back(run->id());
    for (const auto& name : candidate.runs.front()->metrics.namesBelow("test/subsets")) {
        AdapterRow row;
        const auto parts = splitText(name, '+');
        for (const auto& modality : candidate.modalities)
            if (std::ranges::find(parts, modality) != parts.end())
                row.present.push_back(modality);
        row.isWhole = row.present.size() == candidate.modalities.size();
        std::vector<SeedValue> values;
        for (std::size_t i = 0; i < candidate.runs.size(); ++i) {
            const auto path
                = row.isWhole ? "test/fused/" + metric : "test/subsets/" + name + "/fused/" + metric;
            if (const auto found = candidate.runs[i]->metrics.at(path))
                values.push_back(
                    {candidate.runs[i]->experiment.seed, {candidate.runs[i]->id()}, found->value});
        }
        row.pretrained = seedNumbers(std::move(values));
        if (!row.pretrained.isEmpty())
            summary.rows.push_back(std::move(row));
    }
    return summary;
}

/// Named by what tells the groups that stay apart, not by the modalities that all of them share.
void labelAmongThemselves(AdaptedGroups& made)
{
    const auto named = runGroups(made.runs);
    for (auto& group : made.groups) {
        const auto found = std::ranges::find(named, group.id, &ComparedGroup::id);
        if (found != named.end())
            group.label = found->label;
    }
}

} // namespace

AdaptedGroups adaptedGroups(std::span<const StoredRun* const> runs, const std::string& metric)
{
    AdaptedGroups made;
    const auto groups = runGroups(runs);
    std::vector<Candidate> candidates;
    for (const auto& group : groups) {
        Candidate candidate{&group, finishedRuns(group), {}, {}};
        if (candidate.runs.empty())
            continue;
        for (const auto* run : candidate.runs) {
            candidate.stored.push_back(readAdapters(run->folder));
            const auto& problems = candidate.stored.back().problems;
            made.leftOut.insert(made.leftOut.end(), problems.begin(), problems.end());
        }
        candidate.modalities = modalitiesOf(*candidate.runs.front());
        candidates.push_back(std::move(candidate));
    }
    const auto first = std::ranges::find_if(candidates, &Candidate::hasSets);
    if (first == candidates.end())
        return made;
    made.modalities = first->modalities;
    const auto& fingerprint = first->runs.front()->origin.datasetFingerprint;
    made.metric = metric.empty() ? mainMetric(first->runs.front()->metrics) : metric;
    std::vector<StoredRun> all; // where dedicated ones are looked for
    for (const auto* run : runs)
        all.push_back(*run);
    for (const auto& candidate : candidates) {
        if (candidate.runs.front()->origin.datasetFingerprint != fingerprint
            || sortedNames(candidate.modalities) != sortedNames(made.modalities))
            continue;
        AdapterSummary summary;
        if (candidate.hasSets()) {
            std::vector<AdaptedRun> bases;
            for (std::size_t i = 0; i < candidate.runs.size(); ++i)
                bases.push_back({candidate.runs[i], candidate.stored[i].sets});
            summary = adapterSummary(bases, made.modalities, all, made.metric);
        } else {
            summary = summaryOfSubsets(candidate, made.metric);
        }
        if (!summary.rows.empty())
            made.groups.push_back({candidate.group->id, candidate.group->label, summary});
        if (summary.rows.empty())
            made.leftOut.push_back(candidate.group->label
                + ": has neither adapters nor tests with missing modalities; adapt its runs, or train them "
                  "with evaluate.subsets");
        else
            made.runs.insert(made.runs.end(), candidate.runs.begin(), candidate.runs.end());
    }
    labelAmongThemselves(made);
    return made;
}

} // namespace modalscope
