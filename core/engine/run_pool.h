#pragma once

#include "core/engine/engine.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace modalscope {

/// What is said of many runs while they work; called from their threads, one call at a time.
struct RunPoolListener {
    std::function<void(std::size_t run, const RunEvent& event)> reported
        = [](std::size_t, const RunEvent&) {};
    std::function<void(std::size_t run, const Result<void>& outcome)> ended
        = [](std::size_t, const Result<void>&) {};
};

/// Does `runs` in their order, `jobs` (at least 1) at once, each on a thread of its own. A run that fails
/// does not stop the others; after `stop` the working ones end as cancelled and no other begins. Returns when
/// all threads have ended. The numbers of a run do not depend on `jobs`.
void runAll(Engine& engine, const std::vector<RunRequest>& runs, int jobs, const RunPoolListener& listener,
    std::stop_token stop);

/// As many runs at once as this machine has cores.
int defaultJobs();

} // namespace modalscope
