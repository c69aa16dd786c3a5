#include "tests/support/fake_engine.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/base/stall_watchdog.h"
#include "widgets/runs/queue_model.h"
#include "widgets/runs/queue_view.h"
#include "widgets/tables/table_view.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

namespace modalscope::tst_queue_view {

constexpr int kMany = 1000;

/// Trains by talking: reports as often as it can, without end.
class TalkingEngine : public FakeEngine {
public:
    Result<void> run(const RunRequest&, const RunContext& context) override
    {
        for (std::int64_t step = 0; !context.shouldStop(); ++step) {
            context.report(Progress{done >= 0 ? done.load() : step % 1000, 1000, "training, epoch 1", 100.0});
            ++reports;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return Error{ErrorKind::Cancelled, "stopped"};
    }
    std::atomic<int> reports{0};
    std::atomic<std::int64_t> done{-1}; ///< steps that are always reported; below 0: it counts
};

/// Protects that the table of the queue says what the queue does, and that a thousand runs in it leave the
/// window free.
class TestQueueView : public QObject {
    Q_OBJECT

    std::unique_ptr<TalkingEngine> m_engine;
    std::unique_ptr<RunQueue> m_queue;

    static QueuedRun made(int seed)
    {
        QueuedRun run;
        run.id = "run" + std::to_string(seed);
        run.title = "MLA · seed " + std::to_string(seed);
        run.request.experiment.seed = std::uint64_t(seed);
        run.request.dataset = std::make_shared<Dataset>();
        run.request.folder = "/nowhere/" + run.id;
        run.epochs = 10;
        return run;
    }
    void addMany(int count)
    {
        for (int seed = 0; seed < count; ++seed)
            m_queue->add(made(seed));
    }
    static QStringList shown(const QAbstractItemModel& model, int column)
    {
        QStringList texts;
        for (int row = 0; row < model.rowCount(); ++row)
            texts << model.index(row, column).data().toString();
        return texts;
    }
    static QTableView* tableOf(const QueueView& view)
    {
        return view.findChild<TableView*>(QStringLiteral("queueTable"))->table();
    }

private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<TalkingEngine>();
        m_queue = std::make_unique<RunQueue>(
            [this]() -> Result<Engine*> { return m_engine.get(); }, DatasetReader());
        m_queue->setParallelRuns(2);
    }
    void cleanup()
    {
        m_queue.reset();
        m_engine.reset();
    }

    void whatWorksComesFirstAndWhatIsDoneLast()
    {
        QueueModel model(*m_queue);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        addMany(5);
        m_queue->cancel("run0");
        QTRY_COMPARE(m_queue->count(QueueState::Running), 2);
        model.update();
        QCOMPARE(shown(model, QueueModel::Place), QStringLiteral("2|3|4|5|1").split(u'|'));
        QCOMPARE(shown(model, QueueModel::State),
            QStringLiteral("running|running|queued|queued|cancelled").split(u'|'));
        m_queue->move("run4", 0);
        m_queue->removeDone();
        m_queue->add(made(9));
        QVERIFY(!model.index(4, QueueModel::Title).data().isValid()); // gone, not yet said
        model.update();
        QCOMPARE(shown(model, QueueModel::Title),
            QStringLiteral("MLA · seed 1|MLA · seed 2|MLA · seed 4|MLA · seed 3|MLA · seed 9").split(u'|'));
        m_queue->clear();
        model.update();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowOf("run2"), 1);
        QCOMPARE(model.rowOf("run4"), -1);
    }

    void onlyWhatHasChangedIsTold()
    {
        m_queue->pauseAll();
        QueueModel model(*m_queue);
        addMany(100);
        model.update();
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy moved(&model, &QAbstractItemModel::layoutChanged);
        model.update();
        QCOMPARE(changed.count() + moved.count(), 0);
        model.note("run70");
        model.note("not there");
        model.update();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 70);
        QCOMPARE(changed.at(0).at(1).toModelIndex().row(), 70);
        QCOMPARE(moved.count(), 0);
    }

    void theSelectionStaysWithItsRuns()
    {
        m_queue->pauseAll();
        addMany(20);
        QueueView view(*m_queue);
        view.show();
        view.selectRun("run7");
        QCOMPARE(view.currentRun(), std::string("run7"));
        m_queue->move("run7", 0);
        m_queue->remove({"run3", "run5"});
        m_queue->cancel("run1"); // sinks to the end
        QTRY_COMPARE(tableOf(view)->model()->rowCount(), 18);
        QCOMPARE(view.currentRun(), std::string("run7"));
        view.findChild<QToolButton*>(QStringLiteral("moveRunDown"))->click();
        QCOMPARE(m_queue->positionOf("run7"), 1);
        view.findChild<QToolButton*>(QStringLiteral("cancelRuns"))->click(); // of the selected one alone
        QCOMPARE(m_queue->count(QueueState::Cancelled), 2);
        QTRY_VERIFY(view.findChild<QLabel*>(QStringLiteral("queueSummary"))
                        ->text()
                        .contains(QStringLiteral("2 cancelled")));
    }

    void progressIsShownSoon()
    {
        addMany(3);
        QueueView view(*m_queue);
        view.show();
        const auto* model = tableOf(view)->model();
        QTRY_COMPARE(
            model->index(0, QueueModel::Doing).data().toString(), QStringLiteral("training, epoch 1"));
        QVERIFY(!model->index(0, QueueModel::TimeLeft).data().toString().isEmpty());
        QTRY_VERIFY(model->index(0, QueueModel::Bar).data(SortRole).toDouble() > 0.01);
    }

    /// Two seconds of a thousand runs, eight of them talking: no wait is longer than a person notices, and
    /// this thread has more than half of its time left.
    /// One run that works is not divided by how many could; what waits takes the place that is free first.
    void theTimeLeftIsThatOfTheLastToEnd()
    {
        QueueView view(*m_queue);
        m_engine->done = 500; // of 1000, 100 s left: a whole one takes 200 s
        const auto* summary = view.findChild<QLabel*>(QStringLiteral("queueSummary"));
        m_queue->add(made(0));
        QTRY_VERIFY2(
            summary->text().contains(QStringLiteral("about 1 min 40 s left")), qPrintable(summary->text()));
        m_queue->add(made(1));
        m_queue->add(made(2)); // after one of the two
        QTRY_VERIFY2(
            summary->text().contains(QStringLiteral("about 5 min 0 s left")), qPrintable(summary->text()));
    }

    void cancellingSaysWhetherItBeginsAnew()
    {
        QueueView view(*m_queue);
        const auto* cancel = view.findChild<QToolButton*>(QStringLiteral("cancelRuns"));
        m_queue->add(made(0));
        QTRY_VERIFY2(cancel->toolTip().contains(QStringLiteral("can be resumed later")),
            qPrintable(cancel->toolTip()));
        auto adapters = made(1);
        adapters.adapt = AdaptOptions();
        adapters.state = QueueState::Held;
        m_queue->add(adapters);
        QTRY_VERIFY2(cancel->toolTip().contains(QStringLiteral("begin anew")), qPrintable(cancel->toolTip()));
    }

    void aThousandRunsLeaveTheWindowFree()
    {
        QueueView view(*m_queue);
        view.resize(900, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        m_queue->setParallelRuns(8);
        double stall = 1e9;
        double share = 1;
        for (int i = 0; i < 3 && (stall >= 50 || share >= 0.5); ++i) {
            m_queue->clear();
            const int before = m_engine->reports;
            StallWatchdog watchdog;
            addMany(kMany);
            const double begun = threadMilliseconds();
            QTest::qWait(2000);
            share = std::min(share, (threadMilliseconds() - begun) / 2000);
            stall = std::min(stall, double(watchdog.longestStall().count()));
            QVERIFY(m_engine->reports - before > 1000); // else nothing was tried
            QCOMPARE(m_queue->count(QueueState::Running), 8);
            m_queue->cancelAll();
            QTRY_VERIFY(!m_queue->isWorking());
        }
        QVERIFY2(stall < 50, qPrintable(QString::number(stall)));
        QVERIFY2(share < 0.5, qPrintable(QString::number(share)));
    }

    /// A frame at 60 Hz has 16 ms: for all that changes at once, drawn.
    void aBatchOfChangesCostsLessThanAFrame_data()
    {
        QTest::addColumn<int>("noted");
        QTest::addColumn<bool>("moves");
        QTest::addColumn<bool>("isSorted");
        QTest::newRow("some progress") << 8 << false << false;
        QTest::newRow("all progress") << kMany << false << false;
        QTest::newRow("some progress, sorted") << 8 << false << true;
        QTest::newRow("a run changes its place") << 8 << true << false;
    }
    void aBatchOfChangesCostsLessThanAFrame()
    {
        QFETCH(int, noted);
        QFETCH(bool, moves);
        QFETCH(bool, isSorted);
        constexpr int kTries = 20;
        m_queue->pauseAll();
        addMany(kMany);
        QueueModel model(*m_queue);
        TableView view;
        view.setModel(&model);
        view.resize(900, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        model.update();
        if (isSorted)
            view.sortBy(QueueModel::Title);
        view.table()->selectAll();
        QTest::qWait(50);
        const double each = leastMilliseconds(16 * kTries, [&](QElapsedTimer& timer) {
            timer.restart();
            for (int i = 0; i < kTries; ++i) {
                for (int run = 0; run < noted; ++run)
                    model.note("run" + std::to_string(run));
                if (moves)
                    m_queue->move("run" + std::to_string(i), kMany / 2);
                model.update();
                view.table()->viewport()->repaint();
            }
        }) / kTries;
        QVERIFY2(each < 16, qPrintable(QString::number(each)));
    }

    void verbsOnAThousandRunsAreQuick()
    {
        m_queue->pauseAll();
        QueueView view(*m_queue);
        view.show();
        addMany(kMany);
        QTRY_COMPARE(tableOf(view)->model()->rowCount(), kMany);
        tableOf(view)->selectAll();
        for (const char* button :
            {"moveRunDown", "pauseRuns", "resumeRuns", "cancelRuns", "removeDoneRuns"}) {
            auto* clicked = view.findChild<QToolButton*>(QString::fromLatin1(button));
            QTRY_VERIFY(clicked->isEnabled());
            const double before = threadMilliseconds();
            clicked->click();
            const double took = threadMilliseconds() - before;
            QVERIFY2(took < 50, qPrintable(QStringLiteral("%1: %2 ms").arg(QLatin1String(button)).arg(took)));
        }
        QCOMPARE(m_queue->size(), 0);
        QTRY_COMPARE(tableOf(view)->model()->rowCount(), 0);
    }
};

TEST_ENTRY(TestQueueView, QApplication)

} // namespace modalscope::tst_queue_view

#include "tst_queue_view.moc"
