#include "core/run/run_context.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <atomic>
#include <thread>

namespace modalscope::tst_pause_gate {

using namespace std::chrono_literals;

/// A paused computation stands still, goes on when asked, and can be stopped while it is paused.
class TestPauseGate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openGateLetsThrough();
    void holdsAndReleases();
    void stopEndsThePause();
};

void TestPauseGate::openGateLetsThrough()
{
    RunContext context;
    QVERIFY(!context.shouldStop()); // no gate
    context.pause = std::make_shared<PauseGate>();
    QVERIFY(!context.shouldStop());
}

void TestPauseGate::holdsAndReleases()
{
    RunContext context;
    context.pause = std::make_shared<PauseGate>();
    context.pause->setPaused(true);
    std::atomic<int> steps = 0;
    std::jthread worker([&](const std::stop_token& stop) {
        context.stop = stop;
        while (!context.shouldStop() && steps < 1000)
            ++steps;
    });
    std::this_thread::sleep_for(50ms);
    QCOMPARE(steps.load(), 0);
    QVERIFY(context.pause->isPaused());
    context.pause->setPaused(false);
    worker.join();
    QCOMPARE(steps.load(), 1000);
}

void TestPauseGate::stopEndsThePause()
{
    RunContext context;
    context.pause = std::make_shared<PauseGate>();
    context.pause->setPaused(true);
    std::atomic<bool> stopped = false;
    std::jthread worker([&](const std::stop_token& stop) {
        context.stop = stop;
        stopped = context.shouldStop();
    });
    worker.request_stop();
    worker.join(); // would hang otherwise
    QVERIFY(stopped);
}

TEST_ENTRY(TestPauseGate, NoApplication)

} // namespace modalscope::tst_pause_gate

#include "tst_pause_gate.moc"
