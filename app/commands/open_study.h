#pragma once

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

/// Which study, as typed: a file or the name of one in the workspace, and where its dataset is now (empty: as
/// in the file).
struct StudyChoice {
    std::string study;
    std::string dataset = {};
};

/// Reads and plans it; warnings, and the progress of a plan that takes long, go to stderr. With `mustExist`
/// the workspace must be one. Error: what is wrong with the file, the dataset or the plan; Cancelled.
Result<OpenStudy> openStudy(
    const StudyChoice& choice, const Workspace& workspace, const RunContext& context, bool mustExist);

/// Its runs that are in the workspace; what cannot be read is named on stderr too.
WorkspaceRuns readRunsOf(const OpenStudy& open, const Workspace& workspace);

} // namespace modalscope
