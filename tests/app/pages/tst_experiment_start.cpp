#include "tests/app/pages/experiment_fixture.h"
#include "tests/support/test_entry.h"

#include <QLabel>
#include <QPushButton>

namespace modalscope::tst_experiment_start {

/// From the plan of the experiment page to the queue: what is there is not run again, what it will take is
/// said before.
class TestExperimentStart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<ExperimentFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void finishedRunsAreNotStartedAgain();
    void aStartQueuesTheRuns();
    void aStartKeepsTheFocusNearby();
    void estimatesComeFromTheEngine();

private:
    void planThreeShortRuns(); ///< in an open workspace, one of each method

    std::unique_ptr<ExperimentFixture> m_fixture;
};

void TestExperimentStart::finishedRunsAreNotStartedAgain()
{
    m_fixture->data = m_fixture->pages.writeDatasetFile(*smallDataset());
    MadeRunOptions options;
    options.experiment.dataset = m_fixture->data->path;
    options.experiment.modalities = {"image", "audio", "sensors"};
    options.experiment.method.kind = MethodKind::Late;
    options.experiment.train.batchSize = 8;
    const auto finished = makeRun(options, *m_fixture->data);
    options.experiment.seed = 1;
    options.state = RunState::Cancelled;
    options.epochsDone = 4;
    m_fixture->pages.openWorkspace({finished, makeRun(options, *m_fixture->data)});
    m_fixture->open();
    QTRY_COMPARE(m_fixture->view->planPanel()->experimentsToStart().size(), std::size_t(17));
    QVERIFY(child<QLabel>(m_fixture->view, "planTotals")
                ->text()
                .contains(QStringLiteral("17 to do, 1 there already")));
    for (const auto& experiment : m_fixture->view->planPanel()->experimentsToStart())
        QVERIFY(runId(experiment, *m_fixture->data) != finished.stored.id());
}

void TestExperimentStart::planThreeShortRuns()
{
    m_fixture->pages.openWorkspace();
    m_fixture->open();
    m_fixture->takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 2;
        grid.seeds = {0};
        grid.alone = false;
    });
    QTRY_COMPARE(m_fixture->plannedRuns(), std::size_t(3));
}

void TestExperimentStart::aStartQueuesTheRuns()
{
    planThreeShortRuns();
    QTest::mouseClick(child<QPushButton>(m_fixture->view, "startRuns"), Qt::LeftButton);
    QTRY_COMPARE(m_fixture->pages.session.runs().size(), std::size_t(3));
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->pages.session.queue().count(QueueState::Finished), 3, 10000);
    QTRY_VERIFY(m_fixture->view->planPanel()->experimentsToStart().empty());
    QVERIFY(!child<QPushButton>(m_fixture->view, "startRuns")->isEnabled());
    const auto totals = child<QLabel>(m_fixture->view, "planTotals")->text();
    QVERIFY2(totals.contains(QStringLiteral("all of them are there")), qPrintable(totals));
}

void TestExperimentStart::aStartKeepsTheFocusNearby()
{
    planThreeShortRuns();
    m_fixture->view->activateWindow();
    auto* start = child<QPushButton>(m_fixture->view, "startRuns");
    QTRY_VERIFY(start->isEnabled());
    start->setFocus();
    QTest::keyClick(start, Qt::Key_Space);
    QTRY_VERIFY(!start->isEnabled());
    auto* messages = m_fixture->messages();
    QCOMPARE(m_fixture->view->focusWidget(), child<QPushButton>(messages, "messageAction"));
}

void TestExperimentStart::estimatesComeFromTheEngine()
{
    m_fixture->open();
    m_fixture->takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 30;
        grid.seeds = {0, 1};
        grid.alone = false;
    });
    m_fixture->pages.session.queue().setParallelRuns(1);
    auto* totals = child<QLabel>(m_fixture->view, "planTotals");
    // 6 runs × 30 epochs × 1 s
    QTRY_VERIFY2(totals->text().contains(QStringLiteral("about 3 min")), qPrintable(totals->text()));
    QVERIFY(totals->text().contains(QStringLiteral("1.0 MB")));
    m_fixture->pages.session.queue().setParallelRuns(2);
    m_fixture->view->planPanel()->refresh(); // side by side each is slower: less than half is saved
    QVERIFY2(!totals->text().contains(QStringLiteral("about 1 min 30 s")), qPrintable(totals->text()));
}

TEST_ENTRY(TestExperimentStart, QApplication)

} // namespace modalscope::tst_experiment_start

#include "tst_experiment_start.moc"
