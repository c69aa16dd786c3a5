#pragma once

#include "core/adapters/adapt_options.h"
#include "core/store/workspace.h"
#include "widgets/runs/queued_run.h"

#include <string>
#include <vector>

namespace modalscope {

class Session;

/// Queues adapters for a finished run; false when they are queued already or there is no such run.
bool queueAdaptation(Session& session, const std::string& id, const AdaptOptions& options,
    QueueState state = QueueState::Waiting);

/// Whether the same adapters wait or work.
bool isAdaptationQueued(Session& session, const std::string& id, const AdaptOptions& options);

/// The modalities of a finished run in their order: as it names them, else as its dataset has them where it
/// is open, else as its results name them.
std::vector<std::string> modalitiesForAdapters(const Session& session, const StoredRun& run);

} // namespace modalscope
