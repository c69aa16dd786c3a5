#pragma once

#include "app/commands/command.h"
#include "core/experiment/study.h"
#include "core/run/run_context.h"
#include "core/store/workspace.h"

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// A study that has been read and planned on its dataset.
struct OpenStudy {
    Study study;
    std::shared_ptr<const Dataset> dataset;
    std::vector<StudyRun> plan;
};

struct StudyRunOptions {
    int jobs = 0; ///< runs at once; 0 = one per core
    bool isDry = false; ///< only says what would be run
    bool replace = false; ///< of another study with the same name
    std::string command; ///< as typed
};

/// Stores the study in the workspace and does its runs that have not finished; `before` are those that are
/// there: what cannot be read is left alone and counts as failed. Lines on stderr say how it goes; returns an
/// exit code.
int runStudy(const OpenStudy& open, const WorkspaceRuns& before, const Workspace& workspace,
    const StudyRunOptions& options, const RunContext& context);

} // namespace modalscope
