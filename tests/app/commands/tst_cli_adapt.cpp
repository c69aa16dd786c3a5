#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace modalscope::tst_cli_adapt {

/// Protects adapters on the command line: a set is a set in any order, where adapters go can be seen before
/// anything is learned, and every wrong request is one sentence.
class TestCliAdapt : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_run;

    CliResult adapt(const QStringList& more) const
    {
        return runCli(QStringList{QStringLiteral("adapt"), m_run} + more);
    }

private Q_SLOTS:
    void initTestCase()
    {
        writeSmallStudy(m_folder.path(), 1);
        const auto trained
            = runCli({QStringLiteral("train"), m_folder.filePath(QStringLiteral("experiment.json")),
                QStringLiteral("--workspace"), m_folder.filePath(QStringLiteral("work")),
                QStringLiteral("--set"), QStringLiteral("method.kind=concat")});
        QCOMPARE(trained.code, 0);
        m_run = trained.lastLine();
    }

    void placementIsShownBeforeAnythingIsLearned()
    {
        const QStringList asked{QStringLiteral("--present"), QStringLiteral("a"), QStringLiteral("--epochs"),
            QStringLiteral("1")};
        const auto shown = adapt(asked + QStringList{QStringLiteral("--show-placement")});
        QCOMPARE(shown.code, 0);
        QVERIFY2(shown.out.startsWith(QStringLiteral("a, ssf: ")), qPrintable(shown.out));
        QVERIFY(shown.out.contains(QStringLiteral("its modalities are missing")));
        QVERIFY(shown.out.contains(QStringLiteral("head")));
        QVERIFY(!QDir(m_run + QStringLiteral("/adapters")).exists());
        const auto json
            = adapt(asked + QStringList{QStringLiteral("--show-placement"), QStringLiteral("--json")}).json();
        const auto placement = json.value(QStringLiteral("placements")).toArray().at(0).toObject();
        const auto layers = placement.value(QStringLiteral("layers")).toArray();
        double sum = 0;
        for (const auto& layer : layers)
            sum += layer.toObject().value(QStringLiteral("learned")).toDouble();
        QVERIFY(sum > 0);
        QCOMPARE(placement.value(QStringLiteral("learned")).toDouble(), sum);
        const auto learned = adapt(asked + QStringList{QStringLiteral("--json")}).json();
        const auto set = learned.value(QStringLiteral("adapters")).toArray().at(0).toObject();
        QCOMPARE(set.value(QStringLiteral("metrics"))
                     .toObject()
                     .value(QStringLiteral("parameters"))
                     .toObject()
                     .value(QStringLiteral("trainable"))
                     .toDouble(),
            sum);
        QVERIFY(set.value(QStringLiteral("folder")).toString().endsWith(QStringLiteral("adapters/a-ssf-s0")));
    }

    void wrongRequestsAreOneSentence_data()
    {
        QTest::addColumn<QStringList>("asked");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QString& asked, const char* says) {
            QTest::newRow(name) << asked.split(QLatin1Char(' ')) << QString::fromUtf8(says);
        };
        row("empty set", QStringLiteral("--present "), "nothing to predict from");
        row("unknown", QStringLiteral("--present smell"), "smell is not a modality of this run");
        row("all", QStringLiteral("--present v,a"), "nothing is missing");
        row("set by a setting", QStringLiteral("--present a --set present=[\"b\"]"), "use --present");
        row("seed by a setting", QStringLiteral("--present a --set seed=3"), "use --seeds");
        row("kind by a setting", QStringLiteral("--present a --set adapter.kind=lora"), "use --option");
        row("no such layer", QStringLiteral("--present a --seeds 5 --set adapter.leave_out=[\"x\"]"),
            "leave_out");
        row("all left out", QStringLiteral("--present a --seeds 5 --set adapter.leave_out=[\"*\"]"),
            "leave_out");
        row("rank", QStringLiteral("--present a --option lora --set adapter.rank=4000"), "rank");
    }
    void wrongRequestsAreOneSentence()
    {
        QFETCH(QStringList, asked);
        QFETCH(QString, says);
        const auto said = adapt(asked + QStringList{QStringLiteral("--epochs"), QStringLiteral("1")});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
        QVERIFY2(said.err.contains(says), qPrintable(said.err));
    }

    void setsAreToldBesideTheirRun()
    {
        QCOMPARE(adapt({QStringLiteral("--present"), QStringLiteral("a"), QStringLiteral("--epochs"),
                           QStringLiteral("1"), QStringLiteral("--seeds"), QStringLiteral("4")})
                     .code,
            0);
        const auto told = runCli({QStringLiteral("info"), m_run});
        QVERIFY2(told.out.contains(QStringLiteral("adapters, test accuracy")), qPrintable(told.out));
        const auto sets = runCli({QStringLiteral("info"), m_run, QStringLiteral("--json")})
                              .json()
                              .value(QStringLiteral("adapters"))
                              .toArray();
        const auto folder = m_run + QStringLiteral("/adapters/a-ssf-s4");
        QVERIFY(std::ranges::any_of(sets, [&](const auto& set) {
            return set.toObject().value(QStringLiteral("folder")).toString() == folder;
        }));
        const auto one = runCli({QStringLiteral("info"), folder, QStringLiteral("--json")}).json();
        QCOMPARE(one.value(QStringLiteral("kind")).toString(), QStringLiteral("adapters"));
        QCOMPARE(one.value(QStringLiteral("seed")).toInt(), 4);
    }

    void optionsThatWouldBeIgnoredAreRefused()
    {
        for (const char* ignored : {"--mask-seed=3", "--protocol=gcnet", "--hidden-modality=a"}) {
            const auto said = runCli({QStringLiteral("evaluate"), m_run, QString::fromUtf8(ignored)});
            QCOMPARE(said.code, 2);
            QVERIFY2(said.isOneError() && said.err.contains(QStringLiteral("--missing-rate")),
                qPrintable(said.err));
        }
    }

    void seedsOutOfRangeAreSaidShortly()
    {
        for (const char* seed : {"-1", "1e30", "9007199254740992"}) {
            const auto said = runCli({QStringLiteral("evaluate"), m_run, QStringLiteral("--missing-rate"),
                QStringLiteral("0.2"), QStringLiteral("--mask-seed=%1").arg(QString::fromUtf8(seed))});
            QCOMPARE(said.code, 2);
            QVERIFY2(said.isOneError() && said.err.size() < 150, qPrintable(said.err));
            QVERIFY2(said.err.contains(QStringLiteral("whole number from 0")), qPrintable(said.err));
        }
    }

    void damagedSetsSayWhatToDo()
    {
        const QStringList asked{QStringLiteral("--present"), QStringLiteral("v"), QStringLiteral("--epochs"),
            QStringLiteral("1")};
        QCOMPARE(adapt(asked).code, 0);
        const auto folder = m_run + QStringLiteral("/adapters/v-ssf-s0");
        QFile file(folder + QStringLiteral("/adapter.safetensors"));
        QVERIFY(file.resize(file.size() - 7));
        const auto evaluated
            = runCli({QStringLiteral("evaluate"), m_run, QStringLiteral("--adapters"), folder});
        QCOMPARE(evaluated.code, 2);
        QVERIFY2(evaluated.isOneError() && evaluated.err.contains(QStringLiteral("adapt the run again")),
            qPrintable(evaluated.err));
        QVERIFY(QFile::remove(folder + QStringLiteral("/experiment.json")));
        const auto again = adapt(asked);
        QVERIFY(again.code != 0);
        QVERIFY2(again.isOneError() && again.err.contains(QStringLiteral("adapt the run again")),
            qPrintable(again.err));
    }
};

TEST_ENTRY(TestCliAdapt, QCoreApplication)

} // namespace modalscope::tst_cli_adapt

#include "tst_cli_adapt.moc"
