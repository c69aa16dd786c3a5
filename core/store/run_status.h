#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/config/describe.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// What status.json says.
enum class RunState { Queued, Running, Finished, Failed, Cancelled };
std::span<const Choice<RunState>> choices(RunState);

/// What is true of a run now: a run whose process has gone is not "running".
enum class RunCondition {
    Queued,
    Running,
    Interrupted, ///< its process ended without a word (kill, power cut); can be resumed
    Finished,
    Failed,
    Cancelled ///< stopped by a person; can be resumed
};
std::span<const Choice<RunCondition>> choices(RunCondition);

/// Contents of status.json; replaced atomically.
struct RunStatus {
    RunState state = RunState::Queued;
    int epoch = 0; ///< complete epochs
    int epochs = 0; ///< of how many
    std::int64_t started = 0; ///< seconds since 1970
    std::int64_t heartbeat = 0; ///< when the run last wrote this file
    double seconds = 0; ///< training time so far, pauses left out
    std::int64_t pid = 0;
    std::string host;
    std::string boot; ///< the machine's boot id: pids mean nothing after a restart
    std::string error; ///< why it failed: one sentence
    std::vector<std::string> warnings;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, RunStatus>
void describe(Options& status, Visitor& visit)
{
    visit(Field{"state", "state"}, status.state);
    visit(Field{"epoch", "complete epochs", 0}, status.epoch);
    visit(Field{"epochs", "planned epochs", 0}, status.epochs);
    visit(Field{"started", "seconds since 1970"}, status.started);
    visit(Field{"heartbeat", "seconds since 1970"}, status.heartbeat);
    visit(Field{"seconds", "training time"}, status.seconds);
    visit(Field{"pid", "process"}, status.pid);
    visit(Field{"host", "machine"}, status.host);
    visit(Field{"boot", "boot of the machine"}, status.boot);
    visit(Field{"error", "why it failed"}, status.error);
    visit(Field{"warnings", "what a person should look at"}, status.warnings);
}

/// A status of this process, this machine, now.
RunStatus statusNow(RunState state, int epoch, int epochs);

/// Whether the process that wrote a "running" status still runs: by pid and boot id on its own machine, by a
/// heartbeat of the last two minutes when written on another.
RunCondition conditionOf(const RunStatus& status);

/// Started and not finished, and nobody works on it.
bool isResumable(RunCondition condition);

} // namespace modalscope
