#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"
#include "widgets/runs/log_view.h"
#include "widgets/session/job_panel.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_view.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace modalscope::tst_job_panel {

/// The job dock shows what the queue does, and its buttons do what they say.
class TestJobPanel : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    FakeEngine m_engine;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<JobPanel> m_panel;

    void click(const char* name)
    {
        auto* button = m_panel->findChild<QToolButton*>(QString::fromLatin1(name));
        QTRY_VERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QAbstractItemModel* table(const char* name)
    {
        return m_panel->findChild<TableView*>(QString::fromLatin1(name))->table()->model();
    }
    void enqueue(int count, int epochs)
    {
        std::vector<Experiment> experiments;
        for (int seed = 0; seed < count; ++seed) {
            Experiment experiment;
            experiment.dataset = m_folder->path().toStdString() + "/small.h5";
            experiment.seed = std::uint64_t(seed);
            experiment.train.epochs = epochs;
            experiment.train.batchSize = 8;
            experiments.push_back(experiment);
        }
        m_session->enqueue(experiments, "test");
        QTRY_COMPARE(m_session->queue().size(), count);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_job_panel"));
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_engine.failingSeeds.clear();
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
        m_session->queue().setParallelRuns(1);
        QVERIFY(m_session->openWorkspace(m_folder->path().toStdString() + "/workspace"));
        QVERIFY(writeDataset(m_folder->path().toStdString() + "/small.h5", *smallDataset()));
        m_panel = std::make_unique<JobPanel>(*m_session);
        m_panel->resize(1000, 260);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup()
    {
        m_panel.reset();
        m_session.reset();
    }

    void buttonsActOnAllWhenNothingIsSelected()
    {
        enqueue(3, 1000);
        QTRY_COMPARE(table("queueTable")->rowCount(), 3);
        QTRY_COMPARE(m_session->queue().count(QueueState::Running), 1);
        click("pauseRuns");
        QTRY_COMPARE(m_session->queue().count(QueueState::Paused), 1);
        QCOMPARE(m_session->queue().count(QueueState::Waiting), 2); // held by the queue
        click("resumeRuns");
        QTRY_COMPARE(m_session->queue().count(QueueState::Running), 1);
        click("cancelRuns");
        QTRY_COMPARE(m_session->queue().count(QueueState::Cancelled), 3);
        click("removeDoneRuns");
        QTRY_COMPARE(table("queueTable")->rowCount(), 0);
    }

    void buttonsActOnTheSelection()
    {
        enqueue(3, 1000);
        QTRY_COMPARE(table("queueTable")->rowCount(), 3);
        auto* view = m_panel->findChild<TableView*>(QStringLiteral("queueTable"));
        const auto last = m_session->queue().at(2).id;
        view->selectRows({2});
        click("moveRunUp");
        QCOMPARE(m_session->queue().at(1).id, last);
        QTest::qWait(250);
        QCOMPARE(view->selectedRows().size(), 1); // the selection goes along
        click("cancelRuns");
        QTRY_COMPARE(m_session->queue().count(QueueState::Cancelled), 1);
        QCOMPARE(m_session->queue().run(last)->state, QueueState::Cancelled);
    }

    void theLogOfTheSelectedRunIsShown()
    {
        enqueue(1, 3);
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 1);
        const auto id = m_session->queue().at(0).id;
        QVERIFY(RunFolder(m_session->workspace() / "runs" / id).appendLog("a line of the file"));
        m_session->selectRuns({id});
        auto* log = m_panel->findChild<QPlainTextEdit*>(QStringLiteral("logText"));
        QTRY_VERIFY(log->toPlainText().contains(QStringLiteral("a line of the file")));
    }

    void theLogFollowsAndSearches()
    {
        LogView log;
        log.setLog(QStringLiteral("1"), QStringLiteral("one"), {"alpha", "beta"});
        log.setLog(QStringLiteral("1"), QStringLiteral("one"), {"alpha", "beta", "gamma"});
        QCOMPARE(log.text(), QStringLiteral("alpha\nbeta\ngamma"));
        auto* search = log.findChild<QLineEdit*>(QStringLiteral("logSearch"));
        QTest::keyClicks(search, QStringLiteral("bet"));
        auto* text = log.findChild<QPlainTextEdit*>();
        QTRY_COMPARE(text->extraSelections().size(), 1);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(text->textCursor().selectedText(), QStringLiteral("bet"));
        log.setLog(QStringLiteral("2"), QStringLiteral("two"), {"other"});
        QCOMPARE(log.text(), QStringLiteral("other"));
    }

    void problemsLeadToTheirPlace()
    {
        m_engine.failingSeeds = {0};
        enqueue(1, 3);
        QTRY_COMPARE(table("problemTable")->rowCount(), 1);
        auto* tabs = m_panel->findChild<QTabWidget*>(QStringLiteral("jobTabs"));
        QCOMPARE(tabs->tabText(1), QStringLiteral("Problems (1)"));
        m_panel->showProblems();
        m_panel->findChild<TableView*>(QStringLiteral("problemTable"))->selectRows({0});
        click("goToProblem");
        QCOMPARE(m_session->currentRun(), m_session->queue().at(0).id);
        click("clearProblems");
        QCOMPARE(table("problemTable")->rowCount(), 0);
        QCOMPARE(tabs->tabText(1), QStringLiteral("Problems"));
    }
};

TEST_ENTRY(TestJobPanel, QApplication)

} // namespace modalscope::tst_job_panel

#include "tst_job_panel.moc"
