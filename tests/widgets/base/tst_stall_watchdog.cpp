#include "tests/support/test_entry.h"
#include "widgets/base/stall_watchdog.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

namespace modalscope::tst_stall_watchdog {

/// Protects: work on the GUI thread of more than 50 ms is noticed, waiting in the event loop is not.
class TestStallWatchdog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anIdleLoopIsNoStall();
    void aBusyThreadIsMeasured();
    void aStallThatGoesOnIsCounted();
    void resetForgets();
};

void TestStallWatchdog::anIdleLoopIsNoStall()
{
    std::chrono::milliseconds stall{1000}; // a machine that is busy with something else is, now and then
    for (int i = 0; i < 5 && stall >= std::chrono::milliseconds(50); ++i) {
        StallWatchdog watchdog;
        QTest::qWait(300);
        stall = std::min(stall, watchdog.longestStall());
    }
    QVERIFY2(stall < std::chrono::milliseconds(50), qPrintable(QString::number(stall.count())));
}

void TestStallWatchdog::aBusyThreadIsMeasured()
{
    StallWatchdog watchdog;
    QSignalSpy stalled(&watchdog, &StallWatchdog::stalled);
    QTest::qWait(30);
    QTest::qSleep(150);
    QTest::qWait(30);
    QVERIFY(watchdog.longestStall().count() >= 120);
    QVERIFY(stalled.count() >= 1);
    QVERIFY(stalled.first().first().toInt() >= 120);
}

void TestStallWatchdog::aStallThatGoesOnIsCounted()
{
    StallWatchdog watchdog;
    QTest::qSleep(120);
    QVERIFY(watchdog.longestStall().count() >= 80);
}

void TestStallWatchdog::resetForgets()
{
    StallWatchdog watchdog;
    QTest::qSleep(400);
    QTest::qWait(30);
    watchdog.reset();
    QTest::qWait(100);
    QVERIFY(watchdog.longestStall().count() < 300);
}

TEST_ENTRY(TestStallWatchdog, QCoreApplication)

} // namespace modalscope::tst_stall_watchdog

#include "tst_stall_watchdog.moc"
