#include "core/store/workspace.h"

#include "core/base/text.h"
#include "core/store/run_index.h"

#include <algorithm>

#include <unistd.h>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

Error failure(const fs::path& path, const char* doing, const std::error_code& code)
{
    return {ErrorKind::Io, path.string() + ": cannot " + doing + ": " + code.message()};
}

/// A file that has gone from a run's folder, with what repairs it.
Error withAdvice(const Error& error, const fs::path& folder)
{
    if (error.kind != ErrorKind::NotFound)
        return error;
    return {error.kind,
        error.message + "; the run is left out until the file is brought back from a copy, or the folder "
            + folder.string() + " is deleted and the run is started again"};
}

} // namespace

bool hasTestNumbers(const StoredRun& run)
{
    constexpr std::string_view kTest = "test/";
    const auto paths = run.metrics.paths();
    const auto first = std::lower_bound(paths.begin(), paths.end(), kTest);
    return first != paths.end() && first->starts_with(kTest);
}

std::string missingResults(const StoredRun& run)
{
    if (run.condition != RunCondition::Finished || hasTestNumbers(run))
        return {};
    const auto file = (run.folder / "metrics.json").string();
    if (run.metrics.isNull())
        return file
            + ": is missing although the run has finished; bring the file back from a copy, or start the run "
              "again, which trains it anew";
    return file
        + ": has no numbers of the test although the run has finished; bring the file back from a copy, or "
          "delete it and start the run again, which trains it anew";
}

std::string missingNumber(const StoredRun& run, const std::string& metric)
{
    if (run.condition != RunCondition::Finished || run.metrics.has(metric))
        return {};
    if (!hasTestNumbers(run))
        return missingResults(run);
    if (run.experiment.method.kind == MethodKind::Imported)
        return "run " + run.id() + " was imported from " + run.origin.importedFrom + ", which does not tell "
            + metric;
    auto name = metric;
    std::replace(name.begin(), name.end(), '/', '.');
    return (run.folder / "metrics.json").string() + ": has no number " + name
        + " although the run has finished; bring the file back from a copy, or delete the folder and start "
          "the run again";
}

Error noSuchStudy(const Workspace& workspace, const std::string& name)
{
    std::vector<std::string> names;
    std::error_code code;
    for (fs::directory_iterator entry(workspace.root() / "studies", code), end; !code && entry != end;
         entry.increment(code))
        if (entry->path().extension() == ".json" && !entry->path().filename().string().starts_with('.'))
            names.push_back(entry->path().stem().string());
    std::sort(names.begin(), names.end());
    return {ErrorKind::InvalidInput,
        name + ": is neither a file nor a study of the workspace " + workspace.root().string()
            + (names.empty() ? "; it has no studies yet, name a study file"
                             : "; use one of its studies, " + joinText(names, ", ") + ", or name a file")};
}

Result<void> Workspace::create() const
{
    std::error_code ignored;
    if (fs::exists(m_root, ignored) && !fs::is_directory(m_root, ignored))
        return invalidInput(m_root.string()
            + ": is a file; a workspace is a folder, name one (it is made when it is not there)");
    for (const char* name : {"runs", "studies", "figures", "trash"}) {
        std::error_code code;
        fs::create_directories(m_root / name, code);
        if (code)
            return failure(m_root / name, "create the folder", code);
    }
    if (::access((m_root / "runs").c_str(), W_OK) != 0)
        return Error{ErrorKind::Io,
            m_root.string()
                + ": the workspace cannot be written; choose another folder or change its permissions"};
    return {};
}

Result<StoredRun> Workspace::readRun(const fs::path& folder) const
{
    const RunFolder files(folder);
    StoredRun run;
    run.folder = folder;
    auto experiment = files.experiment();
    auto origin = files.origin();
    auto status = files.status();
    if (!experiment)
        return withAdvice(experiment.error(), folder);
    if (!origin)
        return withAdvice(origin.error(), folder);
    if (!status)
        return withAdvice(status.error(), folder);
    run.experiment = std::move(experiment).value();
    run.origin = std::move(origin).value();
    run.status = std::move(status).value();
    run.condition = conditionOf(run.status);
    const auto metrics = files.metrics();
    if (!metrics && metrics.error().kind != ErrorKind::NotFound)
        return metrics.error();
    if (!metrics)
        return run;
    run.metrics = RunMetrics(metrics.value());
    const auto splits = metrics.value().find("splits");
    if (const auto bad = impossibleNumber(
            splits == metrics.value().end() ? nlohmann::json() : *splits, run.metrics, "splits");
        !bad.empty())
        return Error{ErrorKind::Format,
            (folder / "metrics.json").string() + ": " + bad
                + "; the file has been edited, train the run again"};
    return run;
}

Result<StoredRun> Workspace::readListedRun(const fs::path& folder) const
{
    auto run = readRun(folder);
    if (run && run.value().id() != folder.filename())
        return Error{ErrorKind::InvalidInput,
            folder.string() + ": holds run " + run.value().id()
                + "; give the folder that name, or move the copy elsewhere"};
    return run;
}

Result<WorkspaceRuns> Workspace::readRuns() const
{
    WorkspaceRuns all;
    std::error_code code;
    const auto runs = m_root / "runs";
    if (!fs::exists(runs, code))
        return all;
    RunIndex index(m_root);
    for (fs::directory_iterator entry(runs, code), end; !code && entry != end; entry.increment(code)) {
        const bool isHidden = entry->path().filename().string().starts_with('.'); // a run being made
        if (isHidden || !entry->is_directory(code))
            continue;
        const auto stamps = RunIndex::stampsOf(entry->path()); // before reading: a later change is seen
        if (auto known = index.find(entry->path(), stamps)) {
            all.runs.push_back(std::move(*known));
            continue;
        }
        auto run = readListedRun(entry->path());
        if (run) {
            index.put(run.value(), stamps);
            all.runs.push_back(std::move(run).value());
        } else {
            all.unreadable.push_back({entry->path(), run.error().message});
        }
    }
    if (code)
        return failure(runs, "list the folder", code);
    index.save();
    std::sort(all.runs.begin(), all.runs.end(),
        [](const auto& a, const auto& b) { return isOlder(a.origin, b.origin); });
    return all;
}

Result<fs::path> Workspace::trashRun(const std::string& id) const
{
    const auto trash = m_root / "trash";
    std::error_code code;
    fs::create_directories(trash, code);
    if (code)
        return failure(trash, "create the folder", code);
    auto place = trash / (id + "-" + std::to_string(nowSeconds()));
    for (int copy = 2; fs::exists(place, code); ++copy)
        place = trash / (id + "-" + std::to_string(nowSeconds()) + "-" + std::to_string(copy));
    fs::rename(runFolder(id), place, code);
    if (code)
        return failure(runFolder(id), "move the run to the trash", code);
    return place;
}

Result<void> Workspace::restoreRun(const fs::path& trashed, const std::string& id) const
{
    std::error_code code;
    if (fs::exists(runFolder(id), code))
        return Error{ErrorKind::InvalidInput,
            runFolder(id).string() + ": exists again; the run stays in the trash at " + trashed.string()};
    fs::rename(trashed, runFolder(id), code);
    if (code)
        return failure(trashed, "bring the run back", code);
    return {};
}

} // namespace modalscope
