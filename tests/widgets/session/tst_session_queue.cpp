#include "tests/support/test_entry.h"
#include "tests/widgets/session/session_fixture.h"

#include <QApplication>

namespace modalscope::tst_session_queue {

/// What the session queues is followed to its end, on disk and in the list of runs, over a restart as well.
class TestSessionQueue : public QObject, SessionFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useOwnSettings("tst_session_queue"); }
    void init() { begin(); }
    void cleanup() { m_session.reset(); }

    void queuesExperimentsAndFollowsThem()
    {
        makeDataset();
        open();
        m_session->enqueue(experiments(3), "test");
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 3);
        QTRY_COMPARE(m_session->runs().size(), std::size_t(3));
        const auto id = m_session->runs().front().id();
        QCOMPARE(m_session->history(id).epochCount(), 3); // live: no reading needed
        QTRY_COMPARE(m_session->run(id)->run.condition, RunCondition::Finished);
        QCOMPARE(m_session->run(id)->run.status.epoch, 3);
        QVERIFY(std::filesystem::exists(root() / "runs" / id / "environment.json"));
        m_session->enqueue(experiments(1), "test"); // the same again
        QTRY_COMPARE(m_session->problems().size(), std::size_t(1));
        QVERIFY(m_session->problems()[0].text.find("run already") != std::string::npos);
        auto wrong = experiments(1);
        wrong[0].modalities = {"smell"};
        m_session->enqueue(wrong, "test");
        QTRY_COMPARE(m_session->problems().size(), std::size_t(2));
        QVERIFY(m_session->problems()[1].text.find("smell") != std::string::npos);
    }

    void aFailedRunIsAProblemWithItsPlace()
    {
        makeDataset();
        open();
        m_engine.failingSeeds = {1};
        m_session->enqueue(experiments(3), "test");
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 2);
        QTRY_COMPARE(m_session->problems().size(), std::size_t(1));
        const auto problem = m_session->problems()[0];
        QVERIFY(problem.text.find("not finite") != std::string::npos);
        m_session->goTo(problem);
        QCOMPARE(m_session->currentRun(), problem.runId);
    }

    void continuesAfterARestart()
    {
        makeDataset();
        open();
        m_engine.batchTime = std::chrono::milliseconds(2);
        m_session->enqueue(experiments(5, 40), "test");
        QTRY_COMPARE(m_session->queue().size(), 5);
        const auto begun = [this] {
            for (const auto& run : m_session->runs())
                if (run.run.status.epoch > 2)
                    return true;
            return false;
        };
        QTRY_VERIFY(begun());
        restart(); // the old session ends with two runs at work
        QVERIFY(m_session->runsToContinue().empty());
        open();
        QCOMPARE(m_session->runsToContinue().size(), std::size_t(5));
        m_engine.batchTime = std::chrono::milliseconds(0);
        m_session->continueRuns(m_session->runsToContinue());
        QVERIFY(m_session->runsToContinue().empty());
        QTRY_COMPARE_WITH_TIMEOUT(m_session->queue().count(QueueState::Finished), 5, 10000);
        for (const auto& run : m_session->runs()) {
            const auto id = run.id();
            QTRY_COMPARE(m_session->history(id).epochCount(), 40);
            QCOMPARE(m_session->history(id).column("epoch")[39], 40.0);
        }
    }

    void aCancelledRunThatHadNotBegunIsNotOfferedAgain()
    {
        makeDataset();
        open();
        m_session->queue().setParallelRuns(1);
        m_session->enqueue(experiments(2, 1000), "test");
        QTRY_COMPARE(m_session->queue().size(), 2);
        const auto id = m_session->queue().at(1).id;
        m_session->queue().cancel(id);
        QTRY_COMPARE(RunFolder(root() / "runs" / id).status().value().state, RunState::Cancelled);
        restart();
        open();
        QCOMPARE(m_session->runsToContinue().size(), std::size_t(1));
    }

    void whatWorksIsNotDeleted()
    {
        makeDataset();
        open();
        m_session->enqueue(experiments(1, 1000), "test");
        QTRY_COMPARE(m_session->queue().count(QueueState::Running), 1);
        const auto id = m_session->queue().at(0).id;
        m_session->deleteRuns({id});
        QVERIFY(m_session->run(id) != nullptr);
        QCOMPARE(m_session->problems().size(), std::size_t(1));
    }

    /// Settings that were queued in one second keep the order and the colours that they were shown in.
    void orderAndColoursSurviveARestart()
    {
        makeDataset();
        open();
        auto queued = experiments(6);
        for (std::size_t i = 0; i < queued.size(); ++i)
            queued[i].train.learningRate
                = 0.01 * double(1 + (i * 5) % 7); // other settings each: ids in no order
        m_session->enqueue(queued, "test");
        QTRY_COMPARE(m_session->runs().size(), queued.size());
        const auto shown = [this] {
            std::vector<std::pair<std::string, int>> all;
            for (const auto& entry : m_session->runs())
                all.emplace_back(entry.id(), entry.color);
            return all;
        };
        const auto before = shown();
        QTRY_VERIFY(!m_session->queue().isWorking());
        restart();
        open();
        QCOMPARE(shown(), before);
    }
};

TEST_ENTRY(TestSessionQueue, QApplication)

} // namespace modalscope::tst_session_queue

#include "tst_session_queue.moc"
