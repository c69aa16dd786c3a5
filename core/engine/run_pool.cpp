#include "core/engine/run_pool.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace modalscope {

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
            const auto outcome = engine.run(runs[index], context);
            const std::scoped_lock lock(talking);
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

} // namespace modalscope
