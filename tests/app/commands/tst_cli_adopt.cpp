#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_cli_adopt {

/// `adopt` makes a run of a checkpoint that came alone; `info` says where it and kept weights come from.
class TestCliAdopt : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    static QStringList words(const char* text)
    {
        return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }

private Q_SLOTS:
    void initTestCase()
    {
        writeSmallStudy(m_folder.path(), 2);
        const auto trained = runCli(QStringList{QStringLiteral("train"), path("experiment.json"),
                                        QStringLiteral("--workspace"), path("W")}
            + words("--set train.weight_epochs=[0,2]"));
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        const auto runs = QDir(path("W/runs")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(runs.size(), 1);
        m_id = runs.front();
        QVERIFY(QFile::copy(
            path("W/runs/") + m_id + QStringLiteral("/checkpoint.safetensors"), path("lone.safetensors")));
        QVERIFY(QDir().mkpath(path("empty")));
    }

    void infoSaysWhichWeightsAreKept()
    {
        const auto info = runCli({QStringLiteral("info"), path("W/runs/") + m_id, QStringLiteral("--json")});
        QCOMPARE(info.json()[QStringLiteral("weight_epochs")].toArray(), (QJsonArray{0, 2}));
        const auto text = runCli({QStringLiteral("info"), path("W/runs/") + m_id}).out;
        QVERIFY2(text.contains(QStringLiteral("weights of epochs 0, 2\n")), qPrintable(text));
    }

    void adopts()
    {
        const auto call = QStringList{QStringLiteral("adopt"), path("lone.safetensors"),
            QStringLiteral("--workspace"), path("V"), QStringLiteral("--dataset"), path("parity.h5")};
        const auto done = runCli(call + words("--json"));
        QVERIFY2(done.code == 0, qPrintable(done.err));
        QCOMPARE(done.json()[QStringLiteral("run")].toString(), m_id);
        const auto metrics = [](const QString& file) {
            QFile in(file);
            return in.open(QIODevice::ReadOnly)
                ? QJsonDocument::fromJson(in.readAll()).object()[QStringLiteral("splits")].toObject()
                : QJsonObject();
        };
        const auto theirs = metrics(path("W/runs/") + m_id + QStringLiteral("/metrics.json"));
        QVERIFY(!theirs.isEmpty());
        QCOMPARE(metrics(path("V/runs/") + m_id + QStringLiteral("/metrics.json")), theirs);
        const auto text = runCli({QStringLiteral("info"), path("V/runs/") + m_id}).out;
        QVERIFY2(text.contains(QStringLiteral("adopted from ") + path("lone.safetensors")), qPrintable(text));
        const auto again = runCli(call);
        QVERIFY(again.code == 2 && again.isOneError());
        QVERIFY2(again.err.contains(QStringLiteral("nothing was changed")), qPrintable(again.err));
    }

    void findsTheDataInTheWorkspace()
    {
        const auto call
            = QStringList{QStringLiteral("adopt"), path("lone.safetensors"), QStringLiteral("--workspace")};
        const auto unknown = runCli(call + QStringList{path("empty")});
        QVERIFY2(unknown.code == 2 && unknown.isOneError(), qPrintable(unknown.err));
        QVERIFY2(
            unknown.err.contains(QStringLiteral("name the file with --dataset")), qPrintable(unknown.err));
        const auto there = runCli(call + QStringList{path("W")}); // as far as the run that is there already
        QVERIFY2(there.err.contains(QStringLiteral("nothing was changed")), qPrintable(there.err));
    }

    void wrongFiles()
    {
        writeText(path("other.safetensors"), QStringLiteral("no weights"));
        for (const char* name : {"other.safetensors", "parity.h5", "none.safetensors"}) {
            const auto done = runCli({QStringLiteral("adopt"), path(name), QStringLiteral("--workspace"),
                path("U"), QStringLiteral("--dataset"), path("parity.h5")});
            QVERIFY2(done.code == 2 && done.isOneError(), qPrintable(done.err));
        }
        QVERIFY(!QFile::exists(path("U")));
    }

private:
    QString m_id;
};

TEST_ENTRY(TestCliAdopt, QCoreApplication)

} // namespace modalscope::tst_cli_adopt

#include "tst_cli_adopt.moc"
