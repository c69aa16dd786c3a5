#include "app/commands/study_run.h"

#include "app/commands/study_progress.h"
#include "core/base/text.h"
#include "core/engine/run_pool.h"
#include "core/store/study_files.h"

#include <algorithm>
#include <set>
#include <thread>

namespace modalscope {
namespace {

constexpr std::chrono::milliseconds kLookAgain(500); // at runs of other programs

std::string labelOfRun(const StudyRun& run)
{
    std::string label = run.variant.empty() ? methodLabel(run.experiment.method) : run.variant;
    for (const auto& [key, value] : run.values)
        if (key != "method.kind")
            label += ", " + key.substr(key.rfind('.') + 1) + " "
                + (value.is_string() ? value.get<std::string>() : value.dump());
    return printableText(label) + ", seed " + std::to_string(run.experiment.seed) + " (" + run.id + ")";
}

/// What is to be done, and what is not.
struct OpenRuns {
    std::vector<RunRequest> requests;
    std::vector<std::string> labels; ///< of the requests
    std::size_t finished = 0, begun = 0, leftOut = 0;
};

OpenRuns openRuns(const OpenStudy& open, const WorkspaceRuns& before, const Workspace& workspace,
    const std::string& command)
{
    OpenRuns runs;
    std::set<std::filesystem::path> done;
    for (const auto& bad : before.unreadable)
        done.insert(bad.folder);
    runs.leftOut = before.unreadable.size();
    for (const auto& run : before.runs) {
        const auto missing = missingResults(run);
        const bool isKept = !missing.empty() && !run.metrics.isNull(); // nothing is trained over it unasked
        if (isKept)
            std::fprintf(stderr, "warning: left out: %s\n", printableText(missing).c_str());
        if (isKept || (run.condition == RunCondition::Finished && missing.empty()))
            done.insert(run.folder);
        runs.leftOut += isKept;
        runs.finished += run.condition == RunCondition::Finished && missing.empty();
        runs.begun += run.condition != RunCondition::Finished && run.status.epoch > 0;
    }
    for (const auto& planned : open.plan) {
        const auto folder = workspace.runFolder(planned.id);
        if (done.contains(folder))
            continue;
        runs.requests.push_back({planned.experiment, open.dataset, folder, command});
        runs.labels.push_back(labelOfRun(planned));
    }
    return runs;
}

/// Runs that were left to other programs, by their place in the list, with what their status said.
using OthersRuns = std::vector<std::pair<std::size_t, RunStatus>>;

/// Waits until nobody else works on any of them; returns those that are to be done here, because the other
/// program was stopped or killed before their end.
std::vector<std::size_t> waitForOthers(OthersRuns others, const std::vector<RunRequest>& requests,
    StudyProgress& progress, const std::stop_token& stop)
{
    std::vector<std::size_t> abandoned;
    if (!others.empty() && !stop.stop_requested())
        std::fprintf(stderr,
            "waiting for %zu of the runs, which another program trains; Ctrl+C stops the waiting\n",
            others.size());
    for (; !others.empty() && !stop.stop_requested(); std::this_thread::sleep_for(kLookAgain))
        std::erase_if(others, [&](const auto& one) {
            const auto& [run, other] = one;
            const auto& folder = requests[run].folder;
            if (workedOnElsewhere(folder))
                return false;
            const auto now = RunFolder(folder).status();
            if (now && now.value().state == RunState::Failed)
                progress.endedElsewhere(run, invalidInput(now.value().error), other);
            else if (now && now.value().state == RunState::Finished)
                progress.endedElsewhere(run, {}, other);
            else
                abandoned.push_back(run);
            return true;
        });
    return abandoned;
}

void runHereOrWait(Engine& engine, const std::vector<RunRequest>& requests, int jobs, StudyProgress& progress,
    const std::stop_token& stop)
{
    std::vector<std::size_t> waiting(requests.size());
    for (std::size_t i = 0; i < waiting.size(); ++i)
        waiting[i] = i;
    while (!waiting.empty() && !stop.stop_requested()) {
        std::vector<RunRequest> now;
        for (const auto run : waiting)
            now.push_back(requests[run]);
        OthersRuns others;
        const RunPoolListener listener{
            [&](std::size_t run, const RunEvent& event) { progress.reported(waiting[run], event); },
            [&](std::size_t run, const Result<void>& outcome) { progress.ended(waiting[run], outcome); },
            [&](std::size_t run, const RunStatus& status) {
                progress.leftTo(waiting[run], status);
                others.emplace_back(waiting[run], status);
            }};
        runAll(engine, now, jobs, listener, stop);
        waiting = waitForOthers(std::move(others), requests, progress, stop);
    }
}

/// What only LibTorch knows, before the first run starts.
Result<void> checkDevice(const std::vector<RunRequest>& requests)
{
    const bool asksCuda = std::any_of(requests.begin(), requests.end(),
        [](const auto& one) { return one.experiment.train.device == DeviceChoice::Cuda; });
    if (!asksCuda)
        return {};
    const auto door = engine();
    if (!door)
        return door.error();
    if (!door.value()->hasCuda())
        return invalidInput("train.device is cuda but this LibTorch has no CUDA; use cpu or auto");
    return {};
}

/// As many as the most demanding run allows.
int jobsFor(const std::vector<RunRequest>& requests, bool hasCuda)
{
    int jobs = defaultJobs();
    for (const auto& one : requests)
        jobs = std::min(jobs, defaultRunsAtOnce(one.experiment.train.device, hasCuda));
    return jobs;
}

} // namespace

int runStudy(const OpenStudy& open, const WorkspaceRuns& before, const Workspace& workspace,
    const StudyRunOptions& options, const RunContext& context)
{
    const auto runs = openRuns(open, before, workspace, options.command);
    std::fprintf(stderr, "%s: %zu runs: %zu finished, %zu begun, %zu new%s\n", open.study.name.c_str(),
        open.plan.size(), runs.finished, runs.begun, runs.requests.size() - runs.begun,
        runs.leftOut == 0 ? "" : (", " + std::to_string(runs.leftOut) + " left out").c_str());
    if (const auto free = needsStoring(workspace, open.study, options.replace); !free)
        return failBefore({free.error().kind, free.error().message + " (--replace)"});
    if (const auto checked = checkDevice(runs.requests); !checked)
        return failBefore(checked.error());
    if (options.isDry) {
        for (const auto& label : runs.labels)
            std::printf("%s\n", label.c_str());
        return Done;
    }
    if (const auto made = workspace.create(); !made)
        return failBefore(made.error());
    if (const auto stored = storeStudy(workspace, open.study, options.replace); !stored)
        return failBefore(stored.error());
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    StudyProgress progress(runs.labels);
    const int jobs = options.jobs > 0 ? options.jobs : jobsFor(runs.requests, door.value()->hasCuda());
    runHereOrWait(*door.value(), runs.requests, jobs, progress, context.stop);
    std::printf("%s\n", studyFile(workspace, open.study.name).value().c_str());
    if (context.stop.stop_requested()) {
        std::fprintf(stderr, "stopped after %zu of %zu runs; start it again to go on\n",
            progress.endedCount(), runs.requests.size());
        return CancelledByUser;
    }
    std::fprintf(stderr, "%zu runs in %s, %zu failed\n", runs.requests.size(),
        durationText(progress.seconds()).c_str(), progress.failed());
    return progress.failed() > 0 || runs.leftOut > 0 ? FailedWhileRunning : Done;
}

} // namespace modalscope
