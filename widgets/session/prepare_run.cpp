#include "widgets/session/prepare_run.h"

#include "core/base/text.h"

namespace modalscope {

Result<StoredRun> prepareRun(const Workspace& workspace, const Experiment& experiment, const Dataset& dataset,
    const std::string& command)
{
    if (const auto checked = checkExperiment(experiment, dataset); !checked)
        return checked.error();
    RunOrigin origin;
    origin.id = runId(experiment, dataset);
    origin.group = groupId(experiment, dataset);
    origin.datasetName = dataset.name;
    origin.datasetPath = dataset.path;
    origin.datasetFingerprint = dataset.fingerprint;
    origin.command = command;
    origin.host = statusNow(RunState::Queued, 0, 0).host;
    origin.created = nowSeconds();
    const auto folder = workspace.runFolder(origin.id);
    if (const auto created = RunFolder(folder).create(experiment, origin); !created)
        return created.error();
    return workspace.readRun(folder);
}

} // namespace modalscope
