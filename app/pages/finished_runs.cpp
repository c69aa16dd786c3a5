#include "app/pages/finished_runs.h"

#include "widgets/session/session.h"

#include <algorithm>

namespace modalscope {

std::shared_ptr<const std::vector<StoredRun>> finishedRunsOf(
    const Session& session, bool onlySelected, const std::function<bool(const StoredRun&)>& wanted)
{
    const auto* open = session.currentDataset();
    const auto fingerprint = open != nullptr && open->dataset ? open->dataset->fingerprint : std::string();
    const auto& selected = session.selectedRuns();
    auto runs = std::make_shared<std::vector<StoredRun>>();
    for (const auto& entry : session.runs()) {
        const bool isOfDataset = fingerprint.empty() || entry.run.origin.datasetFingerprint == fingerprint;
        const bool isMeant = onlySelected
            ? std::find(selected.begin(), selected.end(), entry.id()) != selected.end()
            : isOfDataset;
        if (isMeant && !entry.run.metrics.isNull() && (!wanted || wanted(entry.run)))
            runs->push_back(entry.run);
    }
    return runs;
}

} // namespace modalscope
