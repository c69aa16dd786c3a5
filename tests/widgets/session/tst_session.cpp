#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"
#include "tests/widgets/session/session_fixture.h"
#include "widgets/base/stall_watchdog.h"

#include <QApplication>
#include <QTest>
#include <QUndoStack>

#include <fstream>

namespace modalscope::tst_session {

/// The session holds everything together: what happens on disk is seen, and nothing is lost.
class TestSession : public QObject, SessionFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useOwnSettings("tst_session"); }
    void init() { begin(); }
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
