#include "app/pages/run_snapshots.h"

#include "widgets/session/session.h"

namespace modalscope {

namespace {

/// Runs of the first versions do not say what their modalities are; a dataset that is open does.
StoredRun withModalityKinds(StoredRun run, const Session& session)
{
    if (run.origin.modalityKinds.empty())
        for (const auto& open : session.datasets())
            if (open.dataset && open.dataset->fingerprint == run.origin.datasetFingerprint)
                for (const auto& modality : open.dataset->modalities)
                    run.origin.modalityKinds[modality.name] = modality.kind;
    return run;
}

} // namespace

std::vector<RunSeries> seriesOf(const RunSnapshots& snapshots)
{
    std::vector<RunSeries> series;
    for (const auto& snapshot : snapshots)
        series.push_back(snapshot->series());
    return series;
}

bool SnapshotCache::forgetIfChanged(const std::string& id)
{
    const auto known = m_snapshots.find(id);
    const auto* entry = m_session.run(id);
    if (known == m_snapshots.end() || entry == nullptr)
        return entry != nullptr;
    const auto& before = known->second->run;
    if (before.condition == entry->run.condition && before.metrics.isNull() == entry->run.metrics.isNull()
        && before.status.error == entry->run.status.error)
        return false;
    m_snapshots.erase(known);
    return true;
}

bool SnapshotCache::forgetIfDatasetsChanged()
{
    std::set<std::string> open;
    for (const auto& dataset : m_session.datasets())
        if (dataset.dataset)
            open.insert(dataset.dataset->fingerprint);
    if (open == m_datasets)
        return false;
    m_datasets = std::move(open);
    clear();
    return true;
}

RunSnapshots SnapshotCache::take(const std::function<bool(const StoredRun&)>& wanted)
{
    RunSnapshots taken;
    std::vector<std::string> ids; // asking for a history may change the list
    for (const auto& entry : m_session.runs())
        if (wanted(entry.run))
            ids.push_back(entry.id());
    for (const auto& id : ids) {
        auto& snapshot = m_snapshots[id];
        if (!snapshot) {
            const auto& history = m_session.history(id);
            if (const auto* entry = m_session.run(id))
                snapshot = std::make_shared<RunSnapshot>(
                    RunSnapshot{withModalityKinds(entry->run, m_session), history});
        }
        if (snapshot)
            taken.push_back(snapshot);
    }
    return taken;
}

} // namespace modalscope
