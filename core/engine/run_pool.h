#pragma once

#include "core/engine/engine.h"
#include "core/store/run_status.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace modalscope {

/// What is said of many runs while they work; called from their threads, one call at a time.
struct RunPoolListener {
    std::function<void(std::size_t run, const RunEvent& event)> reported
        = [](std::size_t, const RunEvent&) {};
    std::function<void(std::size_t run, const Result<void>& outcome)> ended
        = [](std::size_t, const Result<void>&) {};
    /// Instead of ended(): another program works on the run, `status` is what it says of it.
    std::function<void(std::size_t run, const RunStatus& status)> leftToOther
        = [](std::size_t, const RunStatus&) {};
};

/// What status.json says of a run that another program works on now; nothing when nobody does. On this
/// machine the run's lock tells (a process id may belong to another program by now), of another machine its
/// heartbeat. Not for runs of this process: it would take itself for another.
std::optional<RunStatus> workedOnElsewhere(const std::filesystem::path& folder);

/// Does `runs` in their order, `jobs` (at least 1) at once, each on a thread of its own. A run that fails
/// does not stop the others; one that another program works on is left to it; after `stop` the working ones
/// end as cancelled and no other begins. Returns when all threads have ended. The numbers of a run do not
/// depend on `jobs`.
void runAll(Engine& engine, const std::vector<RunRequest>& runs, int jobs, const RunPoolListener& listener,
    std::stop_token stop);

/// As many runs at once as this machine has cores.
int defaultJobs();

/// How many runs on `device` (an experiment's train.device) go at once when nobody says: one where a GPU
/// computes them, because every run takes the machine's first GPU (`resolveDevice`) and several would share
/// its memory and its time; else defaultJobs(). `hasCuda` is Engine::hasCuda().
int defaultRunsAtOnce(DeviceChoice device, bool hasCuda);

} // namespace modalscope
