#pragma once

#include "core/store/workspace.h"
#include "widgets/runs/queued_run.h"

#include <memory>

namespace modalscope {

class Session;

/// An entry of the queue for a stored run: its id, title, experiment, folder and data. A null dataset is read
/// when the entry starts.
QueuedRun queueEntry(const StoredRun& run, std::shared_ptr<const Dataset> dataset);

/// The same with the run's dataset where the session has it open.
QueuedRun queueEntry(const Session& session, const StoredRun& run);

} // namespace modalscope
