#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/runs/background_line.h"
#include "widgets/runs/run_controller.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

namespace modalscope::tst_run_controller {

/// A computation works on its own thread, speaks on the GUI's, and always comes to an end.
class TestRunController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eventsArriveOnThisThreadInOrder()
    {
        RunController controller;
        std::vector<std::int64_t> seen;
        bool onThisThread = true;
        std::atomic<QThread*> worker = nullptr;
        connect(&controller, &RunController::reported, this, [&](const RunEvent& event) {
            seen.push_back(std::get<Progress>(event).done);
            onThisThread = onThisThread && QThread::currentThread() == thread();
        });
        QSignalSpy finished(&controller, &RunController::finished);
        controller.start([&](const RunContext& context) -> Result<void> {
            worker = QThread::currentThread();
            for (int i = 0; i < 100; ++i)
                context.report(Progress{i, 100, {}, 0});
            return {};
        });
        QVERIFY(controller.isRunning());
        QVERIFY(finished.wait());
        QVERIFY(!controller.isRunning());
        QVERIFY(worker != thread());
        QVERIFY(onThisThread);
        QCOMPARE(seen.size(), std::size_t(100));
        QVERIFY(std::ranges::is_sorted(seen));
    }

    void whatIsThrownBecomesAnError()
    {
        RunController controller;
        std::optional<Error> told;
        connect(&controller, &RunController::finished, this, [&](const auto& error) { told = error; });
        controller.start([](const RunContext&) -> Result<void> { throw std::runtime_error("odd"); });
        QTRY_VERIFY(told);
        QCOMPARE(QString::fromStdString(told->message), QStringLiteral("internal error: odd"));
        controller.start([](const RunContext&) -> Result<void> { throw std::bad_alloc(); });
        QTRY_VERIFY(told->message.starts_with("out of memory"));
    }

    void pausingFreezesAndStoppingEndsThePause()
    {
        RunController controller;
        std::atomic<int> steps = 0;
        QSignalSpy finished(&controller, &RunController::finished);
        controller.start([&](const RunContext& context) -> Result<void> {
            while (!context.shouldStop()) {
                ++steps;
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            return Error{ErrorKind::Cancelled, "stopped"};
        });
        QTRY_VERIFY(steps > 3);
        controller.setPaused(true);
        QTest::qWait(20); // the step under way may still end
        const int frozen = steps;
        QTest::qWait(30);
        QCOMPARE(steps.load(), frozen);
        controller.setPaused(false);
        QTRY_VERIFY(steps > frozen);
        controller.setPaused(true);
        controller.requestStop();
        QVERIFY(finished.wait(1000));
    }

    void destructionStopsTheWork()
    {
        std::atomic<bool> left = false;
        const double least = leastMilliseconds(100, [&left](QElapsedTimer& timer) {
            left = false;
            RunController controller;
            std::atomic<bool> begun = false;
            controller.start([&](const RunContext& context) -> Result<void> {
                begun = true;
                while (!context.shouldStop())
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                left = true;
                return {};
            });
            while (!begun)
                std::this_thread::yield();
            timer.restart();
        });
        QVERIFY(left);
        QVERIFY2(least < 100, qPrintable(QString::number(least)));
    }

    void jobsOfALineFollowEachOther()
    {
        BackgroundLine line;
        std::vector<int> order;
        std::atomic<int> atOnce = 0;
        bool alone = true;
        for (int i = 0; i < 5; ++i)
            line.add(
                [&](const RunContext&) -> Result<void> {
                    alone = alone && ++atOnce == 1;
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    --atOnce;
                    return {};
                },
                [&, i](const auto&) { order.push_back(i); });
        QTRY_COMPARE(order, (std::vector<int>{0, 1, 2, 3, 4}));
        QVERIFY(alone);
        QVERIFY(line.isIdle());
    }
};

TEST_ENTRY(TestRunController, QCoreApplication)

} // namespace modalscope::tst_run_controller

#include "tst_run_controller.moc"
