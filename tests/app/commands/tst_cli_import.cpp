#include "core/store/run_arrays.h"
#include "core/store/run_folder.h"
#include "tests/app/commands/cli_process.h"
#include "tests/core/imported/results_files.h"
#include "tests/support/test_entry.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_cli_import {

/// Protects `import`: what a run of ours said, written to a file and imported, has the same numbers to the
/// last digit; every analysis that reads run folders works on imported seeds; what needs a network says that
/// there is none.
class TestCliImport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QStringList m_trained, m_imported;
    QString path(const QString& name) const { return m_folder.filePath(name); }
    static QStringList words(const char* text)
    {
        return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    CliResult import(const QString& file, const QStringList& more, const QString& workspace = {}) const
    {
        return runCli(QStringList{QStringLiteral("import"), file, QStringLiteral("--workspace"),
                          workspace.isEmpty() ? path(QStringLiteral("imported")) : workspace}
            + more);
    }
    static nlohmann::json metricsOf(const QString& folder)
    {
        const auto metrics = RunFolder(folder.toStdString()).metrics();
        return metrics ? metrics.value() : nlohmann::json();
    }

    /// What a run of ours said, as somebody else would write it.
    static MadeResults resultsOf(const std::filesystem::path& folder)
    {
        MadeResults made;
        auto said = readPredictions(folder / "predictions.h5");
        if (!said || !readFeatures(folder / "features.h5", said.value()))
            return made;
        auto all = std::move(said).value();
        for (auto& [split, predictions] : all) {
            made.lists[split + "/labels"] = predictions.labels;
            made.arrays[split + "/logits/fused"] = predictions.fused;
            made.modalities = predictions.modalities;
            for (std::size_t m = 0; m < predictions.modalities.size(); ++m) {
                made.arrays[split + "/logits/" + predictions.modalities[m]] = predictions.logits[m];
                made.arrays[split + "/features/" + predictions.modalities[m]] = predictions.features[m];
            }
        }
        return made;
    }

private Q_SLOTS:
    void initTestCase()
    {
        writeSmallStudy(m_folder.path(), 2);
        for (const char* seed : {"0", "1"}) {
            const auto trained
                = runCli(QStringList{QStringLiteral("train"), path(QStringLiteral("experiment.json")),
                             QStringLiteral("--workspace"), path(QStringLiteral("trained"))}
                    + words("--set evaluate.subsets=all --set evaluate.missing_rates=[0.4] --set")
                    + QStringList{QStringLiteral("seed=") + QString::fromUtf8(seed)});
            QVERIFY2(trained.code == 0, qPrintable(trained.err));
            m_trained << trained.lastLine();
            const auto made = resultsOf(m_trained.back().toStdString());
            QVERIFY(!made.arrays.empty());
            const auto file = path(QStringLiteral("theirs-%1.h5").arg(QString::fromUtf8(seed)));
            QVERIFY(writeHdf5(file.toStdString(), made));
            const auto imported = import(file,
                words("--name theirs --missing-rates 0.4 --json --seed")
                    + QStringList{QString::fromUtf8(seed)});
            QVERIFY2(imported.code == 0, qPrintable(imported.err));
            m_imported << imported.json().value(QStringLiteral("folder")).toString();
        }
    }

    void sameLogitsSameNumbers()
    {
        for (int i = 0; i < 2; ++i) {
            const auto ours = metricsOf(m_trained[i])["splits"], theirs = metricsOf(m_imported[i])["splits"];
            for (const char* split : {"valid", "test"})
                for (const char* part : {"n", "fused", "modalities"})
                    QVERIFY2(ours[split][part] == theirs[split][part],
                        qPrintable(QString::fromStdString(theirs[split][part].dump())));
            // fused anew from logits in single precision: classes are the same, losses to rounding
            for (const auto& [set, numbers] : ours["test"]["subsets"].items())
                QCOMPARE(theirs["test"]["subsets"][set]["accuracy"], numbers["accuracy"]);
            QCOMPARE(theirs["test"]["rates"]["0.4"]["fused"]["accuracy"],
                ours["test"]["rates"]["0.4"]["fused"]["accuracy"]);
            QCOMPARE(theirs["test"]["rates"]["0.4"]["missing"], ours["test"]["rates"]["0.4"]["missing"]);
        }
        QCOMPARE(metricsOf(m_imported[0])["imported"]["fusion"], nlohmann::json("entropy")); // of MLA
    }

    void analysesWork()
    {
        const auto workspace = path(QStringLiteral("imported"));
        for (const char* kind : {"laziness", "missing", "shapley", "gap"}) {
            const auto said = runCli({QStringLiteral("analyze"), QString::fromUtf8(kind), workspace});
            QVERIFY2(said.code == 0, qPrintable(said.err));
            QVERIFY2(said.out.contains(QStringLiteral("theirs")), qPrintable(said.out));
        }
        const auto lazy = runCli({QStringLiteral("analyze"), QStringLiteral("laziness"), workspace});
        QVERIFY2(lazy.out.contains(QStringLiteral("imported: epoch chosen elsewhere")), qPrintable(lazy.out));
        const auto info = runCli({QStringLiteral("info"), m_imported[0]});
        QVERIFY2(info.code == 0 && info.out.contains(QStringLiteral("imported from")),
            qPrintable(info.out + info.err));
        QVERIFY(!info.out.contains(QStringLiteral("damaged")));
        const auto both = runCli({QStringLiteral("analyze"), QStringLiteral("laziness"), workspace,
            path(QStringLiteral("trained"))});
        QVERIFY2(both.code == 0, qPrintable(both.err));
    }

    void whatNeedsANetworkSaysSo_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("evaluate") << words("evaluate RUN");
        QTest::newRow("adapt") << words("adapt RUN --all-sets --option ssf");
        QTest::newRow("gap-shift") << words("analyze gap-shift RUN");
        QTest::newRow("similarity") << words("analyze similarity RUN --present a");
    }
    void whatNeedsANetworkSaysSo()
    {
        QFETCH(QStringList, command);
        command.replaceInStrings(QStringLiteral("RUN"), m_imported[0]);
        const auto said = runCli(command);
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
        QVERIFY2(said.err.contains(QStringLiteral("was imported from"))
                && said.err.contains(QStringLiteral("has no network")),
            qPrintable(said.err));
    }

    void samplesOfADataset()
    {
        const auto data = path(QStringLiteral("parity.h5")), file = path(QStringLiteral("theirs-0.h5"));
        const auto workspace = path(QStringLiteral("placed"));
        const auto placed = import(file, {QStringLiteral("--dataset"), data}, workspace);
        QVERIFY2(placed.code == 0, qPrintable(placed.err));
        const auto origin = RunFolder(placed.out.section(QLatin1Char('\n'), 0, 0).toStdString()).origin();
        const auto trained = RunFolder(m_trained[0].toStdString()).origin();
        QVERIFY(bool(origin) && bool(trained));
        QCOMPARE(origin.value().datasetFingerprint, trained.value().datasetFingerprint);
        MadeResults other = smallResults();
        QVERIFY(writeHdf5(path(QStringLiteral("other.h5")).toStdString(), other));
        const auto refused
            = import(path(QStringLiteral("other.h5")), {QStringLiteral("--dataset"), data}, workspace);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.isOneError(), qPrintable(refused.err));
    }

    void badInput()
    {
        auto made = smallResults();
        made.lists["test/labels"].pop_back();
        QVERIFY(writeNpz(path(QStringLiteral("bad.npz")).toStdString(), made));
        for (const auto& file : {path(QStringLiteral("bad.npz")), path(QStringLiteral("none.npz")),
                 path(QStringLiteral("experiment.json"))}) {
            const auto said = import(file, {}, path(QStringLiteral("never")));
            QCOMPARE(said.code, 2);
            QVERIFY2(said.isOneError() && said.err.contains(file), qPrintable(said.err));
        }
        QVERIFY(!QDir(path(QStringLiteral("never/runs"))).exists());
        const auto again
            = import(path(QStringLiteral("theirs-1.h5")), words("--name theirs --missing-rates 0.4"));
        QVERIFY2(
            again.isOneError() && again.err.contains(QStringLiteral("seed 0 is in the workspace already")),
            qPrintable(again.err));
    }
};

TEST_ENTRY(TestCliImport, NoApplication)

} // namespace modalscope::tst_cli_import

#include "tst_cli_import.moc"
