#include "widgets/session/queue_entry.h"

#include "widgets/session/session.h"

namespace modalscope {

QueuedRun queueEntry(const StoredRun& run, std::shared_ptr<const Dataset> dataset)
{
    QueuedRun entry;
    entry.id = run.id();
    entry.title = runTitle(run.experiment);
    entry.request.experiment = run.experiment;
    entry.request.experiment.dataset = datasetFile(run);
    entry.request.dataset = std::move(dataset);
    entry.request.folder = run.folder;
    entry.request.command = run.origin.command;
    entry.fingerprint = run.origin.datasetFingerprint;
    return entry;
}

QueuedRun queueEntry(const Session& session, const StoredRun& run)
{
    for (const auto& one : session.datasets())
        if (one.dataset && one.dataset->fingerprint == run.origin.datasetFingerprint)
            return queueEntry(run, one.dataset);
    return queueEntry(run, nullptr);
}

} // namespace modalscope
