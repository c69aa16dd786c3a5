#pragma once

#include "core/base/result.h"
#include "core/store/workspace.h"

namespace modalscope {

/// Makes the folder of a run that is to be queued, so that a later start still knows of it, and says how it
/// stands: a run that is there already, finished or begun, is left as it is. `place` tells the
/// order of those that are made in one second. Reads and writes files; not for
/// the GUI thread. Error: InvalidInput, as from checkExperiment; Io.
Result<StoredRun> prepareRun(const Workspace& workspace, const Experiment& experiment, const Dataset& dataset,
    const std::string& command, int place);

} // namespace modalscope
