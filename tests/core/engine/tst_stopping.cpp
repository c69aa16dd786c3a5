#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

namespace modalscope::tst_stopping {

namespace fs = std::filesystem;

/// Protects that a person who stops or pauses a run is obeyed at once, whatever it is doing.
class TestStopping : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path folder(const std::string& name) { return fs::path(m_folder.path().toStdString()) / name; }

    /// Large enough that training, evaluation and probes each take a while.
    static std::shared_ptr<const Dataset> data()
    {
        return smallDataset({.modalities = 3, .train = 3000, .valid = 1500, .test = 1500});
    }

    static Experiment experiment()
    {
        auto experiment = smallExperiment(2);
        experiment.encoders["*"].feature = 48;
        return experiment;
    }

private Q_SLOTS:
    void stopsWithin100Milliseconds_data()
    {
        QTest::addColumn<QString>("stage");
        for (const char* stage : {"training, epoch 1", "training, epoch 2", "evaluating test",
                 "features of train", "linear probe"})
            QTest::newRow(stage) << QString::fromUtf8(stage);
    }
    void stopsWithin100Milliseconds()
    {
        QFETCH(QString, stage);
        std::stop_source source;
        QElapsedTimer sinceStop;
        RunContext context;
        context.stop = source.get_token();
        context.report = [&](const RunEvent& event) {
            const auto* progress = std::get_if<Progress>(&event);
            if (progress != nullptr && progress->stage.starts_with(stage.toStdString())
                && !source.stop_requested()) {
                source.request_stop();
                sinceStop.start();
            }
        };
        const auto done = runSmall(experiment(), folder(stage.toStdString()), context, data());
        QVERIFY2(sinceStop.isValid(), "the stage never came");
        const auto milliseconds = sinceStop.elapsed();
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Cancelled);
        QVERIFY2(milliseconds < 100, qPrintable(QString::number(milliseconds)));
        QCOMPARE(RunFolder(folder(stage.toStdString())).status().value().state, RunState::Cancelled);
    }

    void pauseFreezesAndResumes()
    {
        RunContext context;
        context.pause = std::make_shared<PauseGate>();
        std::atomic<int> events = 0;
        context.report = [&](const RunEvent& event) {
            ++events;
            if (std::holds_alternative<EpochFinished>(event)
                && std::get<EpochFinished>(event).row.epoch() == 1)
                context.pause->setPaused(true);
        };
        const auto where = folder("paused");
        Result<void> done;
        std::jthread thread([&] { done = runSmall(smallExperiment(3), where, context); });
        QTRY_VERIFY_WITH_TIMEOUT(context.pause->isPaused(), 10000);
        QTest::qWait(100);
        const int before = events;
        QTest::qWait(700);
        QCOMPARE(events.load(), before);
        QCOMPARE(RunFolder(where).history().value().epochCount(), 1);
        context.pause->setPaused(false);
        thread.join();
        QVERIFY(done);
        const auto history = RunFolder(where).history().value();
        QCOMPARE(history.epochCount(), 3);
        QVERIFY2(history.row(2).at("seconds") < 0.7, "a pause is no training time");
        QVERIFY(RunFolder(where).status().value().seconds < 0.7);
    }

    void aPausedRunStops()
    {
        std::stop_source source;
        RunContext context;
        context.stop = source.get_token();
        context.pause = std::make_shared<PauseGate>();
        context.pause->setPaused(true);
        Result<void> done;
        std::jthread thread([&] { done = runSmall(smallExperiment(), folder("paused-stopped"), context); });
        QTest::qWait(200);
        QElapsedTimer timer;
        timer.start();
        source.request_stop();
        thread.join();
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Cancelled);
        QVERIFY(timer.elapsed() < 100);
    }
};

TEST_ENTRY(TestStopping, QCoreApplication)

} // namespace modalscope::tst_stopping

#include "tst_stopping.moc"
