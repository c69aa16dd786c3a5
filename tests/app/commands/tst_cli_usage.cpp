#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_cli_usage {

/// Protects what scripts rely on: help, versions, exit codes, and that every answer exists as JSON.
class TestCliUsage : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

private Q_SLOTS:
    void helpAndVersion()
    {
        for (const auto& arguments : {QStringList{QStringLiteral("--help")},
                 QStringList{QStringLiteral("train"), QStringLiteral("--help")},
                 QStringList{
                     QStringLiteral("analyze"), QStringLiteral("laziness"), QStringLiteral("--help")}}) {
            const auto said = runCli(arguments);
            QCOMPARE(said.code, 0);
            QVERIFY(said.out.size() > 200);
            QVERIFY(said.err.isEmpty());
        }
        const auto version = runCli({QStringLiteral("--version")});
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.startsWith(QStringLiteral("ModalScope ")));
        const auto help = runCli({QStringLiteral("--help")}).out;
        for (const char* command : {"make-sample", "info", "train", "evaluate", "analyze", "selfcheck"})
            QVERIFY2(help.contains(QString::fromUtf8(command)), command);
    }

    void everyOptionHasHelp()
    {
        const auto text = runCli({QStringLiteral("train"), QStringLiteral("--help-options")});
        QCOMPARE(text.code, 0);
        for (const char* option : {"method.hgm", "method.fusion_weights", "method.slow_factor",
                 "method.first_epoch", "train.learning_rate", "train.beta1", "train.schedule.power",
                 "encoders.<modality or *>.heads", "missing.test_rate", "evaluate.select", "seed"})
            QVERIFY2(text.out.contains(QString::fromUtf8(option)), option);
        const auto json
            = runCli({QStringLiteral("train"), QStringLiteral("--help-options"), QStringLiteral("--json")});
        QVERIFY(QJsonDocument::fromJson(json.out.toUtf8()).array().size() > 40);
    }

    void wrongUsageIsOneLineAndCode2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{QStringLiteral("dance")};
        QTest::newRow("unknown option")
            << QStringList{QStringLiteral("train"), QStringLiteral("x.json"), QStringLiteral("--dance")};
        QTest::newRow("train without anything") << QStringList{QStringLiteral("train")};
        QTest::newRow("train without workspace")
            << QStringList{QStringLiteral("train"), QStringLiteral("x.json")};
        QTest::newRow("no sample of that kind")
            << QStringList{QStringLiteral("make-sample"), QStringLiteral("cats"), path("c.h5")};
        QTest::newRow("seed is no number") << QStringList{QStringLiteral("make-sample"),
            QStringLiteral("parity"), path("c.h5"), QStringLiteral("--seed"), QStringLiteral("x")};
        QTest::newRow("sample into nowhere") << QStringList{
            QStringLiteral("make-sample"), QStringLiteral("parity"), QStringLiteral("/nowhere/c.h5")};
        QTest::newRow("info of nothing") << QStringList{QStringLiteral("info"), path("nothing.h5")};
        QTest::newRow("info of a folder") << QStringList{QStringLiteral("info"), m_folder.path()};
        QTest::newRow("evaluate no run") << QStringList{QStringLiteral("evaluate"), m_folder.path()};
        QTest::newRow("laziness of nothing")
            << QStringList{QStringLiteral("analyze"), QStringLiteral("laziness"), m_folder.path()};
    }
    void wrongUsageIsOneLineAndCode2()
    {
        QFETCH(QStringList, arguments);
        const auto said = runCli(arguments);
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
    }

    void samplesAreTheSameForOneSeed()
    {
        for (const char* name : {"a.h5", "b.h5"})
            QCOMPARE(runCli({QStringLiteral("make-sample"), QStringLiteral("parity"), path(name),
                                QStringLiteral("--seed"), QStringLiteral("3"), QStringLiteral("--train"),
                                QStringLiteral("50"), QStringLiteral("--valid"), QStringLiteral("10"),
                                QStringLiteral("--test"), QStringLiteral("10")})
                         .code,
                0);
        QCOMPARE(runCli({QStringLiteral("make-sample"), QStringLiteral("parity"), path("c.h5"),
                            QStringLiteral("--seed"), QStringLiteral("4"), QStringLiteral("--train"),
                            QStringLiteral("50"), QStringLiteral("--valid"), QStringLiteral("10"),
                            QStringLiteral("--test"), QStringLiteral("10")})
                     .code,
            0);
        const auto fingerprint = [&](const char* name) {
            return runCli({QStringLiteral("info"), path(name), QStringLiteral("--json")})
                .json()[QStringLiteral("fingerprint")]
                .toString();
        };
        QCOMPARE(fingerprint("a.h5"), fingerprint("b.h5"));
        QVERIFY(fingerprint("a.h5") != fingerprint("c.h5"));
        QCOMPARE(fingerprint("a.h5").size(), 64);
    }

    void infoTellsWhatThingsAre()
    {
        writeSmallStudy(m_folder.path(), 2);
        const auto dataset
            = runCli({QStringLiteral("info"), path("parity.h5"), QStringLiteral("--json")}).json();
        QCOMPARE(dataset[QStringLiteral("kind")].toString(), QStringLiteral("dataset"));
        QCOMPARE(dataset[QStringLiteral("modalities")].toArray().size(), 2);
        QCOMPARE(dataset[QStringLiteral("splits")].toArray().size(), 3);
        const auto experiment
            = runCli({QStringLiteral("info"), path("experiment.json"), QStringLiteral("--json")}).json();
        QCOMPARE(experiment[QStringLiteral("kind")].toString(), QStringLiteral("experiment"));
        const auto both = runCli(
            {QStringLiteral("info"), path("parity.h5"), path("experiment.json"), QStringLiteral("--json")});
        QCOMPARE(QJsonDocument::fromJson(both.out.toUtf8()).array().size(), 2);
        const auto text = runCli({QStringLiteral("info"), path("parity.h5")});
        QVERIFY(text.out.contains(QStringLiteral("300 samples")));
    }

    /// Quick enough to be called for every file somebody opens: LibTorch is not loaded.
    void infoDoesNotWaitForLibTorch()
    {
        writeSmallStudy(m_folder.path(), 2);
        QProcess process;
        process.setProcessEnvironment([] {
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("LD_DEBUG"), QStringLiteral("files"));
            return environment;
        }());
        process.start(cliProgram(), {QStringLiteral("info"), path("parity.h5")});
        QVERIFY(process.waitForFinished());
        QVERIFY(!process.readAllStandardError().contains("libtorch"));
    }

    void selfcheckCounts()
    {
        const auto said = runCli({QStringLiteral("selfcheck"), QStringLiteral("--json")});
        QCOMPARE(said.code, 0);
        QCOMPARE(said.json()[QStringLiteral("failed")].toInt(), 0);
        QVERIFY(said.json()[QStringLiteral("passed")].toInt() >= 17);
    }
};

TEST_ENTRY(TestCliUsage, QCoreApplication)

} // namespace modalscope::tst_cli_usage

#include "tst_cli_usage.moc"
