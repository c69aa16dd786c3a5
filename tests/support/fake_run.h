#pragma once

#include "core/base/text.h"
#include "core/store/workspace.h"

#include <string>

namespace modalscope {

/// Writes a run folder as a finished (or otherwise ended) run leaves it. Two runs with one `group` differ in
/// the seed.
inline StoredRun writeFakeRun(const Workspace& workspace, const std::string& id, const std::string& group,
    int seed, RunState state = RunState::Finished, int epoch = 3)
{
    StoredRun run;
    run.folder = workspace.runFolder(id);
    run.experiment.seed = std::uint64_t(seed);
    run.experiment.train.epochs = 3;
    run.experiment.modalities = {"image", "audio"};
    run.experiment.dataset = "/nowhere/small.h5";
    run.origin.id = id;
    run.origin.group = group;
    run.origin.datasetName = "small";
    run.origin.datasetFingerprint = "f";
    run.origin.created = 1700000000 + seed;
    const RunFolder files(run.folder);
    (void)files.create(run.experiment, run.origin);
    for (int i = 1; i <= epoch; ++i) {
        HistoryRow row;
        row.set("epoch", i);
        row.set("valid/fused/accuracy", 0.5 + 0.1 * i);
        (void)files.appendHistory(row);
    }
    auto status = statusNow(state, epoch, 3);
    status.pid = 0x3fffffff; // no process has this number
    run.status = status;
    (void)files.writeStatus(status);
    if (state == RunState::Finished)
        (void)files.writeMetrics(nlohmann::json::parse(R"({"format": 1, "epoch": 2, "selected_on": "valid",
            "parameters": {"total": 1234, "trainable": 1234},
            "splits": {"test": {"n": 16, "fused": {"accuracy": {"value": 0.75, "low": 0.5, "high": 0.9}},
                "modalities": {"image": {"accuracy": {"value": 0.7}}, "audio": {"accuracy": {"value": 0.4}}}}}})"));
    return run;
}

} // namespace modalscope
