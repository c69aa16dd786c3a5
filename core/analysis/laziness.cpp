#include "core/analysis/laziness.h"

#include "core/analysis/alone_references.h"
#include "core/analysis/group_labels.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

std::vector<RunGroup> groupRuns(std::span<const RunSeries> runs)
{
    std::vector<RunGroup> groups;
    std::set<std::string> seen; // the same run may lie in two workspaces
    for (const auto& series : runs) {
        if (!seen.insert(series.run->origin.id).second)
            continue;
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const RunGroup& members) {
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

ModalityLaziness measure(
    const RunGroup& members, const std::string& modality, const AloneReferences& references)
{
    ModalityLaziness out;
    out.modality = modality;
    out.alone = references.accuracy(members.front(), modality);
    out.inside = seedNumbersOf(members, "test/modalities/" + modality + "/accuracy");
    out.probe = seedNumbersOf(members, "test/probe/" + modality + "/accuracy");
    out.aloneMinusProbe = seedDifference(out.alone, out.probe, 100);
    out.aloneMinusInside = seedDifference(out.alone, out.inside, 100);
    return out;
}

LazinessGroup makeGroup(const RunGroup& members, const AloneReferences& references)
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
        out.finished += series.run->metrics.isNull() ? 0 : 1;
    }
    out.fused = seedNumbersOf(members, "test/fused/accuracy");
    for (const auto& modality : modalitiesOf(members.front()))
        out.modalities.push_back(measure(members, modality, references));
    return out;
}

/// The same reason is said once, for all the modalities and methods that it holds for.
void addReason(std::vector<std::pair<std::string, std::vector<std::string>>>& reasons, const std::string& why,
    const std::string& modality)
{
    auto place = std::find_if(
        reasons.begin(), reasons.end(), [&](const auto& reason) { return reason.first == why; });
    if (place == reasons.end())
        place = reasons.insert(reasons.end(), {why, {}});
    auto& modalities = place->second;
    if (std::find(modalities.begin(), modalities.end(), modality) == modalities.end())
        modalities.push_back(modality);
}

void addNotes(LazinessReport& report, const std::vector<RunGroup>& groups, const AloneReferences& references)
{
    std::set<SelectEpoch> protocols;
    std::vector<std::pair<std::string, std::vector<std::string>>> missing, notImported; // why, and of what
    for (std::size_t i = 0; i < report.groups.size(); ++i) {
        const auto& group = report.groups[i];
        protocols.insert(group.select);
        if (group.isAlone() || group.finished == 0)
            continue;
        for (const auto& modality : group.modalities)
            if (modality.alone.isEmpty())
                addReason(group.method == MethodKind::Imported ? notImported : missing,
                    " alone on " + group.dataset
                        + (group.method == MethodKind::Imported
                                ? std::string()
                                : " with the same encoder, train, missing and select options")
                        + references.whyNone(groups[i].front(), modality.modality) + ".",
                    modality.modality);
    }
    std::vector<std::string> imported;
    for (const auto& group : report.groups)
        if (group.method == MethodKind::Imported)
            imported.push_back(group.label);
    if (!imported.empty())
        report.notes.push_back(
            "Imported, so that there are no curves over epochs: " + joinText(imported, ", ") + ".");
    for (const auto& [why, modalities] : missing)
        report.notes.push_back("No finished run has trained " + joinText(modalities, " or ") + why);
    for (const auto& [why, modalities] : notImported)
        report.notes.push_back("No imported run is of " + joinText(modalities, " or ") + why);
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
    const AloneReferences references(groups);
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
    case SelectEpoch::Elsewhere:
        return "imported: epoch chosen elsewhere";
    }
    return {};
}

std::string headText(MethodKind method)
{
    switch (method) {
    case MethodKind::Concat:
    case MethodKind::Ogm:
    case MethodKind::OgmGe:
    case MethodKind::ModalityDropout:
        return "split head";
    case MethodKind::Unimodal:
    case MethodKind::Sum:
    case MethodKind::Late:
    case MethodKind::Qmf:
        return "own head";
    case MethodKind::Mla:
        return "shared head";
    case MethodKind::Ae:
    case MethodKind::Cra:
    case MethodKind::Mmin:
        return "others zero";
    case MethodKind::Imported:
        return "imported logits";
    case MethodKind::Film:
    case MethodKind::Gated:
    case MethodKind::Network:
        return {};
    }
    return {};
}

} // namespace modalscope
