#include "core/engine/run_pool.h"
#include "tests/support/fake_engine.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/runs/run_queue.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_run_queue {

/// Many runs, few at once, each on its own; whatever happens to one, the others go on.
class TestRunQueue : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<FakeEngine> m_engine;
    std::unique_ptr<RunQueue> m_queue;

    QueuedRun made(int seed, int epochs = 2)
    {
        QueuedRun run;
        run.id = std::to_string(seed);
        run.request.experiment.seed = std::uint64_t(seed);
        run.request.experiment.train.epochs = epochs;
        run.request.dataset = std::make_shared<Dataset>();
        run.request.folder = m_folder.filePath(QStringLiteral("run%1").arg(seed)).toStdString();
        return run;
    }
    QueueState state(int seed) const { return m_queue->run(std::to_string(seed))->state; }
    void makeFolder(const QueuedRun& run)
    {
        RunOrigin origin;
        origin.id = run.id;
        const auto created = RunFolder(run.request.folder).create(run.request.experiment, origin);
        QVERIFY(created);
    }

private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<FakeEngine>();
        m_queue = std::make_unique<RunQueue>([this]() -> Result<Engine*> { return m_engine.get(); },
            [](const std::string& path, const RunContext&) -> Result<std::shared_ptr<const Dataset>> {
                return Error{ErrorKind::NotFound, path + ": not found"};
            });
        m_queue->setParallelRuns(2);
    }
    void cleanup()
    {
        m_queue.reset();
        std::filesystem::remove_all(m_folder.path().toStdString());
        QDir().mkpath(m_folder.path());
    }

    void runsInOrderTwoAtOnce()
    {
        for (int seed = 0; seed < 6; ++seed)
            QVERIFY(m_queue->add(made(seed)));
        QVERIFY(!m_queue->add(made(3))); // waits already
        QSignalSpy idle(m_queue.get(), &RunQueue::idle);
        QTRY_COMPARE(m_queue->count(QueueState::Finished), 6);
        QCOMPARE(idle.count(), 1);
        QCOMPARE(m_engine->mostAtOnce.load(), 2);
        const auto started = m_engine->startedSeeds();
        for (std::uint64_t i = 0; i < 6; ++i) // two start side by side, so neighbours may swap
            QVERIFY(std::abs(int(started[i]) - int(i)) <= 1);
        QCOMPARE(m_queue->run("5")->epoch, 2);
        QCOMPARE(QString::fromStdString(m_queue->run("5")->log.back()), QStringLiteral("epoch 2"));
    }

    void orderAndPriorityCanBeChanged()
    {
        m_queue->setParallelRuns(1);
        for (int seed = 0; seed < 4; ++seed)
            m_queue->add(made(seed));
        m_queue->move("3", 0);
        m_queue->setPriority("2", 5);
        QTRY_COMPARE(m_queue->count(QueueState::Finished), 4);
        QCOMPARE(m_engine->startedSeeds(), (std::vector<std::uint64_t>{2, 3, 0, 1}));
    }

    void oneThatFailsDoesNotStopTheOthers()
    {
        m_engine->failingSeeds = {1};
        for (int seed = 0; seed < 4; ++seed)
            m_queue->add(made(seed));
        auto lost = made(9);
        lost.request.dataset = nullptr;
        lost.request.experiment.dataset = "gone.h5";
        m_queue->add(std::move(lost));
        QTRY_COMPARE(m_queue->count(QueueState::Finished), 3);
        QTRY_COMPARE(m_queue->count(QueueState::Failed), 2);
        QCOMPARE(QString::fromStdString(m_queue->run("1")->error),
            QStringLiteral("epoch 1: the loss is not finite"));
        QCOMPARE(QString::fromStdString(m_queue->run("9")->error), QStringLiteral("gone.h5: not found"));
    }

    void aDatasetThatIsAnotherOneIsRefused()
    {
        auto run = made(1);
        run.fingerprint = "abc";
        makeFolder(run);
        const auto folder = run.request.folder;
        m_queue->add(std::move(run));
        QTRY_COMPARE(state(1), QueueState::Failed);
        QVERIFY(m_engine->startedSeeds().empty());
        const auto status = RunFolder(folder).status(); // what the next start of the program reads
        QVERIFY(status && status.value().state == RunState::Failed);
        QCOMPARE(status.value().error, m_queue->run("1")->error);
        QVERIFY(m_queue->run("1")->log.back().starts_with("failed: "));
    }

    void aMissingEngineFailsWithItsSentence()
    {
        RunQueue queue(
            []() -> Result<Engine*> {
                return Error{ErrorKind::NotFound, "liblearn.so is missing"};
            },
            {});
        queue.add(made(1));
        QTRY_COMPARE(queue.count(QueueState::Failed), 1);
        QCOMPARE(QString::fromStdString(queue.run("1")->error), QStringLiteral("liblearn.so is missing"));
    }

    void pausingOneLetsTheNextGoOn()
    {
        m_queue->setParallelRuns(1);
        m_queue->add(made(0, 1000));
        m_queue->add(made(1));
        QTRY_VERIFY(m_queue->run("0")->epoch > 0);
        m_queue->pause("0");
        QCOMPARE(state(0), QueueState::Paused);
        QTRY_COMPARE(state(1), QueueState::Finished);
        const int frozen = m_queue->run("0")->epoch;
        QTest::qWait(30);
        QVERIFY(m_queue->run("0")->epoch <= frozen + 1); // an event of its last batch may still come in
        m_queue->resume("0");
        QTRY_VERIFY(m_queue->run("0")->epoch > frozen + 2);
        m_queue->cancel("0");
        QTRY_COMPARE(state(0), QueueState::Cancelled);
    }

    void pauseAllHoldsWhatWaitsToo()
    {
        for (int seed = 0; seed < 3; ++seed)
            m_queue->add(made(seed, 5));
        QTRY_COMPARE(m_queue->count(QueueState::Running), 2);
        m_queue->pauseAll();
        QTest::qWait(50);
        QCOMPARE(m_queue->count(QueueState::Paused), 2);
        QCOMPARE(state(2), QueueState::Waiting);
        m_queue->resumeAll();
        QTRY_COMPARE(m_queue->count(QueueState::Finished), 3);
    }

    void cancelAnswersWithinATenthOfASecond()
    {
        m_engine->batchTime = std::chrono::milliseconds(10);
        const double least = leastMilliseconds(100, [this](QElapsedTimer& timer) {
            m_queue->removeDone();
            for (int seed = 0; seed < 3; ++seed)
                m_queue->add(made(seed, 1000));
            QTRY_VERIFY(m_queue->run("1")->progress.done > 0);
            timer.restart();
            m_queue->cancelAll();
            QTRY_VERIFY(!m_queue->isWorking());
        });
        QVERIFY2(least < 100, qPrintable(QString::number(least)));
        QCOMPARE(m_queue->count(QueueState::Cancelled), 3);
        m_queue->resume("2"); // a cancelled run can be taken up again
        QTRY_COMPARE(state(2), QueueState::Running);
    }

    void aCancelledRunGoesOnWhereItStopped()
    {
        auto run = made(0, 6);
        makeFolder(run);
        m_engine->batchTime = std::chrono::milliseconds(4);
        m_queue->add(run);
        QTRY_VERIFY(m_queue->run("0")->epoch >= 2);
        m_queue->cancel("0");
        QTRY_COMPARE(state(0), QueueState::Cancelled);
        m_queue->resume("0");
        QTRY_COMPARE(state(0), QueueState::Finished);
        const auto history = RunFolder(run.request.folder).history();
        QCOMPARE(history.value().epochCount(), 6);
        QCOMPARE(history.value().column("epoch")[5], 6.0);
    }

    void cancelledAdaptersBeginAnew()
    {
        struct Learning : FakeEngine {
            Result<std::filesystem::path> adapt(const AdaptRequest&, const RunContext& context) override
            {
                context.report(Progress{0, 50, "evaluating test", -1});
                for (int epoch = 1; epoch <= epochs; ++epoch) {
                    HistoryRow row;
                    row.set("epoch", epoch);
                    row.set("train/loss", 0.5);
                    context.report(EpochFinished{row});
                }
                while (!context.shouldStop())
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                return Error{ErrorKind::Cancelled, "stopped"};
            }
            std::atomic<int> epochs{6};
        } engine;
        RunQueue queue([&engine]() -> Result<Engine*> { return &engine; }, DatasetReader());
        QueuedRun job;
        job.id = "job";
        job.request.dataset = std::make_shared<Dataset>();
        job.epochs = 50;
        job.adapt = AdaptOptions();
        queue.add(job);
        QTRY_COMPARE(queue.run("job")->epoch, 6);
        const auto& log = queue.run("job")->log; // it has no file
        QCOMPARE(log.front(), std::string("evaluating test"));
        QCOMPARE(log.back(), std::string("epoch 6/50: loss 0.5000"));
        queue.cancel("job");
        QTRY_COMPARE(queue.run("job")->state, QueueState::Cancelled);
        engine.epochs = 0;
        queue.resume("job");
        QCOMPARE(queue.run("job")->epoch, 0);
        QTRY_COMPARE(queue.run("job")->state, QueueState::Running);
        queue.cancel("job");
        QTRY_COMPARE(queue.run("job")->state, QueueState::Cancelled);
    }

    void closingLeavesRunsQueued()
    {
        for (int seed = 0; seed < 3; ++seed) {
            const auto run = made(seed, 1000);
            makeFolder(run);
            m_queue->add(run);
        }
        QTRY_VERIFY(m_queue->run("1")->epoch > 0);
        m_queue->stopForLater();
        QTRY_VERIFY(!m_queue->isWorking());
        for (int seed = 0; seed < 3; ++seed) {
            const auto status = RunFolder(made(seed).request.folder).status();
            QCOMPARE(status.value().state, RunState::Queued);
            QCOMPARE(status.value().epoch > 0, seed < 2);
        }
    }

    void destructionLeavesRunsQueued()
    {
        const double least = leastMilliseconds(200, [this](QElapsedTimer& timer) {
            cleanup();
            init();
            const auto run = made(0, 1000);
            makeFolder(run);
            m_queue->add(run);
            QTRY_VERIFY(m_queue->run("0")->epoch > 0);
            timer.restart();
            m_queue.reset();
            QCOMPARE(RunFolder(run.request.folder).status().value().state, RunState::Queued);
        });
        QVERIFY2(least < 200, qPrintable(QString::number(least)));
    }

    void oneAtATimeWhereAGpuComputes()
    {
        struct GpuEngine : FakeEngine {
            bool hasCuda() const override { return true; }
        } gpu;
        RunQueue queue([&gpu]() -> Result<Engine*> { return &gpu; }, {});
        QSignalSpy told(&queue, &RunQueue::parallelRunsChanged);
        for (int seed = 0; seed < 4; ++seed)
            queue.add(made(seed, 20));
        QTRY_COMPARE(queue.parallelRuns(), 1);
        QCOMPARE(told.count(), 1);
        QTRY_COMPARE(queue.count(QueueState::Finished), 2);
        QCOMPARE(gpu.mostAtOnce.load(), 1);
        queue.setParallelRuns(2); // a person knows better
        QTRY_COMPARE(queue.count(QueueState::Finished), 4);
        QCOMPARE(gpu.mostAtOnce.load(), 2);
    }

    void asManyAsThereAreCoresWhereNoGpuComputes()
    {
        RunQueue queue([this]() -> Result<Engine*> { return m_engine.get(); }, {});
        QCOMPARE(queue.parallelRuns(), defaultJobs());
        for (int seed = 0; seed < defaultJobs() + 1; ++seed)
            queue.add(made(seed, 1000));
        QTRY_COMPARE(queue.count(QueueState::Running), defaultJobs());
        QTest::qWait(20);
        QCOMPARE(queue.count(QueueState::Waiting), 1);
    }

    void progressIsToldAFewTimesASecond()
    {
        m_engine->batchTime = std::chrono::milliseconds(1);
        m_engine->batchesPerEpoch = 50;
        QSignalSpy reported(m_queue.get(), &RunQueue::reported);
        QSignalSpy changed(m_queue.get(), &RunQueue::runChanged);
        m_queue->add(made(0, 6));
        QTRY_COMPARE(state(0), QueueState::Finished);
        QVERIFY(reported.count() >= 300);
        QVERIFY(changed.count() < reported.count() / 5);
        QCOMPARE(m_queue->run("0")->epoch, 6); // what is not told at once is there at once
    }

    void countsFollowEveryChange()
    {
        m_queue->pauseAll();
        for (int seed = 0; seed < 6; ++seed)
            m_queue->add(made(seed));
        m_queue->pause("1");
        m_queue->cancel("2");
        m_queue->cancel("3");
        m_queue->add(made(3)); // taken up again, at the end
        m_queue->remove({"4"});
        QCOMPARE(m_queue->positionOf("3"), m_queue->size() - 1);
        QCOMPARE(m_queue->positionOf("4"), -1);
        for (const auto state : {QueueState::Waiting, QueueState::Held, QueueState::Cancelled}) {
            int counted = 0;
            for (int i = 0; i < m_queue->size(); ++i)
                counted += m_queue->at(i).state == state;
            QCOMPARE(m_queue->count(state), counted);
        }
        QCOMPARE(m_queue->count(QueueState::Waiting), 3);
    }

    void aThousandEntriesKeepThisThreadFree()
    {
        m_queue->setParallelRuns(2);
        const auto spent = [](const auto& work) {
            const double before = threadMilliseconds();
            work();
            return threadMilliseconds() - before;
        };
        const double adding = spent([&] {
            for (int seed = 0; seed < 1000; ++seed)
                m_queue->add(made(seed, 1));
        });
        QVERIFY2(adding < 50, qPrintable(QString::number(adding)));
        QTRY_VERIFY(m_queue->count(QueueState::Finished) > 2);
        const double cancelling = spent([&] { m_queue->cancelAll(); });
        QVERIFY2(cancelling < 50, qPrintable(QString::number(cancelling)));
        QTRY_VERIFY(!m_queue->isWorking());
        const double removing = spent([&] { m_queue->removeDone(); });
        QVERIFY2(removing < 50, qPrintable(QString::number(removing)));
        QCOMPARE(m_queue->size(), 0);
    }
};

TEST_ENTRY(TestRunQueue, QCoreApplication)

} // namespace modalscope::tst_run_queue

#include "tst_run_queue.moc"
