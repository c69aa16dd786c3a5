#include "app/pages/adapter_queue.h"

#include "app/pages/adapter_bases.h"
#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/session/queue_entry.h"
#include "widgets/session/session.h"

namespace modalscope {

bool queueAdaptation(Session& session, const std::string& id, AdaptOptions options, QueueState state)
{
    const auto* entry = session.run(id);
    if (entry == nullptr || entry->run.condition != RunCondition::Finished || entry->run.metrics.isNull())
        return false;
    options.present = inRunOrder(options.present, modalitiesForAdapters(session, entry->run));
    auto queued = queueEntry(session, entry->run);
    queued.id = adaptationId(id, options);
    queued.title
        = fromQt(QObject::tr("Only %1: %2, seed %3, adapters of %4") // what differs comes first
                     .arg(toQt(joinText(options.present, " + ")), toQt(labelOf(options.adapter.kind)))
                     .arg(options.seed)
                     .arg(toQt(queued.title)));
    queued.epochs = options.adapter.kind == AdapterKind::Pretrained ? 0 : options.train.epochs;
    queued.adapt = std::move(options);
    queued.state = state;
    return session.queue().add(std::move(queued));
}

bool isAdaptationQueued(Session& session, const std::string& id, const AdaptOptions& options)
{
    const auto* queued = session.queue().run(adaptationId(id, options));
    return queued != nullptr && !isDone(queued->state);
}

} // namespace modalscope
