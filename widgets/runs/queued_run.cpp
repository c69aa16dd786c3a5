#include "widgets/runs/queued_run.h"

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

} // namespace modalscope
