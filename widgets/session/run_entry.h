#pragma once

#include "core/run/run_event.h"
#include "core/store/workspace.h"
#include "widgets/runs/queued_run.h"

#include <optional>
#include <string>

namespace modalscope {

/// "MLA · pix240, fou76 · seed 3": method, modalities and seed. Not the name, which a whole grid shares.
std::string runTitle(const Experiment& experiment);
std::string groupTitle(const Experiment& experiment); ///< the same without the seed

/// Where the run's dataset lies now: where the experiment says, where it was when the run started, or in the
/// workspace, as when both came from another machine. What the experiment says when it is nowhere.
std::string datasetFile(const StoredRun& run);

/// A run of the workspace as the window shows it.
struct RunEntry {
    StoredRun run; ///< status and condition are kept current while it works here
    int color = 0; ///< index into the palette; runs of one group share it
    bool pinned = false;
    std::optional<QueueState> queued; ///< its place in this program's queue, when it has one
    Progress progress; ///< while it works here

    const std::string& id() const { return run.origin.id; }
    const std::string& group() const { return run.origin.group; }
    std::string title() const; ///< runTitle()
    std::string stateText() const; ///< "running", "paused", "interrupted (resumable)"
};

} // namespace modalscope
