#include "widgets/session/prepare_run.h"

#include "core/base/text.h"
#include "core/experiment/check_experiment.h"

namespace modalscope {

Result<StoredRun> prepareRun(const Workspace& workspace, const Experiment& experiment, const Dataset& dataset,
    const std::string& command, int place)
{
    if (const auto checked = checkExperiment(experiment, dataset); !checked)
        return checked.error();
    auto origin = originOf(experiment, dataset);
    origin.command = command;
    origin.host = statusNow(RunState::Queued, 0, 0).host;
    origin.created = nowSeconds();
    origin.place = place;
    const auto folder = workspace.runFolder(origin.id);
    if (const auto created = RunFolder(folder).create(experiment, origin); !created)
        return created.error();
    return workspace.readRun(folder);
}

} // namespace modalscope
