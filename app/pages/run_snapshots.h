#pragma once

#include "core/analysis/run_series.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace modalscope {

class Session;

/// A run as it was at one instant, for computations on other threads.
struct RunSnapshot {
    StoredRun run;
    History history;

    RunSeries series() const { return {&run, &history}; }
};
using RunSnapshots = std::vector<std::shared_ptr<const RunSnapshot>>;

std::vector<RunSeries> seriesOf(const RunSnapshots& snapshots);

/// Copies of the session's runs that are made anew only for runs that have changed.
class SnapshotCache {
public:
    explicit SnapshotCache(Session& session)
        : m_session(session)
    { }

    void forget(const std::string& id) { m_snapshots.erase(id); } ///< its history has changed
    /// A run reports often; forgets it only when its state, numbers or error are others. Returns whether they
    /// are.
    bool forgetIfChanged(const std::string& id);
    void clear() { m_snapshots.clear(); }
    /// Datasets report often while they are read; forgets everything only when others are open. Returns
    /// whether they are.
    bool forgetIfDatasetsChanged();
    /// Runs that `wanted` accepts, oldest first. Asks the session for their histories.
    RunSnapshots take(const std::function<bool(const StoredRun&)>& wanted);

private:
    Session& m_session;
    std::map<std::string, std::shared_ptr<const RunSnapshot>> m_snapshots;
    std::set<std::string> m_datasets; // fingerprints of those that are open
};

} // namespace modalscope
