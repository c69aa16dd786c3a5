#include "core/base/atomic_file.h"
#include "core/engine/run_journal.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_run_journal {

namespace fs = std::filesystem;

/// Protects the words a run leaves in its folder while and after it works.
class TestRunJournal : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    RunFolder newFolder(const std::string& name)
    {
        const auto path = fs::path(m_folder.path().toStdString()) / name;
        fs::create_directories(path);
        return RunFolder(path);
    }
    const RunContext m_context;

private Q_SLOTS:
    void theStatusFollowsTheRun()
    {
        const auto folder = newFolder("follows");
        RunJournal journal(folder, m_context, statusNow(RunState::Running, 0, 9));
        QTRY_VERIFY_WITH_TIMEOUT(folder.status() && folder.status().value().state == RunState::Running, 2000);
        journal.setEpoch(3, 1.5);
        QTRY_COMPARE_WITH_TIMEOUT(folder.status().value().epoch, 3, 2000);
        QCOMPARE(folder.status().value().seconds, 1.5);
        QVERIFY(journal.close({}));
        QCOMPARE(folder.status().value().state, RunState::Finished);
        QCOMPARE(folder.status().value().epoch, 3);
    }

    void aWarningIsKeptOnce()
    {
        const auto folder = newFolder("warns");
        RunJournal journal(folder, m_context, statusNow(RunState::Running, 0, 9));
        journal.warn("look at this");
        journal.warn("look at this");
        QVERIFY(journal.close({}));
        QCOMPARE(folder.status().value().warnings, std::vector<std::string>{"look at this"});
        QVERIFY(readFile(folder.file("log.txt")).value().find("warning: look at this") != std::string::npos);
    }

    void everyEndHasItsState()
    {
        const auto cancelled = newFolder("cancelled");
        RunJournal first(cancelled, m_context, statusNow(RunState::Running, 0, 9));
        QVERIFY(!first.close(Error{ErrorKind::Cancelled, "stopped"}));
        QCOMPARE(cancelled.status().value().state, RunState::Cancelled);
        QVERIFY(isResumable(conditionOf(cancelled.status().value())));

        const auto failed = newFolder("failed");
        RunJournal second(failed, m_context, statusNow(RunState::Running, 0, 9));
        QVERIFY(!second.close(Error{ErrorKind::Io, "FILE: cannot write: No space left on device"}));
        QCOMPARE(failed.status().value().state, RunState::Failed);
        QCOMPARE(failed.status().value().error, std::string("FILE: cannot write: No space left on device"));
    }

    void theLockIsForOneAtATime()
    {
        const auto folder = newFolder("locked");
        {
            const auto first = RunLock::take(folder.path());
            QVERIFY(first);
            const auto second = RunLock::take(folder.path());
            QVERIFY(!second);
            QCOMPARE(second.error().kind, ErrorKind::InvalidInput);
        }
        QVERIFY(RunLock::take(folder.path()));
    }
};

TEST_ENTRY(TestRunJournal, QCoreApplication)

} // namespace modalscope::tst_run_journal

#include "tst_run_journal.moc"
