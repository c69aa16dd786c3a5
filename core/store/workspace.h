#pragma once

#include "core/store/run_folder.h"
#include "core/store/run_metrics.h"

#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// A run as it lies in a workspace.
struct StoredRun {
    std::filesystem::path folder;
    Experiment experiment;
    RunOrigin origin;
    RunStatus status;
    RunCondition condition = RunCondition::Queued;
    RunMetrics metrics; ///< null until finished

    std::string id() const { return origin.id; }
};

/// Whether the numbers of its test are there: a run without them counts in no mean.
bool hasTestNumbers(const StoredRun& run);

/// Of a run that says it has finished and has no numbers of its test (metrics.json removed, or edited by
/// hand): what is wrong and what to do, one sentence. Empty for every other.
std::string missingResults(const StoredRun& run);

/// Of a finished run without a number at `metric`, "test/fused/accuracy": what is wrong and what to do, one
/// sentence. Empty for every other. Whether the run should have the number is for the caller to know.
std::string missingNumber(const StoredRun& run, const std::string& metric);

/// A folder that could not be read as a run, and why.
struct UnreadableRun {
    std::filesystem::path folder;
    std::string why;
};

struct WorkspaceRuns {
    std::vector<StoredRun> runs; ///< oldest first
    std::vector<UnreadableRun> unreadable;
};

/// `<root>/runs`, `<root>/studies`, `<root>/figures`, `<root>/trash`: the folders are the truth. What
/// `RunIndex` remembers of them may be deleted at any time.
class Workspace {
public:
    explicit Workspace(std::filesystem::path root)
        : m_root(std::move(root))
    { }

    const std::filesystem::path& root() const { return m_root; }
    std::filesystem::path runFolder(const std::string& id) const { return m_root / "runs" / id; }

    /// Makes the folders. Error: Io, when they cannot be made or written.
    Result<void> create() const;
    /// Every run; a workspace without runs has none. Error: Io.
    Result<WorkspaceRuns> readRuns() const;
    Result<StoredRun> readRun(const std::filesystem::path& folder) const;
    /// A folder of runs/, which bears the run's id as its name: a copy beside it would be counted twice.
    Result<StoredRun> readListedRun(const std::filesystem::path& folder) const;

    /// Moves a run to the trash; returns where it lies now, for `restoreRun`.
    Result<std::filesystem::path> trashRun(const std::string& id) const;
    Result<void> restoreRun(const std::filesystem::path& trashed, const std::string& id) const;

private:
    std::filesystem::path m_root;
};

/// InvalidInput, for a name that is neither a file's nor that of a study in the workspace: says which there
/// are.
Error noSuchStudy(const Workspace& workspace, const std::string& name);

} // namespace modalscope
