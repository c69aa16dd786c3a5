#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"
#include "widgets/session/run_looks.h"
#include "widgets/session/run_watcher.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace modalscope::tst_run_watcher {

/// Whatever another program does in a workspace is found, once, and nothing that did not change is told
/// again.
class TestRunWatcher : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<RunWatcher> m_watcher;
    std::vector<RunChanges> m_found;

    void look()
    {
        m_found.clear();
        QSignalSpy looked(m_watcher.get(), &RunWatcher::looked);
        m_watcher->look();
        QVERIFY(looked.wait());
    }
    const RunChanges& only()
    {
        if (m_found.size() != 1)
            qFatal("%d changes instead of one", int(m_found.size()));
        return m_found.front();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_workspace = std::make_unique<Workspace>(m_folder->path().toStdString());
        QVERIFY(m_workspace->create());
        m_watcher = std::make_unique<RunWatcher>();
        m_found.clear();
        connect(m_watcher.get(), &RunWatcher::found, this,
            [this](const RunChanges& changes) { m_found.push_back(changes); });
    }
    void cleanup() { m_watcher.reset(); }

    void findsWhatIsThereAndWhatComes()
    {
        writeFakeRun(*m_workspace, "a", "g", 1);
        m_watcher->watch(m_workspace->root());
        QTRY_VERIFY(m_watcher->hasLooked());
        QCOMPARE(only().changed.size(), std::size_t(1));
        QCOMPARE(only().changed[0].condition, RunCondition::Finished);
        m_found.clear();
        writeFakeRun(*m_workspace, "b", "g", 2, RunState::Running, 1);
        QTRY_VERIFY_WITH_TIMEOUT(!m_found.empty(), 3000); // without being asked
        QCOMPARE(QString::fromStdString(m_found.back().changed.at(0).id()), QStringLiteral("b"));
        QCOMPARE(m_found.back().changed[0].condition, RunCondition::Interrupted);
    }

    void tellsNothingTwice()
    {
        writeFakeRun(*m_workspace, "a", "g", 1);
        std::filesystem::create_directories(m_workspace->runFolder("bad"));
        std::ofstream(m_workspace->runFolder("bad") / "status.json") << "{";
        m_watcher->watch(m_workspace->root());
        QTRY_VERIFY(m_watcher->hasLooked());
        QCOMPARE(only().unreadable.size(), std::size_t(1));
        QVERIFY(only().unreadable[0].why.find("bad") != std::string::npos);
        look();
        QVERIFY(m_found.empty());
    }

    void tellsNewEpochsAndEnds()
    {
        const auto run = writeFakeRun(*m_workspace, "a", "g", 1, RunState::Running, 1);
        const RunFolder files(run.folder);
        auto status = statusNow(RunState::Running, 1, 3); // this process: it runs
        QVERIFY(files.writeStatus(status));
        m_watcher->watch(m_workspace->root());
        QTRY_VERIFY(m_watcher->hasLooked());
        QCOMPARE(only().changed[0].condition, RunCondition::Running);
        HistoryRow row;
        row.set("epoch", 2);
        row.set("valid/fused/accuracy", 0.9);
        QVERIFY(files.appendHistory(row));
        look();
        QCOMPARE(only().historyChanged, std::vector<std::string>{"a"});
        status.state = RunState::Finished;
        QVERIFY(files.writeStatus(status));
        look();
        QCOMPARE(only().changed[0].condition, RunCondition::Finished);
        QCOMPARE(m_workspace->trashRun("a") ? 1 : 0, 1);
        look();
        QCOMPARE(only().removed, std::vector<std::string>{"a"});
    }

    void aFolderNamedOtherwiseIsUnreadable()
    {
        writeFakeRun(*m_workspace, "a", "g", 1);
        std::filesystem::rename(m_workspace->runFolder("a"), m_workspace->runFolder("copy"));
        m_watcher->watch(m_workspace->root());
        QTRY_VERIFY(m_watcher->hasLooked());
        QVERIFY(only().changed.empty());
        QVERIFY(only().unreadable[0].why.find("holds run a") != std::string::npos);
    }

    void aFolderThatIsBeingMadeIsNoProblemYet()
    {
        std::filesystem::create_directories(m_workspace->runFolder("new"));
        writeFakeRun(*m_workspace, "a", "g", 1);
        std::filesystem::rename(m_workspace->runFolder("a"), m_workspace->runFolder(".a.part-1"));
        m_watcher->watch(m_workspace->root());
        QTRY_VERIFY(m_watcher->hasLooked());
        QVERIFY(m_found.empty());
    }

    void looksKeepColoursOfGroups()
    {
        RunLooks looks;
        QCOMPARE(looks.colorOf("first"), 0);
        QCOMPARE(looks.colorOf("second"), 1);
        QCOMPARE(looks.colorOf("first"), 0);
        looks.setColor("first", 5);
        looks.setPinned("run", true);
        auto again = RunLooks::fromJson(looks.toJson());
        QCOMPARE(again.colorOf("first"), 5);
        QCOMPARE(again.colorOf("third"), 0); // the first free one
        QVERIFY(again.isPinned("run"));
        QVERIFY(!again.isPinned("other"));
    }
};

TEST_ENTRY(TestRunWatcher, QCoreApplication)

} // namespace modalscope::tst_run_watcher

#include "tst_run_watcher.moc"
