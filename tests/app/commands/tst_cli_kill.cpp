#include "core/store/run_folder.h"
#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <filesystem>

namespace modalscope::tst_cli_kill {

namespace fs = std::filesystem;

/// Protects a night of training from a power button: killed at any instant, a run's folder can be read, and
/// what it gives when resumed is bit for bit what it would have given.
class TestCliKill : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    static constexpr int kKills = 8;

    QStringList arguments(const QString& workspace) const
    {
        return {QStringLiteral("train"), m_folder.filePath(QStringLiteral("experiment.json")),
            QStringLiteral("--workspace"), m_folder.filePath(workspace), QStringLiteral("--resume")};
    }

    /// The only run of the workspace; empty when there is none yet.
    fs::path run(const QString& workspace) const
    {
        const QDir runs(m_folder.filePath(workspace) + QStringLiteral("/runs"));
        const auto entries = runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        return entries.isEmpty() ? fs::path() : fs::path(runs.filePath(entries.front()).toStdString());
    }

    int epochs(const QString& workspace) const
    {
        const auto folder = run(workspace);
        const auto history = modalscope::RunFolder(folder).history();
        return folder.empty() || !history ? 0 : history.value().epochCount();
    }

    /// Some kills come while the program starts, the others some epochs later at any instant of an epoch.
    void waitForAnInstant(const QProcess& process, int kill, QRandomGenerator& random) const
    {
        if (kill % 3 == 0)
            return QTest::qWait(random.bounded(10, 1200));
        const int wanted = epochs(QStringLiteral("killed")) + int(random.bounded(1, 7));
        QElapsedTimer timer;
        timer.start();
        while (epochs(QStringLiteral("killed")) < wanted && timer.elapsed() < 30000
            && process.state() == QProcess::Running)
            QTest::qWait(3);
        QTest::qWait(random.bounded(0, 60));
    }

    QByteArray file(const QString& workspace, const char* name) const
    {
        QFile file(QString::fromStdString((run(workspace) / name).string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void killedAgainAndAgain()
    {
        writeSmallStudy(m_folder.path(), 30);
        const auto whole = runCli(arguments(QStringLiteral("whole")));
        QVERIFY2(whole.code == 0, qPrintable(whole.err));
        auto random = QRandomGenerator(20261122);
        int kills = 0, lastEpoch = 0;
        for (bool runs = true; runs && kills < kKills;) {
            QProcess process;
            process.setStandardErrorFile(QProcess::nullDevice());
            process.start(cliProgram(), arguments(QStringLiteral("killed")));
            QVERIFY(process.waitForStarted());
            waitForAnInstant(process, kills, random);
            runs = process.state() == QProcess::Running;
            process.kill();
            QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished());
            kills += runs ? 1 : 0;
            if (const auto folder = run(QStringLiteral("killed")); !folder.empty()) {
                const modalscope::RunFolder files(folder);
                QVERIFY(files.experiment());
                QVERIFY(files.origin());
                QVERIFY(files.status());
                QVERIFY(files.history());
                const int now = files.history().value().epochCount();
                QVERIFY2(now >= lastEpoch, "epochs were lost");
                lastEpoch = now;
            }
        }
        qInfo("%d kills, the last one after epoch %d", kills, lastEpoch);
        QVERIFY(kills >= 3 && lastEpoch >= 3);
        const auto last = runCli(arguments(QStringLiteral("killed")));
        QVERIFY2(last.code == 0, qPrintable(last.err));
        for (const char* name : {"metrics.json", "checkpoint.safetensors", "predictions.h5", "features.h5"}) {
            QVERIFY2(!file(QStringLiteral("whole"), name).isEmpty(), name);
            QVERIFY2(file(QStringLiteral("killed"), name) == file(QStringLiteral("whole"), name), name);
        }
    }
};

TEST_ENTRY(TestCliKill, QCoreApplication)

} // namespace modalscope::tst_cli_kill

#include "tst_cli_kill.moc"
