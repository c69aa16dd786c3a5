#include "core/io/run_folder.h"
#include "tests/app/commands/cli_process.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <filesystem>

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

    QByteArray file(const QString& workspace, const char* name) const
    {
        QDir runs(m_folder.filePath(workspace) + QStringLiteral("/runs"));
        const auto entries = runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QFile file(entries.isEmpty()
                ? QString()
                : runs.filePath(entries.front()) + QLatin1Char('/') + QString::fromUtf8(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void killedAgainAndAgain()
    {
        writeSmallStudy(m_folder.path(), 25);
        const auto whole = runCli(arguments(QStringLiteral("whole")));
        QVERIFY2(whole.code == 0, qPrintable(whole.err));
        auto random = QRandomGenerator(20261122);
        int kills = 0, lastEpoch = 0;
        for (int attempt = 0; attempt < 100 && kills < kKills; ++attempt) {
            QProcess process;
            process.setStandardErrorFile(QProcess::nullDevice());
            process.start(cliProgram(), arguments(QStringLiteral("killed")));
            QVERIFY(process.waitForStarted());
            QTest::qWait(random.bounded(350, 1100)); // LibTorch alone takes some of it
            const bool runs = process.state() == QProcess::Running;
            process.kill();
            QVERIFY(process.waitForFinished());
            if (!runs)
                break;
            ++kills;
            QDir folders(m_folder.filePath(QStringLiteral("killed/runs")));
            for (const auto& name : folders.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
                const modalscope::RunFolder run(fs::path(folders.filePath(name).toStdString()));
                if (!fs::exists(run.file("status.json")))
                    continue; // killed while the folder was being made
                QVERIFY(run.experiment());
                QVERIFY(run.origin());
                QVERIFY(run.status());
                QVERIFY(run.history());
                const int epochs = run.history().value().epochCount();
                QVERIFY2(epochs >= lastEpoch, "epochs were lost");
                lastEpoch = epochs;
            }
        }
        qInfo("%d kills, the last one after epoch %d", kills, lastEpoch);
        QVERIFY(kills >= 3);
        const auto last = runCli(arguments(QStringLiteral("killed")));
        QVERIFY2(last.code == 0, qPrintable(last.err));
        for (const char* name : {"metrics.json", "checkpoint.safetensors", "predictions.h5", "features.h5"}) {
            QVERIFY2(!file(QStringLiteral("whole"), name).isEmpty(), name);
            QVERIFY2(file(QStringLiteral("killed"), name) == file(QStringLiteral("whole"), name), name);
        }
    }
};

QTEST_GUILESS_MAIN(TestCliKill)
#include "tst_cli_kill.moc"
