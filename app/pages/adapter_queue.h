#pragma once

#include "core/adapters/adapt_options.h"
#include "widgets/runs/queued_run.h"

#include <string>

namespace modalscope {

class Session;

/// Queues adapters for a finished run; false when they are queued already or there is no such run.
bool queueAdaptation(
    Session& session, const std::string& id, AdaptOptions options, QueueState state = QueueState::Waiting);

/// Whether the same adapters wait or work.
bool isAdaptationQueued(Session& session, const std::string& id, const AdaptOptions& options);

} // namespace modalscope
