#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/store/run_folder.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

namespace modalscope::tst_run_folder {

namespace {

HistoryRow row(int epoch)
{
    HistoryRow result;
    result.set("epoch", epoch);
    result.set("train/loss", 1.0 / epoch);
    return result;
}

RunOrigin origin(const std::string& id)
{
    RunOrigin result;
    result.id = id;
    result.command = "test";
    result.threads = 2;
    result.modalityKinds = {{"audio", ModalityKind::Sequence}, {"image", ModalityKind::Video}};
    result.created = 1'700'000'000;
    return result;
}

} // namespace

/// A run's folder tells everything about it, whoever reads it and whenever its process died.
class TestRunFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void createAndRead();
    void createAgain();
    void historyGrowsLineByLine();
    void tornHistory();
    void historyCanBeReplaced();
    void spoiledFiles_data();
    void spoiledFiles();
    void conditions();
    void readOnlyFolder();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RunFolder> m_run;
};

void TestRunFolder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_run = std::make_unique<RunFolder>(m_folder->filePath(QStringLiteral("runs/abc")).toStdString());
}

void TestRunFolder::createAndRead()
{
    Experiment experiment;
    experiment.name = "run";
    experiment.train.epochs = 12;
    QVERIFY(bool(m_run->create(experiment, origin("abc"))));
    QCOMPARE(toFileText(m_run->experiment().value()), toFileText(experiment));
    QCOMPARE(m_run->origin().value().command, std::string("test"));
    QCOMPARE(m_run->origin().value().created, std::int64_t(1'700'000'000));
    QVERIFY(m_run->origin().value().modalityKinds == origin("abc").modalityKinds);
    QCOMPARE(m_run->status().value().state, RunState::Queued);
    QCOMPARE(m_run->status().value().epochs, 12);
    QCOMPARE(m_run->history().value().epochCount(), 0);
    const auto metrics = m_run->metrics();
    QVERIFY(!metrics);
    QCOMPARE(metrics.error().kind, ErrorKind::NotFound);
    QVERIFY(bool(m_run->writeMetrics({{"format", 1}})));
    QCOMPARE(m_run->metrics().value()["format"], nlohmann::json(1));
    QVERIFY(bool(m_run->appendLog("one")));
    QVERIFY(bool(m_run->appendLog("two")));
    QCOMPARE(readFile(m_run->file("log.txt")).value(), std::string("one\ntwo\n"));
}

void TestRunFolder::createAgain()
{
    QVERIFY(bool(m_run->create(Experiment(), origin("abc"))));
    auto status = statusNow(RunState::Running, 3, 100);
    QVERIFY(bool(m_run->writeStatus(status)));
    QVERIFY(bool(m_run->create(Experiment(), origin("abc")))); // the same run: what is there stays
    QCOMPARE(m_run->status().value().epoch, 3);
    const auto other = m_run->create(Experiment(), origin("def"));
    QVERIFY(!other);
    QCOMPARE(other.error().kind, ErrorKind::InvalidInput);
    QVERIFY(other.error().message.find("belongs to run abc") != std::string::npos);
}

void TestRunFolder::historyGrowsLineByLine()
{
    QVERIFY(bool(m_run->create(Experiment(), origin("abc"))));
    for (int epoch = 1; epoch <= 3; ++epoch)
        QVERIFY(bool(m_run->appendHistory(row(epoch))));
    QCOMPARE(readFile(m_run->file("history.csv")).value(),
        "epoch,train/loss\n1,1\n2,0.5\n3," + numberText(1.0 / 3) + "\n");
    QCOMPARE(m_run->history().value().column("train/loss")[2], 1.0 / 3);
}

void TestRunFolder::tornHistory()
{
    QVERIFY(bool(m_run->create(Experiment(), origin("abc"))));
    QVERIFY(bool(writeFileAtomically(m_run->file("history.csv"), "epoch,train/loss\n1,1\n2,0.")));
    QCOMPARE(m_run->history().value().epochCount(), 1);
    QVERIFY(bool(m_run->writeHistory(m_run->history().value()))); // what a resumed run does first
    QVERIFY(bool(m_run->appendHistory(row(2))));
    QCOMPARE(m_run->history().value().epochCount(), 2);
}

void TestRunFolder::historyCanBeReplaced()
{
    QVERIFY(bool(m_run->create(Experiment(), origin("abc"))));
    for (int epoch = 1; epoch <= 4; ++epoch)
        QVERIFY(bool(m_run->appendHistory(row(epoch))));
    auto history = m_run->history().value();
    history.truncate(2);
    QVERIFY(bool(m_run->writeHistory(history)));
    QCOMPARE(m_run->history().value().epochCount(), 2);
    history.truncate(0);
    QVERIFY(bool(m_run->writeHistory(history)));
    QVERIFY(bool(m_run->appendHistory(row(1))));
    QCOMPARE(m_run->history().value().epochCount(), 1);
}

void TestRunFolder::spoiledFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("contents");
    for (const char* file : {"experiment.json", "environment.json", "status.json", "metrics.json"}) {
        QTest::addRow("%s empty", file) << QString::fromLatin1(file) << QByteArray();
        QTest::addRow("%s torn", file) << QString::fromLatin1(file) << QByteArray("{\"format\": 1, ");
        if (qstrcmp(file, "metrics.json") != 0)
            QTest::addRow("%s of something else", file)
                << QString::fromLatin1(file) << QByteArray("{\"x\": 1}");
    }
    QTest::addRow("history") << QStringLiteral("history.csv") << QByteArray("not,a,history\n1,2,3\n");
}

void TestRunFolder::spoiledFiles()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, contents);
    QVERIFY(bool(m_run->create(Experiment(), origin("abc"))));
    QVERIFY(bool(writeFileAtomically(m_run->path() / file.toStdString(), contents.toStdString())));
    std::string message;
    const auto note = [&](const auto& result) {
        if (!result && result.error().kind != ErrorKind::NotFound)
            message = result.error().message;
    };
    note(m_run->experiment());
    note(m_run->origin());
    note(m_run->status());
    note(m_run->metrics());
    note(m_run->history());
    QVERIFY2(QString::fromStdString(message).contains(file), message.c_str());
}

void TestRunFolder::conditions()
{
    QCOMPARE(conditionOf(statusNow(RunState::Queued, 0, 5)), RunCondition::Queued);
    QCOMPARE(conditionOf(statusNow(RunState::Finished, 5, 5)), RunCondition::Finished);
    QCOMPARE(conditionOf(statusNow(RunState::Failed, 1, 5)), RunCondition::Failed);
    QCOMPARE(conditionOf(statusNow(RunState::Cancelled, 1, 5)), RunCondition::Cancelled);
    const auto running = statusNow(RunState::Running, 1, 5);
    QCOMPARE(conditionOf(running), RunCondition::Running); // this very process
    auto gone = running;
    gone.pid = 0x3fffffff; // no such process
    QCOMPARE(conditionOf(gone), RunCondition::Interrupted);
    auto restarted = running;
    restarted.boot = "another boot: its pids mean nothing now";
    QCOMPARE(conditionOf(restarted), RunCondition::Interrupted);
    auto elsewhere = running;
    elsewhere.host = "another machine";
    QCOMPARE(conditionOf(elsewhere), RunCondition::Running); // its heartbeat is fresh
    elsewhere.heartbeat -= 600;
    QCOMPARE(conditionOf(elsewhere), RunCondition::Interrupted);
    QVERIFY(isResumable(RunCondition::Interrupted) && isResumable(RunCondition::Cancelled));
    QVERIFY(!isResumable(RunCondition::Running) && !isResumable(RunCondition::Finished));
}

void TestRunFolder::readOnlyFolder()
{
    const RunFolder run("/proc/modalscope-run"); // read-only for root as well
    const auto created = run.create(Experiment(), origin("abc"));
    QVERIFY(!created);
    QCOMPARE(created.error().kind, ErrorKind::Io);
    QVERIFY(created.error().message.starts_with("/proc/modalscope-run: cannot create the run folder"));
    QVERIFY(!run.appendHistory(row(1)));
    QVERIFY(!run.appendLog("x"));
}

TEST_ENTRY(TestRunFolder, NoApplication)

} // namespace modalscope::tst_run_folder

#include "tst_run_folder.moc"
