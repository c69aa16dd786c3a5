#pragma once

#include "core/engine/retest.h"
#include "widgets/runs/background_line.h"
#include "widgets/runs/queued_run.h"

#include <QObject>
#include <QTimer>

#include <string>

namespace modalscope {

class Session;

/// Whether the run has results that can be tested again.
bool isFinished(const Session& session, const std::string& id);

/// Queues a test of a finished run; false when it is queued already or there is no such run.
bool queueTest(
    Session& session, const std::string& id, const Retest& retest, QueueState state = QueueState::Waiting);

/// Keeps the tests that wait or work in `<workspace>/queued_tests.json`, so that the next start has them
/// again: held, until a person lets them go on.
class KeptTests : public QObject {
    Q_OBJECT
public:
    explicit KeptTests(Session& session, QObject* parent);

private:
    void bringBack();
    void store();

    Session& m_session;
    bool m_isRead = false; // the file of this workspace
    std::string m_stored; // what the file holds; empty = there is none
    QTimer m_soon;
    BackgroundLine m_disk; // last: joins its thread first
};

} // namespace modalscope
