#pragma once

#include "core/config/choice.h"
#include "core/engine/engine.h"
#include "core/engine/retest.h"
#include "core/run/run_event.h"

#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// Where a run of the queue stands.
enum class QueueState {
    Waiting, ///< starts when its turn comes
    Held, ///< waits until a person lets it go on
    Running,
    Paused, ///< frozen between two batches
    Stopping, ///< asked to stop, has not answered yet
    Finished,
    Failed,
    Cancelled ///< stopped by a person; can be queued again (QueuedRun::goesOn)
};
std::span<const Choice<QueueState>> choices(QueueState);

inline bool isActive(QueueState state)
{
    return state == QueueState::Running || state == QueueState::Paused || state == QueueState::Stopping;
}
inline bool isDone(QueueState state)
{
    return state == QueueState::Finished || state == QueueState::Failed || state == QueueState::Cancelled;
}

/// One entry of the queue: a run to train, or a finished one to test again or to learn adapters for.
struct QueuedRun {
    std::string id; ///< run id; of a test and of adapters, another one (`testId`, `adaptationId`)
    std::string title; ///< for people
    RunRequest request; ///< a null dataset is read from `experiment.dataset` when the run starts
    std::string fingerprint; ///< that the dataset must have; empty = any
    std::optional<Retest> retest = {}; ///< tests the finished run of `request.folder` instead of training
    std::optional<AdaptOptions> adapt = {}; ///< learns these adapters for the finished run instead
    int priority = 0; ///< higher starts earlier; equal ones in their order
    QueueState state = QueueState::Waiting;
    Progress progress;
    int epoch = 0; ///< complete epochs
    int epochs = 0; ///< of how many
    std::string error; ///< why it failed: one sentence
    std::vector<std::string> log;

    /// Whether it goes on from its last complete epoch when it is resumed. Tests and adapters begin anew.
    bool goesOn() const { return !retest && !adapt; }
};

/// Of a queued test of a run: the same for the same conditions, so that these wait once.
std::string testId(const std::string& runId, const Retest& retest);

/// Of queued adapters of a run: the same for what goes into the same folder.
std::string adaptationId(const std::string& runId, const AdaptOptions& options);

} // namespace modalscope
