#pragma once

#include "core/experiment/study.h"
#include "core/store/workspace.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// `<workspace>/studies/<name>.json`. Error: InvalidInput: the name cannot be a file's.
Result<std::filesystem::path> studyFile(const Workspace& workspace, const std::string& name);

/// The file that `name` names: a file, else the workspace's study of that name, else `name` as it is.
std::filesystem::path findStudyFile(const Workspace& workspace, const std::string& name);

/// What storeStudy() would refuse, without writing: true when the study is to be written, false when it is
/// there.
Result<bool> needsStoring(const Workspace& workspace, const Study& study, bool replace = false);

/// Writes the study there. A study of that name that says the same, wherever its dataset lies, stays as it
/// is. Error: InvalidInput: another study has the name and `replace` is not set; Io.
Result<void> storeStudy(const Workspace& workspace, const Study& study, bool replace = false);

/// Those of a workspace by name, and one sentence for each file that is none. Error: Io.
struct StoredStudies {
    std::vector<Study> studies;
    std::vector<std::string> unreadable;
};
Result<StoredStudies> readStudies(const Workspace& workspace);

/// The runs of a plan that are in the workspace, in its order and with modalities written out as in it; the
/// other folders are not read. A run whose
/// experiment.json is not what was planned under its id has been edited: it is left out and named like one
/// that cannot be read.
WorkspaceRuns readStudyRuns(
    const Workspace& workspace, std::span<const StudyRun> plan, const Dataset& dataset);

} // namespace modalscope
