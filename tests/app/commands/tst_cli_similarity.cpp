#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_cli_similarity {

/// Protects `analyze similarity`: table, JSON, CSV and figure of the same numbers, adapters by folder and by
/// name, and one sentence for what cannot be compared.
class TestCliSimilarity : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_run;
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    CliResult similarity(const QStringList& more) const
    {
        return runCli(QStringList{QStringLiteral("analyze"), QStringLiteral("similarity"), m_run} + more);
    }

private Q_SLOTS:
    void initTestCase()
    {
        writeSmallStudy(m_folder.path(), 2);
        const auto trained
            = runCli({QStringLiteral("train"), path("experiment.json"), QStringLiteral("--workspace"),
                path("work"), QStringLiteral("--set"), QStringLiteral("method.kind=concat")});
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        m_run = trained.lastLine();
        const auto learned = runCli({QStringLiteral("adapt"), m_run, QStringLiteral("--present"),
            QStringLiteral("a"), QStringLiteral("--option"), QStringLiteral("ssf"),
            QStringLiteral("--epochs"), QStringLiteral("2")});
        QVERIFY2(learned.code == 0, qPrintable(learned.err));
    }

    void aTableWithoutAdapters()
    {
        const auto said = similarity({QStringLiteral("--present"), QStringLiteral("a")});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        for (const char* part : {"joined features", "fused scores", "(missing)", "n = 90 samples", "CKA"})
            QVERIFY2(said.out.contains(QString::fromUtf8(part)), qPrintable(said.out));
        QVERIFY(!said.out.contains(QStringLiteral("adapted")));
    }

    void adaptersByNameAndByFolder()
    {
        const QStringList byName{QStringLiteral("--present"), QStringLiteral("a"), QStringLiteral("--option"),
            QStringLiteral("ssf"), QStringLiteral("--seed"), QStringLiteral("0"), QStringLiteral("--figure"),
            path("figure.json"), QStringLiteral("--json")};
        const auto named = similarity(byName);
        QVERIFY2(named.code == 0, qPrintable(named.err));
        const auto json = named.json();
        QCOMPARE(json[QStringLiteral("samples")].toInt(), 90);
        const auto adapters = json[QStringLiteral("adapters")].toObject();
        QCOMPARE(adapters[QStringLiteral("option")].toString(), QStringLiteral("ssf"));
        const auto first = json[QStringLiteral("layers")].toArray().first().toObject();
        const auto cosine = first[QStringLiteral("pretrained")].toObject()[QStringLiteral("cosine")];
        QCOMPARE(cosine.toObject()[QStringLiteral("mean")].toDouble(), 1.0);
        QVERIFY(first.contains(QStringLiteral("adapted")));
        QVERIFY(QFile::exists(path("figure.json")));
        const auto folder
            = m_run + QStringLiteral("/adapters/") + adapters[QStringLiteral("folder")].toString();
        const auto byFolder = similarity({QStringLiteral("--adapters"), folder, QStringLiteral("--json")});
        QVERIFY2(byFolder.code == 0, qPrintable(byFolder.err));
        QCOMPARE(byFolder.json()[QStringLiteral("layers")], json[QStringLiteral("layers")]);
        const auto csv = similarity({QStringLiteral("--adapters"), folder, QStringLiteral("--csv")});
        QVERIFY(csv.out.startsWith(QStringLiteral("layer,label,group,condition,measure,")));
        QVERIFY(csv.out.contains(QStringLiteral(",adapted,cka,")));
    }

    void whatCannotBeCompared_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* arguments, const char* says) {
            QTest::newRow(name) << QString::fromUtf8(arguments).split(QLatin1Char(' '), Qt::SkipEmptyParts)
                                << QString::fromUtf8(says);
        };
        row("no set", "", "--present");
        row("unknown modality", "--present smell", "smell");
        row("adapters that are not there", "--present a --option lora", "--option lora");
        row("unknown split", "--present a --split exam", "exam");
    }
    void whatCannotBeCompared()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const auto said = similarity(arguments);
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
        QVERIFY2(said.err.contains(says), qPrintable(said.err));
        QVERIFY(said.out.isEmpty());
    }
};

TEST_ENTRY(TestCliSimilarity, QCoreApplication)

} // namespace modalscope::tst_cli_similarity

#include "tst_cli_similarity.moc"
