#pragma once

#include "app/commands/command.h"
#include "app/commands/open_study.h"

#include <string>

namespace modalscope {

struct StudyRunOptions {
    int jobs = 0; ///< runs at once; 0 = defaultRunsAtOnce()
    bool isDry = false; ///< only says what would be run
    bool replace = false; ///< of another study with the same name
    std::string command; ///< as typed
};

/// Stores the study in the workspace and does its runs that have not finished; `before` are those that are
/// there: what cannot be read, or has finished without numbers that another start would bring, is left alone
/// and counts as failed. Runs that another program works on are left to it and waited for; those that it
/// gives up are taken over. Lines on stderr say how it goes; returns an exit code.
int runStudy(const OpenStudy& open, const WorkspaceRuns& before, const Workspace& workspace,
    const StudyRunOptions& options, const RunContext& context);

} // namespace modalscope
