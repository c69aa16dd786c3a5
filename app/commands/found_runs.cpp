#include "app/commands/found_runs.h"

#include "core/base/text.h"

#include <cstdio>
#include <set>

namespace modalscope {
namespace {

/// Whether the settings are not those that the run's id was made from. A run that does not list its
/// modalities cannot be asked.
bool isEdited(const StoredRun& run)
{
    Dataset dataset;
    dataset.fingerprint = run.origin.datasetFingerprint;
    return !run.experiment.modalities.empty() && runId(run.experiment, dataset) != run.id();
}

Result<std::vector<StoredRun>> runsUnder(const std::filesystem::path& path)
{
    std::error_code code;
    if (std::filesystem::exists(path / "status.json", code)) {
        auto run = Workspace(path).readRun(path);
        return run ? Result<std::vector<StoredRun>>(std::vector{std::move(run).value()}) : run.error();
    }
    if (!std::filesystem::exists(path / "runs", code))
        return Error{ErrorKind::InvalidInput,
            path.string()
                + ": is neither a run (no status.json) nor a workspace (no runs/); name one of these"};
    auto all = Workspace(path).readRuns();
    if (!all)
        return all.error();
    for (const auto& bad : all.value().unreadable)
        std::fprintf(stderr, "warning: left out: %s\n", printableText(bad.why).c_str());
    return std::move(all.value().runs);
}

} // namespace

Result<FoundRuns> findRuns(const std::vector<std::string>& paths)
{
    FoundRuns found;
    std::set<std::string> seen;
    for (const auto& path : paths) {
        auto runs = runsUnder(path);
        if (!runs)
            return runs.error();
        for (auto& run : runs.value()) {
            if (!seen.insert(run.id()).second)
                continue;
            if (isEdited(run)) {
                std::fprintf(stderr,
                    "warning: left out: %s/experiment.json: is not the experiment that the run was made "
                    "from; it has been "
                    "edited\n",
                    run.folder.c_str());
                continue;
            }
            auto history = RunFolder(run.folder).history();
            if (!history) {
                std::fprintf(
                    stderr, "warning: left out: %s\n", printableText(history.error().message).c_str());
                continue;
            }
            found.histories.push_back(std::move(history).value());
            found.runs.push_back(std::move(run));
        }
    }
    if (found.runs.empty())
        return Error{ErrorKind::InvalidInput,
            joinText(paths, ", ") + ": holds no run that can be read; train some with modalscope-cli train"};
    return found;
}

Result<void> checkOneDataset(std::span<const StoredRun* const> runs)
{
    std::set<std::string> datasets, fingerprints; // one dataset may bear several names
    for (const auto* run : runs)
        if (fingerprints.insert(run->origin.datasetFingerprint).second)
            datasets.insert(
                run->origin.datasetName + " (" + run->origin.datasetFingerprint.substr(0, 8) + ")");
    if (datasets.size() < 2)
        return {};
    return invalidInput("these runs are on different datasets, "
        + joinText(std::vector<std::string>(datasets.begin(), datasets.end()), ", ")
        + ", and cannot be compared; name the runs of one");
}

} // namespace modalscope
