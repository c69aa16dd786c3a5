#include "widgets/runs/queued_run.h"

#include "core/base/text.h"

#include <array>

namespace modalscope {

std::span<const Choice<QueueState>> choices(QueueState)
{
    static constexpr std::array<Choice<QueueState>, 8> all{{
        {QueueState::Waiting, "waiting", "queued"},
        {QueueState::Held, "held", "held"},
        {QueueState::Running, "running", "running"},
        {QueueState::Paused, "paused", "paused"},
        {QueueState::Stopping, "stopping", "stopping"},
        {QueueState::Finished, "finished", "finished"},
        {QueueState::Failed, "failed", "failed"},
        {QueueState::Cancelled, "cancelled", "cancelled"},
    }};
    return all;
}

std::string testId(const std::string& runId, const Retest& retest)
{
    auto id = runId + " tested again";
    for (const double rate : retest.missingRates)
        id += " " + numberText(rate);
    if (retest.protocol)
        id += " " + std::string(toText(*retest.protocol)) + " " + retest.hiddenModality;
    if (retest.subsets)
        id += " subsets";
    if (retest.permutations > 0)
        id += " permuted " + std::to_string(retest.permutations);
    return id;
}

std::string adaptationId(const std::string& runId, const AdaptOptions& options)
{
    return runId + " adapted " + adapterFolder(options);
}

} // namespace modalscope
