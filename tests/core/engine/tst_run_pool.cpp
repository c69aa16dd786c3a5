#include "core/engine/run_journal.h"
#include "core/engine/run_pool.h"
#include "tests/support/fake_engine.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <stop_token>

namespace modalscope::tst_run_pool {

namespace {

/// What a listener was told.
struct Told {
    std::vector<std::size_t> ended;
    std::vector<std::size_t> failed;
    std::vector<std::size_t> cancelled;
    int reports = 0;
    std::atomic<int> inside = 0;
    bool overlapped = false;

    RunPoolListener listener(const std::function<void(std::size_t)>& atReport = [](std::size_t) {})
    {
        return {[this, atReport](std::size_t run, const RunEvent&) {
                    overlapped = overlapped || ++inside > 1;
                    ++reports;
                    atReport(run);
                    --inside;
                },
            [this](std::size_t run, const Result<void>& outcome) {
                overlapped = overlapped || ++inside > 1;
                ended.push_back(run);
                if (!outcome)
                    (outcome.error().kind == ErrorKind::Cancelled ? cancelled : failed).push_back(run);
                --inside;
            }};
    }
};

std::vector<RunRequest> requestsOf(int count, int epochs = 1)
{
    std::vector<RunRequest> requests;
    for (int seed = 0; seed < count; ++seed) {
        RunRequest request;
        request.experiment.seed = std::uint64_t(seed);
        request.experiment.train.epochs = epochs;
        request.folder = "/nowhere/run";
        requests.push_back(std::move(request));
    }
    return requests;
}

std::vector<std::uint64_t> counted(int count)
{
    std::vector<std::uint64_t> seeds;
    for (int seed = 0; seed < count; ++seed)
        seeds.push_back(std::uint64_t(seed));
    return seeds;
}

} // namespace

/// Protects a study's hours: as many runs at once as asked for, in their order, none stopped by another's
/// failure, all stopped by a person.
class TestRunPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doesEveryRunInOrder()
    {
        FakeEngine engine;
        Told told;
        runAll(engine, requestsOf(5), 1, told.listener(), {});
        QCOMPARE(engine.startedSeeds(), counted(5));
        QCOMPARE(told.ended, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
        QCOMPARE(engine.mostAtOnce.load(), 1);
        QVERIFY(told.failed.empty() && told.reports >= 5 * engine.batchesPerEpoch);
    }

    void soManyAtOnce_data()
    {
        QTest::addColumn<int>("jobs");
        QTest::addColumn<int>("runs");
        QTest::addColumn<int>("most");
        QTest::newRow("three") << 3 << 9 << 3;
        QTest::newRow("more than there are runs") << 8 << 2 << 2;
        QTest::newRow("none is one") << 0 << 3 << 1;
    }
    void soManyAtOnce()
    {
        QFETCH(int, jobs);
        QFETCH(int, runs);
        QFETCH(int, most);
        FakeEngine engine;
        engine.batchTime = std::chrono::milliseconds(10); // longer than it takes to start a thread
        Told told;
        runAll(engine, requestsOf(runs), jobs, told.listener(), {});
        QCOMPARE(engine.mostAtOnce.load(), most);
        QCOMPARE(engine.atOnce.load(), 0);
        auto started = engine.startedSeeds();
        std::sort(started.begin(), started.end());
        QCOMPARE(started, counted(runs)); // each once
        QCOMPARE(told.ended.size(), std::size_t(runs));
        QVERIFY(!told.overlapped); // one call at a time
    }

    void aFailureStopsNothingElse()
    {
        FakeEngine engine;
        engine.failingSeeds = {0, 3};
        Told told;
        runAll(engine, requestsOf(6), 2, told.listener(), {});
        std::sort(told.failed.begin(), told.failed.end());
        QCOMPARE(told.failed, (std::vector<std::size_t>{0, 3}));
        QCOMPARE(told.ended.size(), std::size_t(6));
    }

    void stopEndsTheWorkingOnesAndBeginsNoOther()
    {
        FakeEngine engine;
        std::stop_source stop;
        Told told;
        runAll(engine, requestsOf(20, 1000), 2, told.listener([&](std::size_t) { stop.request_stop(); }),
            stop.get_token());
        QVERIFY(engine.startedSeeds().size() <= 2);
        QCOMPARE(told.cancelled.size(), engine.startedSeeds().size());
        QCOMPARE(told.ended.size(), told.cancelled.size());
    }

    void stoppedBeforeItBegins()
    {
        FakeEngine engine;
        std::stop_source stop;
        stop.request_stop();
        Told told;
        runAll(engine, requestsOf(3), 2, told.listener(), stop.get_token());
        QVERIFY(engine.startedSeeds().empty() && told.ended.empty());
    }

    /// Two programs on one study: what the other has taken is neither run twice nor a failure.
    void whatAnotherProgramWorksOnIsLeftToIt()
    {
        const QTemporaryDir folder;
        const auto taken = RunFolder(folder.filePath(QStringLiteral("run")).toStdString());
        QVERIFY(bool(taken.create(Experiment(), RunOrigin())));
        QVERIFY(!workedOnElsewhere(taken.path())); // queued, and nobody has the lock
        auto status = statusNow(RunState::Running, 3, 5);
        status.pid = 4711;
        QVERIFY(bool(taken.writeStatus(status)));
        QVERIFY(!workedOnElsewhere(taken.path())); // killed: on this machine the lock tells
        FakeEngine engine;
        Told told;
        auto listener = told.listener();
        std::vector<std::size_t> left;
        listener.leftToOther = [&](std::size_t run, const RunStatus& other) {
            left.push_back(run);
            QCOMPARE(other.pid, std::int64_t(4711));
        };
        auto requests = requestsOf(3);
        requests[1].folder = taken.path();
        {
            const auto lock = RunLock::take(taken.path());
            QVERIFY(bool(lock));
            runAll(engine, requests, 1, listener, {});
        }
        QCOMPARE(left, std::vector<std::size_t>{1});
        QCOMPARE(told.ended, (std::vector<std::size_t>{0, 2}));
        QVERIFY(told.failed.empty());
        QCOMPARE(engine.startedSeeds(), (std::vector<std::uint64_t>{0, 2}));
        status.host = "another machine"; // whose locks need not reach here
        QVERIFY(bool(taken.writeStatus(status)));
        QVERIFY(workedOnElsewhere(taken.path()));
        status.heartbeat -= 3600;
        QVERIFY(bool(taken.writeStatus(status)));
        QVERIFY(!workedOnElsewhere(taken.path()));
    }

    void oneRunAtOnceOnAGpu()
    {
        QCOMPARE(defaultRunsAtOnce(DeviceChoice::Auto, true), 1);
        QCOMPARE(defaultRunsAtOnce(DeviceChoice::Cuda, true), 1);
        QCOMPARE(defaultRunsAtOnce(DeviceChoice::Cpu, true), defaultJobs());
        QCOMPARE(defaultRunsAtOnce(DeviceChoice::Auto, false), defaultJobs());
    }

    void nothingToDo()
    {
        FakeEngine engine;
        Told told;
        runAll(engine, {}, 4, told.listener(), {});
        QVERIFY(told.ended.empty());
        QVERIFY(defaultJobs() >= 1);
    }
};

TEST_ENTRY(TestRunPool, NoApplication)

} // namespace modalscope::tst_run_pool

#include "tst_run_pool.moc"
