#include "app/pages/adapter_bases.h"

#include "core/analysis/run_series.h"
#include "widgets/base/text.h"
#include "widgets/session/run_names.h"

#include <set>

namespace modalscope {
namespace {

bool canBeAdapted(const RunEntry& entry)
{
    return entry.run.condition == RunCondition::Finished && !entry.run.metrics.isNull();
}

} // namespace

std::vector<std::pair<std::string, std::string>> adapterBases(
    Session& session, const std::vector<StoredRun>& finished)
{
    std::set<std::string> offered;
    for (const auto& run : finished)
        offered.insert(run.id());
    auto ids = session.selectedRuns();
    const std::set<std::string> selected(ids.begin(), ids.end());
    for (auto run = finished.rbegin(); run != finished.rend(); ++run)
        if (!selected.contains(run->id()))
            ids.push_back(run->id());
    std::vector<std::pair<std::string, std::string>> bases;
    for (const auto& id : ids) {
        const auto* entry = session.run(id);
        if (entry != nullptr && offered.contains(id) && canBeAdapted(*entry)
            && modalitiesForAdapters(session, entry->run).size() > 1)
            bases.emplace_back(id, fromQt(RunNames::of(session).title(*entry)));
    }
    return bases;
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
