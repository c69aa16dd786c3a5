#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_cli_export {

/// Protects `export`: the run's network leaves the program in three forms, and PyTorch gets the accuracy that
/// the run got.
class TestCliExport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_run;

    QString path(const QString& name) const { return m_folder.path() + QLatin1Char('/') + name; }

    CliResult exported(const QString& kind, const QStringList& more) const
    {
        return runCli(QStringList{QStringLiteral("export"), m_run, QStringLiteral("--to"), kind} + more);
    }

private Q_SLOTS:
    void initTestCase()
    {
        writeSmallStudy(m_folder.path(), 2);
        const auto said = runCli({QStringLiteral("train"), path(QStringLiteral("experiment.json")),
            QStringLiteral("--workspace"), path(QStringLiteral("work"))});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        m_run = said.lastLine();
        QVERIFY(QFile::exists(m_run + QStringLiteral("/checkpoint.safetensors")));
    }

    void writesOneFile()
    {
        const auto out = path(QStringLiteral("weights.safetensors"));
        const auto said = exported(QStringLiteral("safetensors"), {QStringLiteral("--out"), out});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        QCOMPARE(said.out, out + QLatin1Char('\n'));
        const auto again = exported(QStringLiteral("safetensors"), {QStringLiteral("--out"), out});
        QCOMPARE(again.code, 2);
        QVERIFY2(again.isOneError() && again.err.contains(QStringLiteral("--force")), qPrintable(again.err));
        const auto forced = exported(QStringLiteral("npz"),
            {QStringLiteral("--out"), out, QStringLiteral("--force"), QStringLiteral("--json")});
        QVERIFY2(forced.code == 0, qPrintable(forced.err));
        QCOMPARE(forced.json()[QStringLiteral("files")].toArray(), QJsonArray{out});
        QVERIFY(forced.json()[QStringLiteral("values")].toInt() > 100);
    }

    void wrongInput()
    {
        QCOMPARE(exported(QStringLiteral("onnx"), {}).code, 2);
        const auto said = runCli({QStringLiteral("export"), path(QStringLiteral("parity.h5")),
            QStringLiteral("--to"), QStringLiteral("npz")});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(QStringLiteral("is not a run folder")),
            qPrintable(said.err));
    }

    void pythonGetsTheAccuracyOfTheRun()
    {
        const auto folder = path(QStringLiteral("python"));
        const auto said = exported(QStringLiteral("python"), {QStringLiteral("--out"), folder});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        QCOMPARE(said.out.count(QLatin1Char('\n')), 2);
        QProcess python;
        python.start(
            QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import torch, h5py")});
        if (!python.waitForFinished(60000) || python.exitCode() != 0)
            QSKIP("python3-torch and python3-h5py are not there: nothing can run what is exported");
        python.start(QStringLiteral("/usr/bin/python3"),
            {folder + QStringLiteral("/model.py"), path(QStringLiteral("parity.h5"))});
        QVERIFY(python.waitForFinished(60000));
        QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
        const auto lines
            = QString::fromUtf8(python.readAllStandardOutput()).trimmed().split(QLatin1Char('\n'));
        QFile file(m_run + QStringLiteral("/metrics.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto accuracy = QJsonDocument::fromJson(
            file.readAll())[QStringLiteral("splits")][QStringLiteral("test")][QStringLiteral("fused")]
                           [QStringLiteral("accuracy")][QStringLiteral("value")]
                                  .toDouble(-1);
        QCOMPARE(lines.last(), QStringLiteral("accuracy %1").arg(accuracy, 0, 'f', 4));
    }
};

TEST_ENTRY(TestCliExport, QCoreApplication)

} // namespace modalscope::tst_cli_export

#include "tst_cli_export.moc"
