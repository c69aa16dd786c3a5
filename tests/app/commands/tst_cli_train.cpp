#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace modalscope::tst_cli_train {

/// Protects the way from an experiment file to numbers on the command line.
class TestCliTrain : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    CliResult train(const QStringList& more) const
    {
        return runCli(QStringList{QStringLiteral("train"), path("experiment.json"),
                          QStringLiteral("--workspace"), path("work")}
            + more);
    }

private Q_SLOTS:
    void initTestCase() { writeSmallStudy(m_folder.path(), 3); }

    void theFolderIsTheLastLine()
    {
        const auto said = train({});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        QVERIFY(QFile::exists(said.lastLine() + QStringLiteral("/metrics.json")));
        QVERIFY(said.lastLine().startsWith(path("work")));
        QVERIFY(said.err.contains(QStringLiteral("epoch 3/3")));
        QVERIFY(!said.err.contains(QLatin1Char('\r'))); // no bar without a terminal

        const auto again = train({});
        QCOMPARE(again.code, 0);
        QCOMPARE(again.lastLine(), said.lastLine());
        QVERIFY(again.err.contains(QStringLiteral("run before")));
        QVERIFY(!again.err.contains(QStringLiteral("epoch 3/3")));
        const auto json = train({QStringLiteral("--json")}).json();
        QCOMPARE(json[QStringLiteral("folder")].toString(), said.lastLine());
        QVERIFY(json[QStringLiteral("already_finished")].toBool());
        QVERIFY(json[QStringLiteral("metrics")].toObject().contains(QStringLiteral("splits")));
    }

    void settingsMakeAnotherRun()
    {
        const auto one = train({QStringLiteral("--set"), QStringLiteral("method.kind=concat"),
            QStringLiteral("--set"), QStringLiteral("seed=4")});
        QVERIFY2(one.code == 0, qPrintable(one.err));
        const auto info = runCli({QStringLiteral("info"), one.lastLine(), QStringLiteral("--json")}).json();
        QCOMPARE(info[QStringLiteral("kind")].toString(), QStringLiteral("run"));
        QCOMPARE(info[QStringLiteral("condition")].toString(), QStringLiteral("finished"));
        const auto experiment = info[QStringLiteral("experiment")].toObject();
        QCOMPARE(experiment[QStringLiteral("seed")].toInt(), 4);
        QCOMPARE(experiment[QStringLiteral("method")].toObject()[QStringLiteral("kind")].toString(),
            QStringLiteral("concat"));
        QVERIFY(info[QStringLiteral("origin")].toObject()[QStringLiteral("command")].toString().contains(
            QStringLiteral("--set seed=4")));
        const auto workspace
            = runCli({QStringLiteral("info"), path("work"), QStringLiteral("--json")}).json();
        QVERIFY(workspace[QStringLiteral("runs")].toArray().size() >= 1);
    }

    void evaluateGivesTheStoredNumbers()
    {
        const auto run = train({}).lastLine();
        const auto said = runCli({QStringLiteral("evaluate"), run, QStringLiteral("--json")});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        const auto stored = train({QStringLiteral("--json")})
                                .json()[QStringLiteral("metrics")]
                                .toObject()[QStringLiteral("splits")]
                                .toObject();
        QCOMPARE(said.json()[QStringLiteral("splits")]
                     .toObject()[QStringLiteral("test")]
                     .toObject()[QStringLiteral("fused")],
            stored[QStringLiteral("test")].toObject()[QStringLiteral("fused")]);
        const auto alone
            = runCli({QStringLiteral("evaluate"), run, QStringLiteral("--present"), QStringLiteral("a")});
        QCOMPARE(alone.code, 0);
        QVERIFY(alone.out.contains(QStringLiteral("fused")));
        const auto wrong
            = runCli({QStringLiteral("evaluate"), run, QStringLiteral("--present"), QStringLiteral("smell")});
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.isOneError(), qPrintable(wrong.err));
    }

    /// One flipped bit in the weights would change every number and look like a result.
    void evaluateRefusesAChangedCheckpoint()
    {
        const auto run = train({QStringLiteral("--set"), QStringLiteral("seed=21"), QStringLiteral("--set"),
                                   QStringLiteral("train.epochs=1")})
                             .lastLine();
        QFile file(run + QStringLiteral("/checkpoint.safetensors"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() - 5);
        const auto byte = file.peek(1);
        file.write(QByteArray(1, char(byte[0] ^ 4)));
        file.close();
        const auto said = runCli({QStringLiteral("evaluate"), run});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(QStringLiteral("SHA-256")), qPrintable(said.err));
    }

    /// A script that always says --resume starts what is not there, and is told.
    void resumeWithoutARunSaysSo()
    {
        const QStringList settings{QStringLiteral("--set"), QStringLiteral("seed=22"),
            QStringLiteral("--set"), QStringLiteral("train.epochs=1"), QStringLiteral("--resume")};
        const auto first = train(settings);
        QVERIFY2(first.code == 0, qPrintable(first.err));
        QVERIFY(first.err.contains(QStringLiteral("there is no run of this experiment to resume")));
        QVERIFY(!train(settings).err.contains(QStringLiteral("there is no run")));

        const auto file = path("parity.h5");
        QVERIFY(QFile::rename(file, path("kept.h5")));
        QCOMPARE(
            runCli({QStringLiteral("make-sample"), QStringLiteral("parity"), file, QStringLiteral("--train"),
                       QStringLiteral("200"), QStringLiteral("--seed"), QStringLiteral("99")})
                .code,
            0);
        const auto replaced = train(settings);
        QVERIFY(QFile::remove(file) && QFile::rename(path("kept.h5"), file));
        QVERIFY2(
            replaced.err.contains(QStringLiteral("before its contents changed")), qPrintable(replaced.err));
    }

    void lazinessComparesMethodsWithTheirEncodersAlone()
    {
        for (const char* seed : {"seed=0", "seed=1"}) {
            for (const char* modality : {"modalities=[\"a\"]", "modalities=[\"v\"]"})
                QCOMPARE(train({QStringLiteral("--set"), QStringLiteral("method.kind=unimodal"),
                                   QStringLiteral("--set"), QString::fromUtf8(modality),
                                   QStringLiteral("--set"), QString::fromUtf8(seed)})
                             .code,
                    0);
            QCOMPARE(train({QStringLiteral("--set"), QString::fromUtf8(seed)}).code, 0);
        }
        const auto text = runCli({QStringLiteral("analyze"), QStringLiteral("laziness"), path("work")});
        QVERIFY2(text.code == 0, qPrintable(text.err));
        QVERIFY(text.out.contains(QStringLiteral("MLA")));
        const auto json = runCli({QStringLiteral("analyze"), QStringLiteral("laziness"), path("work"),
            QStringLiteral("--json"), QStringLiteral("--figure"), path("laziness.json")});
        QVERIFY(json.json()[QStringLiteral("groups")].toArray().size() >= 3);
        QVERIFY(QFile::exists(path("laziness.json")));
        const auto csv = runCli(
            {QStringLiteral("analyze"), QStringLiteral("laziness"), path("work"), QStringLiteral("--csv")});
        QVERIFY(csv.out.count(QLatin1Char('\n')) > 3);
    }

    /// Ctrl+C stops at once with code 130, and --resume finishes.
    void interruptedAndResumed()
    {
        const QStringList longer{QStringLiteral("train"), path("experiment.json"),
            QStringLiteral("--workspace"), path("work"), QStringLiteral("--set"),
            QStringLiteral("train.epochs=400"), QStringLiteral("--set"), QStringLiteral("seed=9")};
        QProcess process;
        process.setReadChannel(QProcess::StandardError);
        process.start(cliProgram(), longer);
        QByteArray err;
        while (!err.contains("epoch 3/400")) {
            process.waitForReadyRead(1000);
            err += process.readAllStandardError();
            QVERIFY(process.state() == QProcess::Running);
        }
        QElapsedTimer timer;
        timer.start();
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(5000));
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(process.exitCode(), 130);
        const auto refused = runCli(longer);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.isOneError() && refused.err.contains(QStringLiteral("--resume")),
            qPrintable(refused.err));
        const auto resumed = runCli(longer + QStringList{QStringLiteral("--resume")});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        QVERIFY(resumed.err.contains(QStringLiteral("resuming after epoch ")));
        QVERIFY(!resumed.err.contains(QStringLiteral("epoch 2/400")));
    }

    /// OpenMP's and LibTorch's threads do not change a number.
    void theNumbersDoNotDependOnThreads()
    {
        QByteArray metrics[2];
        for (int i = 0; i < 2; ++i) {
            QProcess process;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("OMP_NUM_THREADS"), QString::number(i + 1));
            environment.insert(QStringLiteral("OPENBLAS_NUM_THREADS"), QString::number(i + 1));
            process.setProcessEnvironment(environment);
            process.start(cliProgram(),
                {QStringLiteral("train"), path("experiment.json"), QStringLiteral("--workspace"),
                    path(i == 0 ? "one" : "two"), QStringLiteral("--set"), QStringLiteral("seed=5")});
            QVERIFY(process.waitForFinished(60000));
            QCOMPARE(process.exitCode(), 0);
            QFile file(QString::fromUtf8(process.readAllStandardOutput()).trimmed()
                + QStringLiteral("/metrics.json"));
            QVERIFY(file.open(QIODevice::ReadOnly));
            metrics[i] = file.readAll();
        }
        QVERIFY(metrics[0].size() > 1000);
        QVERIFY(metrics[0] == metrics[1]);
    }
};

TEST_ENTRY(TestCliTrain, QCoreApplication)

} // namespace modalscope::tst_cli_train

#include "tst_cli_train.moc"
