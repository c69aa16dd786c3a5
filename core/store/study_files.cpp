#include "core/store/study_files.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"

#include <algorithm>

namespace modalscope {

namespace fs = std::filesystem;

namespace {

/// Wherever their dataset lies: runs are known by its contents.
bool saysTheSame(Study a, Study b)
{
    a.base.dataset.clear();
    b.base.dataset.clear();
    return toFileText(a) == toFileText(b);
}

} // namespace

Result<fs::path> studyFile(const Workspace& workspace, const std::string& name)
{
    constexpr std::size_t kLongest = 100;
    const bool isGood = !name.empty() && name.size() <= kLongest && name.front() != '.'
        && std::none_of(name.begin(), name.end(),
            [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '/' || c == '\\'; });
    if (!isGood)
        return invalidInput("name: \"" + printableText(name.substr(0, kLongest))
            + "\" cannot be the name of a file; use up to 100 characters without slashes, not a dot in "
              "front");
    return workspace.root() / "studies" / (name + ".json");
}

fs::path findStudyFile(const Workspace& workspace, const std::string& name)
{
    std::error_code code;
    if (!fs::is_regular_file(name, code))
        if (const auto stored = studyFile(workspace, name); stored && fs::exists(stored.value(), code))
            return stored.value();
    return name;
}

Result<bool> needsStoring(const Workspace& workspace, const Study& study, bool replace)
{
    const auto path = studyFile(workspace, study.name);
    if (!path)
        return path.error();
    std::error_code code;
    if (fs::exists(path.value(), code) && !replace) {
        const auto stored = readStudy(path.value());
        if (stored && saysTheSame(stored.value(), study))
            return false;
        if (!stored)
            return invalidInput(path.value().string() + ": is in the way and cannot be read as a study ("
                + stored.error().message + "); move it away, or replace it");
        return invalidInput(path.value().string() + ": is another study with the name " + study.name
            + "; give this one a new name, or replace that one (runs that both have are kept)");
    }
    return true;
}

Result<void> storeStudy(const Workspace& workspace, const Study& study, bool replace)
{
    const auto isNew = needsStoring(workspace, study, replace);
    if (!isNew)
        return isNew.error();
    if (!isNew.value())
        return {};
    return writeFileAtomically(studyFile(workspace, study.name).value(), toFileText(study));
}

Result<StoredStudies> readStudies(const Workspace& workspace)
{
    StoredStudies all;
    std::error_code code;
    const auto folder = workspace.root() / "studies";
    if (!fs::exists(folder, code))
        return all;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
        if (entry->path().extension() == ".json" && !entry->path().filename().string().starts_with('.'))
            files.push_back(entry->path());
    if (code)
        return Error{ErrorKind::Io, folder.string() + ": cannot list the folder: " + code.message()};
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        auto study = readStudy(file);
        if (study && study.value().name == file.stem().string())
            all.studies.push_back(std::move(study).value());
        else
            all.unreadable.push_back(study
                    ? file.string() + ": holds the study " + study.value().name + "; give the file that name"
                    : study.error().message);
    }
    return all;
}

WorkspaceRuns readStudyRuns(
    const Workspace& workspace, std::span<const StudyRun> plan, const Dataset& dataset)
{
    WorkspaceRuns found;
    for (const auto& planned : plan) {
        const auto folder = workspace.runFolder(planned.id);
        std::error_code code;
        if (!fs::exists(folder / "status.json", code))
            continue;
        auto run = workspace.readListedRun(folder);
        if (!run)
            found.unreadable.push_back({folder, run.error().message});
        else if (runId(run.value().experiment, dataset) != planned.id)
            found.unreadable.push_back({folder,
                folder.string()
                    + "/experiment.json: is not the experiment that the run was made from; it has "
                      "been edited, move the folder away and start the study again"});
        else {
            auto& experiment = run.value().experiment; // may say "all" where the plan names them
            experiment.modalities = planned.experiment.modalities;
            found.runs.push_back(std::move(run).value());
        }
    }
    return found;
}

} // namespace modalscope
