#include "app/pages/adapter_bases.h"

#include "core/analysis/run_series.h"
#include "widgets/base/text.h"
#include "widgets/session/run_names.h"

#include <QObject>

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

bool canBeAdapted(const RunEntry& entry)
{
    return entry.run.condition == RunCondition::Finished && !entry.run.metrics.isNull()
        && checkHasNetwork(entry.run.origin);
}

} // namespace

std::vector<std::pair<std::string, std::string>> adapterBases(Session& session)
{
    const auto* open = session.currentDataset();
    const auto fingerprint = open != nullptr && open->dataset ? open->dataset->fingerprint : std::string();
    const auto& chosen = session.selectedRuns();
    const std::set<std::string> selected(chosen.begin(), chosen.end());
    std::vector<const RunEntry*> offered;
    std::set<std::string> datasets;
    for (const auto& entry : session.runs())
        if (canBeAdapted(entry) && modalitiesForAdapters(session, entry.run).size() > 1) {
            offered.push_back(&entry);
            datasets.insert(entry.run.origin.datasetFingerprint);
        }
    std::ranges::reverse(offered); // the newest first
    std::ranges::stable_sort(offered, {}, [&](const RunEntry* entry) {
        return selected.contains(entry->id())                     ? 0
            : entry->run.origin.datasetFingerprint == fingerprint ? 1
                                                                  : 2;
    });
    std::vector<std::pair<std::string, std::string>> bases;
    for (const auto* entry : offered) {
        auto title = RunNames::of(session).title(*entry);
        if (datasets.size() > 1)
            title = QObject::tr("%1, %2").arg(title, toQt(entry->run.origin.datasetName));
        bases.emplace_back(entry->id(), fromQt(title));
    }
    return bases;
}

QString whyNoBases(const Session& session)
{
    const auto finished = std::ranges::count_if(session.runs(), canBeAdapted);
    const auto about = QObject::tr("Adapters make a trained network predict without some of its modalities, "
                                   "by learning a small share of its parameters.");
    if (finished > 0)
        return about + QLatin1Char(' ')
            + QObject::tr("%1 of this workspace, each trained on one modality alone: train one on two "
                          "modalities or more, and choose it here.")
                  .arg(counted(finished, QObject::tr("finished run"), QObject::tr("finished runs")));
    if (!session.runs().empty())
        return about + QLatin1Char(' ')
            + QObject::tr("None of the runs of this workspace has finished yet; one that has is here by "
                          "itself.");
    return about + QLatin1Char(' ')
        + QObject::tr("Train a run with two modalities or more, and choose it here.");
}

std::vector<std::string> runsLike(const Session& session, const RunEntry& base)
{
    std::vector<std::string> ids{base.id()};
    for (const auto& entry : session.runs())
        if (entry.group() == base.group() && entry.id() != base.id() && canBeAdapted(entry))
            ids.push_back(entry.id());
    return ids;
}

std::vector<std::string> modalitiesForAdapters(const Session& session, const StoredRun& run)
{
    auto names = run.experiment.modalities;
    for (const auto& one : session.datasets())
        if (names.empty() && one.dataset && one.dataset->fingerprint == run.origin.datasetFingerprint)
            for (const auto& modality : one.dataset->modalities)
                names.push_back(modality.name);
    if (names.empty())
        names = modalitiesOf(run);
    if (names.empty())
        for (const auto& [name, kind] : run.origin.modalityKinds)
            names.push_back(name);
    return names;
}

} // namespace modalscope
