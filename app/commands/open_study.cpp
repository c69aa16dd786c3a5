#include "app/commands/open_study.h"

#include "app/commands/console_progress.h"
#include "app/commands/guarded_read.h"
#include "core/base/text.h"
#include "core/run/event_throttle.h"
#include "core/store/study_files.h"

#include <chrono>
#include <cstdio>

namespace modalscope {
namespace {

/// Says how a plan comes along once it has taken a second: a bar on a terminal, one line elsewhere.
class PlanningProgress {
public:
    explicit PlanningProgress(std::stop_token stop)
        : m_stop(std::move(stop))
    { }

    bool operator()(std::size_t done, std::size_t total)
    {
        if (m_throttle.isDue() && std::chrono::steady_clock::now() - m_started > std::chrono::seconds(1)) {
            if (!m_hasSpoken)
                m_console.show(LogLine{"planning the runs of " + std::to_string(total) + " settings"});
            m_hasSpoken = true;
            m_console.show(Progress{std::int64_t(done), std::int64_t(total), "planning"});
        }
        return !m_stop.stop_requested();
    }

private:
    std::stop_token m_stop;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
    EventThrottle m_throttle;
    ConsoleProgress m_console;
    bool m_hasSpoken = false;
};

Result<std::vector<StudyRun>> planAloud(const Study& study, const Dataset& dataset, const RunContext& context)
{
    PlanningProgress progress(context.stop);
    return planStudy(
        study, dataset, [&](std::size_t done, std::size_t total) { return progress(done, total); });
}

} // namespace

Result<OpenStudy> openStudy(
    const StudyChoice& choice, const Workspace& workspace, const RunContext& context, bool mustExist)
{
    std::error_code code;
    if (mustExist && !std::filesystem::is_directory(workspace.root() / "runs", code))
        return invalidInput(
            workspace.root().string() + ": is no workspace (it has no folder runs); check the path");
    const auto file = findStudyFile(workspace, choice.study);
    if (!std::filesystem::exists(file, code))
        return noSuchStudy(workspace, choice.study);
    auto study = readStudy(file);
    if (!study)
        return study.error();
    auto& base = study.value().base;
    if (!choice.dataset.empty())
        base.dataset = choice.dataset;
    if (base.dataset.empty())
        return invalidInput(file.string() + ": base.dataset is empty; name an HDF5 file there");
    if (!isUtf8(base.dataset))
        return invalidInput(base.dataset + ": is not UTF-8 text; rename the file or folder, or move it");
    auto dataset = readDatasetGuarded(base.dataset, context);
    if (!dataset)
        return dataset.error();
    auto plan = planAloud(study.value(), *dataset.value(), context);
    if (!plan)
        return Error{plan.error().kind, file.string() + ": " + plan.error().message};
    for (const auto& label : idleVariants(study.value(), plan.value()))
        std::fprintf(stderr,
            "warning: variant %s asks for runs that the axes or another variant have already\n",
            printableText(label).c_str());
    return OpenStudy{std::move(study).value(), std::move(dataset).value(), std::move(plan).value()};
}

WorkspaceRuns readRunsOf(const OpenStudy& open, const Workspace& workspace)
{
    auto found = readStudyRuns(workspace, open.plan, *open.dataset);
    for (const auto& bad : found.unreadable)
        std::fprintf(stderr, "warning: left out: %s\n", printableText(bad.why).c_str());
    return found;
}

} // namespace modalscope
