#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"
#include "widgets/base/stall_watchdog.h"
#include "widgets/session/session.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

#include <fstream>

namespace modalscope::tst_session {

/// The session holds everything together: what happens on disk and in the queue is seen, and nothing is lost.
class TestSession : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    FakeEngine m_engine;
    std::unique_ptr<Session> m_session;
    int m_histories = 0;

    std::filesystem::path root() const { return m_folder->path().toStdString() + "/workspace"; }
    std::string datasetPath() const { return m_folder->path().toStdString() + "/small.h5"; }
    void makeDataset() { QVERIFY(writeDataset(datasetPath(), *smallDataset())); }
    void open()
    {
        QVERIFY(m_session->openWorkspace(root()));
        QTRY_VERIFY(!m_session->isReadingRuns());
    }
    std::vector<Experiment> experiments(int count, int epochs = 3)
    {
        std::vector<Experiment> made;
        made.resize(std::size_t(count));
        for (int i = 0; i < count; ++i) {
            made[std::size_t(i)].dataset = datasetPath();
            made[std::size_t(i)].seed = std::uint64_t(i);
            made[std::size_t(i)].train.epochs = epochs;
            made[std::size_t(i)].train.batchSize = 8;
        }
        return made;
    }
    void restart()
    {
        m_session.reset();
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
        m_session->queue().setParallelRuns(2);
        connect(m_session.get(), &Session::changed, this, [this](const SessionChange& change) {
            m_histories += std::holds_alternative<HistoryChanged>(change);
        });
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_session"));
    }
    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_engine.batchTime = std::chrono::milliseconds(1);
        m_engine.failingSeeds.clear();
        m_histories = 0;
        restart();
    }
    void cleanup() { m_session.reset(); }

    void opensDatasetsOnAnotherThread()
    {
        makeDataset();
        m_session->openDataset(datasetPath());
        QCOMPARE(m_session->currentDataset()->state, OpenDataset::State::Opening);
        QTRY_COMPARE(m_session->currentDataset()->state, OpenDataset::State::Open);
        QCOMPARE(m_session->currentDataset()->dataset->modalities.size(), std::size_t(3));
        const auto first = m_session->currentDataset()->dataset;
        m_session->openDataset(datasetPath()); // a second time: the same one
        QTest::qWait(50);
        QCOMPARE(m_session->datasets().size(), std::size_t(1));
        QCOMPARE(m_session->currentDataset()->dataset, first);
        m_session->closeDataset(datasetPath());
        QVERIFY(m_session->currentDataset() == nullptr);
    }

    void aBadFileIsAProblemAndNothingElse_data()
    {
        QTest::addColumn<QByteArray>("contents");
        QTest::newRow("not HDF5") << QByteArray("hello");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("truncated") << QByteArray("\x89HDF\r\n\x1a\n\0\0\0", 11);
    }
    void aBadFileIsAProblemAndNothingElse()
    {
        QFETCH(QByteArray, contents);
        makeDataset();
        m_session->openDataset(datasetPath());
        const auto bad = m_folder->path().toStdString() + "/bad.h5";
        std::ofstream(bad, std::ios::binary).write(contents.data(), contents.size());
        m_session->openDataset(bad);
        QTRY_COMPARE(m_session->dataset(bad)->state, OpenDataset::State::Failed);
        QTRY_COMPARE(m_session->dataset(datasetPath())->state, OpenDataset::State::Open);
        QCOMPARE(m_session->problems().size(), std::size_t(1));
        QVERIFY(m_session->problems()[0].text.find("bad.h5") != std::string::npos);
        QCOMPARE(m_session->problems()[0].datasetPath, bad);
        m_session->openDataset(m_folder->path().toStdString() + "/gone.h5");
        QTRY_COMPARE(m_session->problems().size(), std::size_t(2));
    }

    void readsStoredRunsAndThoseOfOtherPrograms()
    {
        const Workspace workspace(root());
        QVERIFY(workspace.create());
        writeFakeRun(workspace, "b", "g", 2);
        writeFakeRun(workspace, "a", "g", 1);
        writeFakeRun(workspace, "c", "h", 3);
        open();
        QCOMPARE(m_session->runs().size(), std::size_t(3));
        QCOMPARE(m_session->runs()[0].id(), std::string("a")); // oldest first
        QCOMPARE(m_session->run("a")->color, m_session->run("b")->color);
        QVERIFY(m_session->run("a")->color != m_session->run("c")->color);
        QCOMPARE(m_session->history("a").epochCount(), 0); // being read
        QTRY_COMPARE(m_session->history("a").epochCount(), 3);
        QVERIFY(m_histories > 0);
        writeFakeRun(workspace, "d", "h", 4);
        QTRY_COMPARE(m_session->runs().size(), std::size_t(4));
    }

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

    void deletingMovesToTheTrashAndIsUndone()
    {
        const Workspace workspace(root());
        QVERIFY(workspace.create());
        for (int i = 0; i < 3; ++i)
            writeFakeRun(workspace, "run" + std::to_string(i), "g", i);
        open();
        m_session->selectRuns({"run0", "run1"});
        m_session->deleteRuns({"run0", "run1"});
        QCOMPARE(m_session->runs().size(), std::size_t(1));
        QVERIFY(m_session->selectedRuns().empty());
        QVERIFY(!std::filesystem::exists(workspace.runFolder("run0")));
        m_session->undoStack().undo();
        QCOMPARE(m_session->runs().size(), std::size_t(3));
        QVERIFY(std::filesystem::exists(workspace.runFolder("run0") / "history.csv"));
        QTest::qWait(1200); // the next look finds nothing to correct
        QCOMPARE(m_session->runs().size(), std::size_t(3));
        m_session->undoStack().redo();
        QCOMPARE(m_session->runs().size(), std::size_t(1));
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

    void pinsAndColoursComeBack()
    {
        const Workspace workspace(root());
        QVERIFY(workspace.create());
        writeFakeRun(workspace, "a", "g", 1);
        open();
        m_session->pinRun("a", true);
        m_session->setRunColor("a", 6);
        restart();
        open();
        QVERIFY(m_session->run("a")->pinned);
        QCOMPARE(m_session->run("a")->color, 6);
        m_session->pinRun("a", false);
        m_session->undoStack().undo();
        QVERIFY(m_session->run("a")->pinned);
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

    void aThousandRunsAreReadWhileTheWindowAnswers()
    {
        const Workspace workspace(root());
        QVERIFY(workspace.create());
        const auto pattern = writeFakeRun(workspace, "r0", "g", 0);
        for (int i = 1; i < 1000; ++i) { // copies: writing each durably would take longer than the test
            const auto id = "r" + std::to_string(i);
            std::filesystem::copy(
                pattern.folder, workspace.runFolder(id), std::filesystem::copy_options::recursive);
            auto origin = pattern.origin;
            origin.id = id;
            std::ofstream(workspace.runFolder(id) / "environment.json") << toJson(origin).dump();
        }
        std::chrono::milliseconds stall{1000}; // the least of three tries: a stall of ours comes every time
        for (int i = 0; i < 3 && stall >= std::chrono::milliseconds(50); ++i) {
            restart();
            StallWatchdog watchdog;
            open();
            QCOMPARE(m_session->runs().size(), std::size_t(1000));
            stall = std::min(stall, watchdog.longestStall());
        }
        QVERIFY2(stall < std::chrono::milliseconds(50), qPrintable(QString::number(stall.count())));
    }

    void anUnwritableWorkspaceIsOneSentence()
    {
        std::ofstream(m_folder->path().toStdString() + "/file") << "x";
        const auto opened = m_session->openWorkspace(m_folder->path().toStdString() + "/file");
        QVERIFY(!opened);
        QVERIFY(!m_session->hasWorkspace());
        m_session->enqueue(experiments(1), "test");
        QCOMPARE(m_session->problems().size(), std::size_t(1));
    }
};

TEST_ENTRY(TestSession, QApplication)

} // namespace modalscope::tst_session

#include "tst_session.moc"
