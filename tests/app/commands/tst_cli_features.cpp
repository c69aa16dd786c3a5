#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace modalscope::tst_cli_features {

/// Protects `analyze gap`, `gap-shift`, `pca` and `umap`: runs, datasets and files; the same layout for any
/// number of threads; what is left behind when one is stopped; one sentence for what cannot be read.
class TestCliFeatures : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QStringList m_runs;
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    static CliResult analyze(const QString& kind, const QStringList& more)
    {
        return runCli(QStringList{QStringLiteral("analyze"), kind} + more);
    }
    static QStringList words(const char* text)
    {
        return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    static QByteArray bytes(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// Lines of numbers in `clusters` groups.
    void writePoints(const QString& name, int rows, int columns) const
    {
        QByteArray text;
        quint32 state = 1;
        const auto next = [&] { return (state = state * 1664525u + 1013904223u) >> 16; };
        for (int i = 0; i < rows; ++i)
            for (int k = 0; k < columns; ++k)
                text += QByteArray::number(double(next() % 1000) / 1000 + (i % 4 == k ? 3 : 0))
                    + (k + 1 < columns ? ',' : '\n');
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private Q_SLOTS:
    void initTestCase()
    {
        writeSmallStudy(m_folder.path(), 3);
        for (const char* more : {"seed=0", "seed=1"}) {
            const auto trained = runCli(QStringList{QStringLiteral("train"), path("experiment.json"),
                                            QStringLiteral("--workspace"), path("work")}
                + words("--set train.feature_epochs=[1,2] --set") + words(more));
            QVERIFY2(trained.code == 0, qPrintable(trained.err));
            m_runs << trained.lastLine();
        }
        writePoints(path("points.csv"), 300, 6);
    }

    void gapOfRuns()
    {
        const auto said
            = analyze(QStringLiteral("gap"), {path("work"), QStringLiteral("--figure"), path("figure.json")});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        QVERIFY2(said.out.contains(QStringLiteral("MLA, epoch 1")), qPrintable(said.out));
        QVERIFY2(said.out.contains(QStringLiteral("n = 2 seeds")), qPrintable(said.out));
        QVERIFY(QFile::exists(path("figure.json")));
        const auto json = analyze(QStringLiteral("gap"), {path("work"), QStringLiteral("--json")}).json();
        const auto first = json[QStringLiteral("groups")].toArray().first().toObject();
        QCOMPARE(first[QStringLiteral("distance")].toObject()[QStringLiteral("n")].toInt(), 2);
        const auto one = analyze(
            QStringLiteral("gap"), QStringList{m_runs.first()} + words("--epoch 2 --modalities v,a --json"));
        QVERIFY2(one.code == 0, qPrintable(one.err));
        const auto run = one.json()[QStringLiteral("runs")].toArray().first().toObject();
        QCOMPARE(run[QStringLiteral("x")].toString(), QStringLiteral("v"));
        QCOMPARE(run[QStringLiteral("epoch")].toInt(), 2);
    }

    void featuresMovedAlongTheGap()
    {
        const auto said = analyze(
            QStringLiteral("gap-shift"), {path("work"), QStringLiteral("--figure"), path("shift.json")});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        QVERIFY2(said.out.contains(QStringLiteral("Gap shift on test")), qPrintable(said.out));
        QVERIFY(said.out.contains(QStringLiteral("n = 2 seeds")));
        QVERIFY(QFile::exists(path("shift.json")));
        const auto json = analyze(QStringLiteral("gap-shift"),
            QStringList{path("work")} + words("--pair v,a --shifts -1,0,0.5 --split valid --json"))
                              .json();
        QCOMPARE(json[QStringLiteral("split")].toString(), QStringLiteral("valid"));
        QCOMPARE(json[QStringLiteral("x")].toString(), QStringLiteral("v"));
        QCOMPARE(json[QStringLiteral("runs")].toArray().size(), 2);
        for (const auto& value : json[QStringLiteral("runs")].toArray()) {
            const auto run = value.toObject();
            const auto shifts = run[QStringLiteral("shifts")].toArray();
            QCOMPARE(shifts.size(), 3);
            const auto none = shifts[1].toObject();
            QCOMPARE(none[QStringLiteral("distance")], run[QStringLiteral("gap")]);
            QFile file(
                path("work/runs/") + run[QStringLiteral("run")].toString() + QStringLiteral("/metrics.json"));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto valid = QJsonDocument::fromJson(file.readAll())[QStringLiteral("splits")]
                                   .toObject()[QStringLiteral("valid")]
                                   .toObject()[QStringLiteral("fused")]
                                   .toObject();
            for (const auto& name : {QStringLiteral("accuracy"), QStringLiteral("loss")})
                QCOMPARE(none[QStringLiteral("fused")].toObject()[name],
                    valid[name].toObject()[QStringLiteral("value")]);
        }
        const auto csv = analyze(
            QStringLiteral("gap-shift"), QStringList{m_runs.first()} + words("--shifts 0.1 --lengths --csv"));
        QVERIFY2(csv.code == 0, qPrintable(csv.err));
        QCOMPARE(csv.out.count(QLatin1Char('\n')), 2);
        for (const char* more :
            {"--pair v", "--pair v,smell", "--pair a,a", "--split exam", "--shifts nan"}) {
            const auto wrong
                = analyze(QStringLiteral("gap-shift"), QStringList{m_runs.first()} + words(more));
            QVERIFY2(wrong.code == 2 && wrong.isOneError(), qPrintable(wrong.err));
        }
    }

    void pcaOfRunDatasetAndFile()
    {
        const auto run = analyze(QStringLiteral("pca"), {m_runs.first(), QStringLiteral("--json")});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        const auto fit = run.json()[QStringLiteral("fits")].toArray().first().toObject();
        QCOMPARE(fit[QStringLiteral("fit")].toString(), QStringLiteral("a, v")); // one fit for both
        QCOMPARE(fit[QStringLiteral("points")].toInt(), 180);
        const auto separate = analyze(
            QStringLiteral("pca"), QStringList{m_runs.first()} + words("--epoch 1 --separate --json"));
        QCOMPARE(separate.json()[QStringLiteral("fits")].toArray().size(), 2);
        const auto data = analyze(QStringLiteral("pca"),
            QStringList{path("parity.h5")} + words("--split train --modalities a --csv"));
        QVERIFY2(data.code == 0, qPrintable(data.err));
        QCOMPARE(data.out.count(QLatin1Char('\n')), 301);
        const auto file = analyze(QStringLiteral("pca"),
            QStringList{path("points.csv")} + words("--components 3 --quality --out")
                + QStringList{path("p.csv")});
        QVERIFY2(file.code == 0, qPrintable(file.err));
        QVERIFY(file.out.contains(QStringLiteral("trustworthiness")));
        QVERIFY(bytes(path("p.csv")).startsWith("array,row,pc1,pc2,pc3\n"));
    }

    void umapIsTheSameForAnyNumberOfThreads()
    {
        QByteArrayList layouts;
        for (const char* threads : {"1", "2", "3"}) {
            const auto out = path("u") + QString::fromUtf8(threads) + QStringLiteral(".npy");
            const auto said = analyze(QStringLiteral("umap"),
                QStringList{path("points.csv"), QStringLiteral("--out"), out, QStringLiteral("--threads"),
                    QString::fromUtf8(threads)}
                    + words("--neighbors 10 --min-dist 0.2 --seed 3 --epochs 50 --metric cosine"));
            QVERIFY2(said.code == 0, qPrintable(said.err));
            layouts << bytes(out);
        }
        QVERIFY(layouts[0].size() > 300 * 2 * 4);
        QCOMPARE(layouts[1], layouts[0]);
        QCOMPARE(layouts[2], layouts[0]);
    }

    /// What there is of a layout when Ctrl+C comes stays, under a name of its own.
    void stoppedUmapKeepsItsLastLayout()
    {
        writePoints(path("many.csv"), 6000, 8);
        QProcess process;
        process.start(cliProgram(),
            QStringList{QStringLiteral("analyze"), QStringLiteral("umap"), path("many.csv"),
                QStringLiteral("--out"), path("stopped.csv")}
                + words("--epochs 100000 --threads 1"));
        QVERIFY(process.waitForStarted());
        QTest::qWait(3000);
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(!QFile::exists(path("stopped.csv")));
        QCOMPARE(bytes(path("stopped-unfinished.csv")).count('\n'), 6001);
        QVERIFY(process.readAllStandardOutput().contains("STOPPED after"));
    }

    void whatCannotBeDone_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* arguments, const char* says) {
            QTest::newRow(name) << QString::fromUtf8(arguments) << QString::fromUtf8(says);
        };
        row("no such file", "pca %1/none.npy", "none.npy");
        row("no such run", "gap %1/none", "no such file or folder");
        row("unknown metric", "umap %1/points.csv --metric l1", "--metric");
        row("neighbours out of range", "umap %1/points.csv --neighbors 1", "--neighbors is out of range");
        row("min-dist above spread", "umap %1/points.csv --min-dist 5", "min_dist");
        row("output of no kind", "umap %1/points.csv --out %1/y.txt", ".npy or .csv");
        row("output into nowhere", "umap %1/points.csv --out %1/none/y.npy", "no folder");
        row("labels that are not there", "umap %1/points.csv --labels kind", "no column kind");
        row("supervised without labels", "umap %1/points.csv --supervised", "no labels");
        row("epoch of a file", "pca %1/points.csv --epoch 3", "--epoch");
        row("epoch that is not kept", "pca %2 --epoch 77", "no features of epoch 77; it has those of 1, 2");
        row("modality that is not there", "umap %2 --modalities smell", "smell");
        row("split that is not there", "gap %2 --split exam", "exam");
        row("gap of one array", "gap %1/points.csv", "two modalities");
    }
    void whatCannotBeDone()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, says);
        QStringList list{QStringLiteral("analyze")};
        for (auto word : arguments.split(QLatin1Char(' ')))
            list << word.replace(QStringLiteral("%1"), m_folder.path())
                        .replace(QStringLiteral("%2"), m_runs.first());
        const auto said = runCli(list);
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
        QVERIFY2(said.err.contains(says), qPrintable(said.err));
        QVERIFY(said.out.isEmpty());
    }
};

TEST_ENTRY(TestCliFeatures, QCoreApplication)

} // namespace modalscope::tst_cli_features

#include "tst_cli_features.moc"
