#include "app/commands/study_run.h"

#include "core/base/text.h"
#include "core/engine/run_pool.h"
#include "core/store/study_files.h"

#include <chrono>
#include <set>

namespace modalscope {
namespace {

/// Says on stderr how the runs of a study go: a line when one ends, with the time left.
class StudyProgress {
public:
    explicit StudyProgress(std::vector<std::string> labels)
        : m_labels(std::move(labels))
    { }

    void reported(std::size_t run, const RunEvent& event)
    {
        if (const auto* warning = std::get_if<Warning>(&event))
            std::fprintf(
                stderr, "%s: warning: %s\n", m_labels[run].c_str(), printableText(warning->text).c_str());
    }

    void ended(std::size_t run, const Result<void>& outcome)
    {
        if (!outcome && outcome.error().kind == ErrorKind::Cancelled)
            return;
        ++m_ended;
        m_failed += outcome ? 0 : 1;
        const double seconds
            = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
        const double left = seconds / double(m_ended) * double(m_labels.size() - m_ended);
        std::fprintf(stderr, "[%zu/%zu] %s: %s%s\n", m_ended, m_labels.size(), m_labels[run].c_str(),
            outcome ? "finished" : ("failed: " + printableText(outcome.error().message)).c_str(),
            m_ended < m_labels.size() ? (", " + durationText(left) + " left").c_str() : "");
    }

    std::size_t failed() const { return m_failed; }
    std::size_t endedCount() const { return m_ended; }
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
    }

private:
    std::vector<std::string> m_labels;
    std::size_t m_ended = 0;
    std::size_t m_failed = 0;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
};

std::string labelOfRun(const StudyRun& run)
{
    std::string label = run.variant.empty() ? methodLabel(run.experiment.method) : run.variant;
    for (const auto& [key, value] : run.values)
        if (key != "method.kind")
            label += ", " + key.substr(key.rfind('.') + 1) + " "
                + (value.is_string() ? value.get<std::string>() : value.dump());
    return label + ", seed " + std::to_string(run.experiment.seed) + " (" + run.id + ")";
}

} // namespace

int runStudy(const OpenStudy& open, const WorkspaceRuns& before, const Workspace& workspace,
    const StudyRunOptions& options, const RunContext& context)
{
    std::set<std::string> finished;
    std::size_t begun = 0;
    for (const auto& run : before.runs) {
        if (run.condition == RunCondition::Finished && !run.metrics.isNull())
            finished.insert(run.id());
        else if (run.status.epoch > 0)
            ++begun;
    }
    std::set<std::filesystem::path> unreadable;
    for (const auto& bad : before.unreadable)
        unreadable.insert(bad.folder);
    std::vector<RunRequest> requests;
    std::vector<std::string> labels;
    for (const auto& planned : open.plan) {
        if (finished.contains(planned.id) || unreadable.contains(workspace.runFolder(planned.id)))
            continue;
        requests.push_back(
            {planned.experiment, open.dataset, workspace.runFolder(planned.id), options.command});
        labels.push_back(labelOfRun(planned));
    }
    std::fprintf(stderr, "%s: %zu runs: %zu finished, %zu begun, %zu new%s\n", open.study.name.c_str(),
        open.plan.size(), finished.size(), begun, requests.size() - begun,
        unreadable.empty() ? "" : (", " + std::to_string(unreadable.size()) + " left out").c_str());
    if (options.isDry) {
        for (const auto& label : labels)
            std::printf("%s\n", label.c_str());
        return Done;
    }
    if (const auto made = workspace.create(); !made)
        return failBefore(made.error());
    if (const auto stored = storeStudy(workspace, open.study, options.replace); !stored)
        return failBefore({stored.error().kind, stored.error().message + " (--replace)"});
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    StudyProgress progress(labels);
    const RunPoolListener listener{
        [&](std::size_t run, const RunEvent& event) { progress.reported(run, event); },
        [&](std::size_t run, const Result<void>& outcome) { progress.ended(run, outcome); }};
    runAll(*door.value(), requests, options.jobs > 0 ? options.jobs : defaultJobs(), listener, context.stop);
    std::printf("%s\n", studyFile(workspace, open.study.name).value().c_str());
    if (context.stop.stop_requested()) {
        std::fprintf(stderr, "stopped after %zu of %zu runs; start it again to go on\n",
            progress.endedCount(), requests.size());
        return CancelledByUser;
    }
    std::fprintf(stderr, "%zu runs in %s, %zu failed\n", requests.size(),
        durationText(progress.seconds()).c_str(), progress.failed());
    return progress.failed() > 0 || !unreadable.empty() ? FailedWhileRunning : Done;
}

} // namespace modalscope
