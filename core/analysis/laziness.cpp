#include "core/analysis/laziness.h"

#include "core/analysis/config_diff.h"
#include "core/analysis/group_labels.h"
#include "core/eval/metrics.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace modalscope {
namespace {

using Members = std::vector<RunSeries>;

std::vector<Members> groupRuns(std::span<const RunSeries> runs)
{
    std::vector<Members> groups;
    std::set<std::string> seen; // the same run may lie in two workspaces
    for (const auto& series : runs) {
        if (!seen.insert(series.run->origin.id).second)
            continue;
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const Members& members) {
            return members.front().run->origin.group == series.run->origin.group;
        });
        if (group == groups.end())
            groups.push_back({series});
        else
            group->push_back(series);
    }
    for (auto& members : groups)
        std::stable_sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return a.run->experiment.seed < b.run->experiment.seed; });
    return groups;
}

/// One value per seed, of the runs that have it.
SeedNumbers collect(const Members& members, const std::string& metric)
{
    std::vector<SeedValue> values;
    for (const auto& series : members) {
        const auto estimate = metricAt(series.run->metrics, metric);
        const auto seed = series.run->experiment.seed;
        const bool repeated = std::any_of(
            values.begin(), values.end(), [&](const auto& value) { return value.seed == seed; });
        if (estimate && !repeated)
            values.push_back({seed, {series.run->origin.id}, estimate->value});
    }
    return seedNumbers(std::move(values));
}

/// What must be equal for a unimodal run to be the reference of a modality inside a method. Where a run was
/// computed makes no difference.
std::string referenceKey(const RunSeries& series, const std::string& modality)
{
    const auto& experiment = series.run->experiment;
    auto train = toJson(experiment.train);
    train.erase("device");
    return nlohmann::json{series.run->origin.datasetFingerprint, modality,
        toJson(experiment.encoder(modality)), train, toJson(experiment.missing),
        toText(experiment.evaluate.select)}
        .dump();
}

/// Unimodal runs by what they are a reference for.
class References {
public:
    explicit References(const std::vector<Members>& groups)
    {
        for (const auto& members : groups) {
            const auto modalities = modalitiesOf(members.front());
            if (members.front().run->experiment.method.kind != MethodKind::Unimodal || modalities.size() != 1)
                continue;
            auto& matching = m_runs[referenceKey(members.front(), modalities.front())];
            matching.insert(matching.end(), members.begin(), members.end());
            m_all[modalities.front()].push_back(members.front());
        }
    }

    SeedNumbers accuracy(const RunSeries& inside, const std::string& modality) const
    {
        const auto found = m_runs.find(referenceKey(inside, modality));
        return found == m_runs.end() ? SeedNumbers() : collect(found->second, "test/fused/accuracy");
    }

    /// Completes "no finished run has trained fou76 alone ...": why there is no reference.
    std::string whyNone(const RunSeries& inside, const std::string& modality) const
    {
        if (m_runs.contains(referenceKey(inside, modality)))
            return "; the one there is has not finished yet";
        const auto others = m_all.find(modality);
        if (others == m_all.end())
            return "; train it with the method unimodal";
        auto experiment = inside.run->experiment;
        experiment.modalities = {modality};
        experiment.method = others->second.front().run->experiment.method;
        StoredRun narrowed;
        narrowed.experiment = experiment;
        narrowed.origin = inside.run->origin;
        const std::array<RunSeries, 2> pair{RunSeries{&narrowed, inside.history}, others->second.front()};
        std::vector<std::string> paths;
        for (const auto& row : configDiff(pair))
            if (row.path != "seed" && row.path != "name" && row.path != "train.device"
                && row.path != "evaluate.probe" && row.path != "evaluate.subsets")
                paths.push_back(row.path + " " + row.values[1] + " instead of " + row.values[0]);
        return "; the runs that did have " + joinText(paths, ", ");
    }

private:
    std::map<std::string, Members> m_runs;
    std::map<std::string, Members> m_all; // by modality, one of each group
};

ModalityLaziness measure(const Members& members, const std::string& modality, const References& references)
{
    ModalityLaziness out;
    out.modality = modality;
    out.alone = references.accuracy(members.front(), modality);
    out.inside = collect(members, "test/modalities/" + modality + "/accuracy");
    out.probe = collect(members, "test/probe/" + modality + "/accuracy");
    out.aloneMinusProbe = seedDifference(out.alone, out.probe, 100);
    out.aloneMinusInside = seedDifference(out.alone, out.inside, 100);
    return out;
}

LazinessGroup makeGroup(const Members& members, const References& references)
{
    const auto& first = *members.front().run;
    LazinessGroup out;
    out.id = first.origin.group;
    out.method = first.experiment.method.kind;
    out.dataset = first.origin.datasetName;
    out.fingerprint = first.origin.datasetFingerprint;
    out.select = first.experiment.evaluate.select;
    out.head = headText(out.method);
    for (const auto& series : members) {
        out.runs.push_back(series.run->origin.id);
        out.finished += series.run->metrics.is_null() ? 0 : 1;
    }
    out.fused = collect(members, "test/fused/accuracy");
    for (const auto& modality : modalitiesOf(members.front()))
        out.modalities.push_back(measure(members, modality, references));
    return out;
}

void addNotes(LazinessReport& report, const std::vector<Members>& groups, const References& references)
{
    std::set<SelectEpoch> protocols;
    std::set<std::string> missing; // the same sentence once for all methods
    for (std::size_t i = 0; i < report.groups.size(); ++i) {
        const auto& group = report.groups[i];
        protocols.insert(group.select);
        if (group.isAlone() || group.finished == 0)
            continue;
        for (const auto& modality : group.modalities)
            if (modality.alone.isEmpty())
                missing.insert("No finished run has trained " + modality.modality + " alone on "
                    + group.dataset + " with the same encoder, train, missing and select options"
                    + references.whyNone(groups[i].front(), modality.modality) + ".");
    }
    report.notes.assign(missing.begin(), missing.end());
    report.mixesProtocols = protocols.size() > 1;
    if (!report.mixesProtocols)
        return;
    std::vector<std::string> texts;
    for (const auto protocol : protocols)
        texts.push_back(protocolText(protocol));
    report.notes.push_back("The groups choose their epoch in different ways (" + joinText(texts, "; ")
        + "): their numbers cannot be compared.");
}

} // namespace

const ModalityLaziness* LazinessGroup::modality(const std::string& name) const
{
    const auto found = std::find_if(
        modalities.begin(), modalities.end(), [&](const auto& entry) { return entry.modality == name; });
    return found == modalities.end() ? nullptr : &*found;
}

const LazinessGroup* LazinessReport::group(const std::string& id) const
{
    const auto found
        = std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.id == id; });
    return found == groups.end() ? nullptr : &*found;
}

LazinessReport lazinessReport(std::span<const RunSeries> runs)
{
    const auto groups = groupRuns(runs);
    const References references(groups);
    std::vector<RunSeries> firsts;
    LazinessReport report;
    for (const auto& members : groups) {
        firsts.push_back(members.front());
        report.groups.push_back(makeGroup(members, references));
    }
    const auto labels = groupLabels(firsts);
    for (std::size_t i = 0; i < labels.size(); ++i)
        report.groups[i].label = labels[i];
    addNotes(report, groups, references);
    return report;
}

std::string protocolText(SelectEpoch select)
{
    switch (select) {
    case SelectEpoch::Valid:
        return "epoch chosen on valid";
    case SelectEpoch::Last:
        return "last epoch";
    case SelectEpoch::BestOnTest:
        return "epoch chosen BEST ON TEST (as published code does)";
    }
    return {};
}

std::string headText(MethodKind method)
{
    switch (method) {
    case MethodKind::Concat:
    case MethodKind::Ogm:
    case MethodKind::OgmGe:
        return "split head";
    case MethodKind::Unimodal:
    case MethodKind::Sum:
    case MethodKind::Late:
    case MethodKind::Qmf:
        return "own head";
    case MethodKind::Mla:
        return "shared head";
    case MethodKind::Film:
    case MethodKind::Gated:
        return {};
    }
    return {};
}

} // namespace modalscope
