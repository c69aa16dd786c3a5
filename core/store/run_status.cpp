#include "core/store/run_status.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <unistd.h>

namespace modalscope {
namespace {

std::string hostName()
{
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return name;
}

std::string bootId()
{
    const auto text = readFile("/proc/sys/kernel/random/boot_id");
    return text ? text.value().substr(0, 36) : std::string();
}

bool isAlive(std::int64_t pid)
{
    return pid > 0 && (::kill(pid_t(pid), 0) == 0 || errno == EPERM);
}

} // namespace

std::span<const Choice<RunState>> choices(RunState)
{
    static constexpr std::array<Choice<RunState>, 5> all{{
        {RunState::Queued, "queued", "queued"},
        {RunState::Running, "running", "running"},
        {RunState::Finished, "finished", "finished"},
        {RunState::Failed, "failed", "failed"},
        {RunState::Cancelled, "cancelled", "cancelled"},
    }};
    return all;
}

std::span<const Choice<RunCondition>> choices(RunCondition)
{
    static constexpr std::array<Choice<RunCondition>, 6> all{{
        {RunCondition::Queued, "queued", "queued"},
        {RunCondition::Running, "running", "running"},
        {RunCondition::Interrupted, "interrupted", "interrupted (resumable)"},
        {RunCondition::Finished, "finished", "finished"},
        {RunCondition::Failed, "failed", "failed"},
        {RunCondition::Cancelled, "cancelled", "cancelled (resumable)"},
    }};
    return all;
}

RunStatus statusNow(RunState state, int epoch, int epochs)
{
    static const auto host = hostName();
    static const auto boot = bootId();
    RunStatus status;
    status.state = state;
    status.epoch = epoch;
    status.epochs = epochs;
    status.heartbeat = nowSeconds();
    status.started = status.heartbeat;
    status.pid = ::getpid();
    status.host = host;
    status.boot = boot;
    return status;
}

RunCondition conditionOf(const RunStatus& status)
{
    switch (status.state) {
    case RunState::Queued:
        return RunCondition::Queued;
    case RunState::Finished:
        return RunCondition::Finished;
    case RunState::Failed:
        return RunCondition::Failed;
    case RunState::Cancelled:
        return RunCondition::Cancelled;
    case RunState::Running:
        break;
    }
    const auto here = statusNow(RunState::Running, 0, 0);
    const bool sameMachine = status.host == here.host;
    const bool works = sameMachine ? status.boot == here.boot && isAlive(status.pid)
                                   : here.heartbeat - status.heartbeat < 120;
    return works ? RunCondition::Running : RunCondition::Interrupted;
}

bool isResumable(RunCondition condition)
{
    return condition == RunCondition::Interrupted || condition == RunCondition::Cancelled
        || condition == RunCondition::Queued;
}

} // namespace modalscope
