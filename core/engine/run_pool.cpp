#include "core/engine/run_pool.h"

#include "core/engine/run_journal.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace modalscope {
namespace {

bool isLocked(const std::filesystem::path& folder)
{
    const auto lock = RunLock::take(folder);
    return !lock && lock.error().kind == ErrorKind::InvalidInput;
}

} // namespace

std::optional<RunStatus> workedOnElsewhere(const std::filesystem::path& folder)
{
    auto status = RunFolder(folder).status();
    if (!status || (status.value().state != RunState::Running && status.value().state != RunState::Queued))
        return std::nullopt;
    const bool isHere = status.value().host == statusNow(RunState::Queued, 0, 0).host;
    const bool isWorking = isHere ? isLocked(folder) : conditionOf(status.value()) == RunCondition::Running;
    return isWorking ? std::optional(std::move(status).value()) : std::nullopt;
}

void runAll(Engine& engine, const std::vector<RunRequest>& runs, int jobs, const RunPoolListener& listener,
    std::stop_token stop)
{
    std::atomic<std::size_t> next = 0;
    std::mutex talking;
    const auto work = [&] {
        while (!stop.stop_requested()) {
            const auto index = next.fetch_add(1);
            if (index >= runs.size())
                return;
            RunContext context;
            context.stop = stop;
            context.report = [&](const RunEvent& event) {
                const std::scoped_lock lock(talking);
                listener.reported(index, event);
            };
            // Asked again after a failure: the other program may have been a moment faster.
            auto other = workedOnElsewhere(runs[index].folder);
            const auto outcome = other ? Result<void>() : engine.run(runs[index], context);
            if (!outcome && outcome.error().kind != ErrorKind::Cancelled)
                other = workedOnElsewhere(runs[index].folder);
            const std::scoped_lock lock(talking);
            if (other)
                listener.leftToOther(index, *other);
            else
                listener.ended(index, outcome);
        }
    };
    const auto count = std::min<std::size_t>(std::size_t(std::max(1, jobs)), runs.size());
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back(work);
}

int defaultJobs()
{
    return int(std::max(1u, std::thread::hardware_concurrency()));
}

int defaultRunsAtOnce(DeviceChoice device, bool hasCuda)
{
    return hasCuda && device != DeviceChoice::Cpu ? 1 : defaultJobs();
}

} // namespace modalscope
