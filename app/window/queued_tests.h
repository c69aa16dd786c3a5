#pragma once

#include "app/window/kept_queue.h"
#include "core/engine/retest.h"
#include "widgets/runs/queued_run.h"

#include <string>

namespace modalscope {

class Session;

/// Whether the run has results that can be tested again.
bool isFinished(const Session& session, const std::string& id);

/// Queues a test of a finished run; false when it is queued already or there is no such run.
bool queueTest(
    Session& session, const std::string& id, const Retest& retest, QueueState state = QueueState::Waiting);

/// Keeps the tests that wait or work in `<workspace>/queued_tests.json`. Belongs to `parent`.
KeptQueue* keepTests(Session& session, QObject* parent);

} // namespace modalscope
