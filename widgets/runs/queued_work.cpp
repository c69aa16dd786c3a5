#include "widgets/runs/queued_work.h"

#include "core/store/run_folder.h"

namespace modalscope {

Result<void> QueuedWork::operator()(const RunContext& context)
{
    auto outcome = work(context);
    if (!outcome && !retest && !adapt)
        leaveFolder(outcome.error());
    return outcome;
}

Result<void> QueuedWork::work(const RunContext& context)
{
    auto loaded = engine(); // first: the queue waits to hear whether there is a GPU
    if (!loaded)
        return loaded.error();
    if (!request.dataset) {
        auto dataset = datasets(request.experiment.dataset, context);
        if (!dataset)
            return dataset.error();
        request.dataset = std::move(dataset).value();
    }
    if (!fingerprint.empty() && request.dataset->fingerprint != fingerprint)
        return Error{ErrorKind::InvalidInput,
            request.experiment.dataset
                + ": is not the file that the run was made for; bring that one back, or start anew"};
    if (context.shouldStop())
        return Error{ErrorKind::Cancelled, "stopped before it began"};
    if (retest)
        return retestRun(*loaded.value(), request.folder, request.dataset, *retest, context);
    if (adapt) {
        const auto learned = loaded.value()->adapt({request.folder, request.dataset, *adapt}, context);
        return learned ? Result<void>() : learned.error();
    }
    return loaded.value()->run(request, context);
}

/// The engine has written how a run ended that began. On failure here the older state stays: queued or
/// cancelled, which can be resumed as well.
void QueuedWork::leaveFolder(const Error& error) const
{
    const RunFolder folder(request.folder);
    auto status = folder.status();
    if (!status)
        return;
    const bool wasCancelled = error.kind == ErrorKind::Cancelled;
    if (wasCancelled && *forLater && status.value().state == RunState::Cancelled) {
        status.value().state = RunState::Queued; // the next start offers it
        (void)folder.writeStatus(status.value());
    } else if (!wasCancelled && status.value().state == RunState::Queued) {
        status.value().state = RunState::Failed;
        status.value().error = error.message;
        (void)folder.writeStatus(status.value());
    }
}

} // namespace modalscope
