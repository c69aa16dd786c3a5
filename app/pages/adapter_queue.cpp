#include "app/pages/adapter_queue.h"

#include "core/analysis/run_series.h"
#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

namespace modalscope {

bool queueAdaptation(Session& session, const std::string& id, const AdaptOptions& options, QueueState state)
{
    const auto* entry = session.run(id);
    if (entry == nullptr || entry->run.condition != RunCondition::Finished || entry->run.metrics.isNull())
        return false;
    const auto& run = entry->run;
    QueuedRun queued;
    queued.id = adaptationId(id, options);
    queued.title
        = fromQt(QObject::tr("Adapters, %1, only %2, seed %3: %4")
                     .arg(toQt(labelOf(options.adapter.kind)), toQt(joinText(options.present, " + ")))
                     .arg(options.seed)
                     .arg(toQt(runTitle(run.experiment))));
    queued.request.experiment = run.experiment;
    queued.request.experiment.dataset = datasetFile(run);
    queued.request.folder = run.folder;
    queued.fingerprint = run.origin.datasetFingerprint;
    for (const auto& one : session.datasets())
        if (one.dataset && one.dataset->fingerprint == queued.fingerprint)
            queued.request.dataset = one.dataset;
    queued.epochs = options.adapter.kind == AdapterKind::Pretrained ? 0 : options.train.epochs;
    queued.adapt = options;
    queued.state = state;
    return session.queue().add(std::move(queued));
}

bool isAdaptationQueued(Session& session, const std::string& id, const AdaptOptions& options)
{
    const auto* queued = session.queue().run(adaptationId(id, options));
    return queued != nullptr && !isDone(queued->state);
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
