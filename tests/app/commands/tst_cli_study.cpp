#include "tests/app/commands/study_calls.h"
#include "tests/support/test_entry.h"

#include <QJsonArray>
#include <QTest>

namespace modalscope::tst_cli_study {
namespace {

QJsonArray arrayOf(const CliResult& said)
{
    return QJsonDocument::fromJson(said.out.toUtf8()).array();
}

} // namespace

/// Protects grids of experiments on the command line: nothing is run twice, nothing is averaged in silence,
/// and every format carries the numbers of the runs.
class TestCliStudy : public QObject, StudyCalls {
    Q_OBJECT

    double accuracyOf(const QString& id) const
    {
        QFile file(path(QStringLiteral("work/runs/%1/metrics.json").arg(id)));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(
                   file.readAll())[QStringLiteral("splits")][QStringLiteral("test")][QStringLiteral("fused")]
                                  [QStringLiteral("accuracy")][QStringLiteral("value")]
                                                    .toDouble(-1)
                                              : -1;
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void dryRunWritesNothing()
    {
        const auto said = run(QStringLiteral("small"), {QStringLiteral("--dry-run")});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        QCOMPARE(said.out.count(QLatin1Char('\n')), 4);
        QVERIFY(said.out.startsWith(QStringLiteral("Concat, seed 0 (")));
        QVERIFY(said.err.contains(QStringLiteral("small: 4 runs: 0 finished, 0 begun, 4 new")));
        QVERIFY(!QFile::exists(path(QStringLiteral("work"))));
    }

    void aSecondStartRunsNothing()
    {
        const auto first = run(QStringLiteral("small"), {QStringLiteral("--jobs"), QStringLiteral("2")});
        QVERIFY2(first.code == 0, qPrintable(first.err));
        QCOMPARE(first.lastLine(), path(QStringLiteral("work/studies/small.json")));
        QVERIFY(first.err.contains(QStringLiteral("[4/4] ")));
        QCOMPARE(runFolders().size(), 4);
        QCOMPARE(counts(QStringLiteral("small")), (QJsonObject{{QStringLiteral("finished"), 4}}));
        const auto second = run(QStringLiteral("small"));
        QCOMPARE(second.code, 0);
        QVERIFY(second.err.contains(QStringLiteral("4 finished, 0 begun, 0 new")));
        QVERIFY(!second.err.contains(QStringLiteral("[1/")));
        QCOMPARE(study(QStringLiteral("run"), QStringLiteral("small")).code, 0); // of the workspace
    }

    void everyFormatCarriesTheNumbersOfTheRuns()
    {
        const auto summary = [&](const char* format) {
            return study(QStringLiteral("summary"), QStringLiteral("small"),
                {QStringLiteral("--format"), QString::fromUtf8(format)});
        };
        const auto json = arrayOf(summary("json"));
        QCOMPARE(json.size(), 2);
        const auto csv = summary("csv").out.split(QLatin1Char('\n'));
        const auto heads = csv[0].split(QLatin1Char(','));
        for (int i = 0; i < 2; ++i) {
            const auto row = json[i].toObject();
            const auto ids = row[QStringLiteral("runs")].toArray();
            QCOMPARE(ids.size(), 2);
            const double a = accuracyOf(ids[0].toString()), b = accuracyOf(ids[1].toString());
            QVERIFY(a >= 0 && b >= 0);
            const double mean = row[QStringLiteral("mean")].toDouble();
            QVERIFY2(qAbs(mean - (a + b) / 2) < 1e-12, qPrintable(QString::number(mean)));
            const auto cells = csv[i + 1].split(QLatin1Char(','));
            QCOMPARE(cells[heads.indexOf(QStringLiteral("mean"))].toDouble(), mean);
            QCOMPARE(cells[heads.indexOf(QStringLiteral("n"))], QStringLiteral("2"));
            const auto shown = QString::number(100 * mean, 'f', 1);
            for (const char* format : {"text", "latex", "markdown", "html"}) {
                const auto said = summary(format);
                QVERIFY2(said.code == 0 && said.out.contains(shown), qPrintable(said.out));
            }
        }
        const auto tested = arrayOf(study(QStringLiteral("summary"), QStringLiteral("small"),
            {QStringLiteral("--against"), QStringLiteral("method.kind=concat"), QStringLiteral("--format"),
                QStringLiteral("json")}));
        QVERIFY(tested[0].toObject()[QStringLiteral("p_value")].isNull());
        QVERIFY(tested[1].toObject()[QStringLiteral("p_value")].isDouble());
    }

    /// Results of several machines merge by copying folders.
    void copiedRunsArePickedUp()
    {
        QVERIFY(QDir().mkpath(path(QStringLiteral("other/runs"))));
        const auto one = runFolders().first();
        const auto from = path(QStringLiteral("work/runs/") + one);
        const auto to = path(QStringLiteral("other/runs/") + one);
        QVERIFY(QDir().mkpath(to));
        for (const auto& file : QDir(from).entryList(QDir::Files))
            QVERIFY(QFile::copy(from + QLatin1Char('/') + file, to + QLatin1Char('/') + file));
        const auto said
            = run(QStringLiteral("small"), {QStringLiteral("--dry-run")}, QStringLiteral("other"));
        QVERIFY2(said.err.contains(QStringLiteral("1 finished, 0 begun, 3 new")), qPrintable(said.err));
        QVERIFY(!said.out.contains(one));
    }

    /// A run that an experiment file made alone counts too.
    void missingSeedsAreCounted()
    {
        writeText(path(QStringLiteral("experiment.json")), QString::fromUtf8(kStudyBase));
        const auto alone = runCli(
            {QStringLiteral("train"), path(QStringLiteral("experiment.json")), QStringLiteral("--workspace"),
                path(QStringLiteral("part")), QStringLiteral("--set"), QStringLiteral("method.kind=concat")});
        QVERIFY2(alone.code == 0, qPrintable(alone.err));
        const auto said = study(
            QStringLiteral("summary"), path(QStringLiteral("small.json")), {}, QStringLiteral("part"));
        QVERIFY2(said.out.contains(QStringLiteral("(1 of 2)")), qPrintable(said.out));
        QVERIFY(said.out.contains(QStringLiteral("(0 of 2)")));
        QVERIFY(said.out.contains(QStringLiteral("3 of 4 runs have not finished")));
    }

    void aFailedRunDoesNotStopTheOthers()
    {
        writeStudy(folder(), QStringLiteral("failing"),
            QStringLiteral(R"("axes": {"train.learning_rate": [0.01, 100], "seed": [5]})"));
        const auto said = run(QStringLiteral("failing"), {}, QStringLiteral("failing"));
        QCOMPARE(said.code, 1);
        QVERIFY2(said.err.contains(QStringLiteral("failed: epoch ")), qPrintable(said.err));
        QVERIFY(
            said.err.contains(QStringLiteral("2 runs in ")) && said.err.contains(QStringLiteral("1 failed")));
        const auto status
            = study(QStringLiteral("status"), QStringLiteral("failing"), {}, QStringLiteral("failing"));
        QVERIFY2(
            status.out.contains(QStringLiteral("learning rate of 100 too large")), qPrintable(status.out));
        QCOMPARE(counts(QStringLiteral("failing"), QStringLiteral("failing")),
            (QJsonObject{{QStringLiteral("failed"), 1}, {QStringLiteral("finished"), 1}}));
        const auto summary
            = study(QStringLiteral("summary"), QStringLiteral("failing"), {}, QStringLiteral("failing"));
        QVERIFY2(summary.out.contains(QStringLiteral("1 of 2 runs failed; study status says why.")),
            qPrintable(summary.out));
    }

    /// It is neither counted nor taken for finished, and nothing in it is touched.
    void anEditedRunIsLeftOut()
    {
        const auto id = runFolders().last();
        QFile file(path(QStringLiteral("work/runs/%1/experiment.json").arg(id)));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto before = QString::fromUtf8(file.readAll());
        file.close();
        auto edited = before;
        edited.replace(QStringLiteral("\"epochs\": 2"), QStringLiteral("\"epochs\": 200"));
        QVERIFY(edited != before);
        writeText(file.fileName(), edited);
        const auto again = run(QStringLiteral("small"));
        const auto status = counts(QStringLiteral("small"));
        const auto summary = study(QStringLiteral("summary"), QStringLiteral("small"));
        writeText(file.fileName(), before);
        QCOMPARE(again.code, 1);
        QVERIFY2(again.err.contains(QStringLiteral("it has been edited, move the folder away")),
            qPrintable(again.err));
        QVERIFY(!again.err.contains(QStringLiteral("[1/1]")));
        QCOMPARE(status, (QJsonObject{{QStringLiteral("finished"), 3}, {QStringLiteral("unreadable"), 1}}));
        QVERIFY(summary.out.contains(QStringLiteral("(1 of 2)")));
    }

    /// The second leaves to the first what that trains, and both end when all is done.
    void twoAtOnceShareTheRuns()
    {
        writeStudy(folder(), QStringLiteral("shared"),
            QStringLiteral(R"("axes": {"seed": [0, 1, 2], "train.epochs": [60]})"));
        const QStringList arguments{QStringLiteral("study"), QStringLiteral("run"),
            path(QStringLiteral("shared.json")), QStringLiteral("--workspace"),
            path(QStringLiteral("shared")), QStringLiteral("--jobs"), QStringLiteral("2")};
        QProcess first, second;
        first.start(cliProgram(), arguments);
        second.start(cliProgram(), arguments);
        QVERIFY(first.waitForFinished(100000) && second.waitForFinished(100000));
        for (auto* process : {&first, &second}) {
            const auto said = QString::fromUtf8(process->readAllStandardError());
            QVERIFY2(process->exitCode() == 0, qPrintable(said));
            QVERIFY2(said.contains(QStringLiteral(" runs in ")), qPrintable(said));
            QVERIFY2(said.contains(QStringLiteral(" 0 failed")), qPrintable(said));
        }
        QCOMPARE(counts(QStringLiteral("shared"), QStringLiteral("shared")),
            (QJsonObject{{QStringLiteral("finished"), 3}}));
    }

    /// Its numbers are gone: it is neither finished nor averaged, and another start brings them back.
    void aFinishedRunWithoutItsTestIsIncomplete()
    {
        writeStudy(folder(), QStringLiteral("bare"), QStringLiteral(R"("axes": {"seed": [0, 1]})"));
        const auto name = QStringLiteral("bare");
        QCOMPARE(run(name, {}, name).code, 0);
        const auto id = runFolders(name).first();
        const auto file = path(QStringLiteral("bare/runs/%1/metrics.json").arg(id));
        writeText(file, QStringLiteral("{\"format\": 1, \"splits\": {}}"));
        const QJsonObject half{{QStringLiteral("finished"), 1}, {QStringLiteral("incomplete"), 1}};
        QCOMPARE(counts(name, name), half);
        const auto status = study(QStringLiteral("status"), name, {}, name);
        QVERIFY2(
            status.out.contains(QStringLiteral("has no numbers of the test although the run has finished")),
            qPrintable(status.out));
        QVERIFY(study(QStringLiteral("summary"), name, {}, name).out.contains(QStringLiteral("(1 of 2)")));
        QCOMPARE(run(name, {}, name).code, 1); // nothing is trained over the file
        QVERIFY(QFile::remove(file));
        QCOMPARE(counts(name, name), half);
        QCOMPARE(run(name, {}, name).code, 0);
        QCOMPARE(counts(name, name), (QJsonObject{{QStringLiteral("finished"), 2}}));
    }

    void analysesTakeAStudy()
    {
        const auto analyze = [&](const QString& what, const QStringList& more) {
            return runCli(QStringList{QStringLiteral("analyze"), what} + more);
        };
        const QStringList workspace{QStringLiteral("--workspace"), path(QStringLiteral("work"))};
        const auto named
            = analyze(QStringLiteral("ablation"), QStringList{QStringLiteral("small")} + workspace);
        QVERIFY2(named.code == 0 && named.out.contains(QStringLiteral("Concat")), qPrintable(named.err));
        const auto file = path(QStringLiteral("small.json"));
        QCOMPARE(analyze(QStringLiteral("ablation"), QStringList{file} + workspace).out, named.out);
        const auto alone = analyze(QStringLiteral("missing"), {file});
        QCOMPARE(alone.code, 2);
        QVERIFY2(alone.isOneError() && alone.err.contains(QStringLiteral("--workspace DIR")),
            qPrintable(alone.err));
    }

    void anotherStudyOfTheNameIsRefused()
    {
        writeStudy(folder(), QStringLiteral("again"), QStringLiteral(R"("axes": {"seed": [0]})"));
        QCOMPARE(run(QStringLiteral("again")).code, 0);
        writeStudy(folder(), QStringLiteral("again"), QStringLiteral(R"("axes": {"seed": [1]})"));
        const auto refused = run(QStringLiteral("again"));
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains(QStringLiteral("is another study with the name again; give this one"))
                && refused.err.contains(QStringLiteral("--replace")),
            qPrintable(refused.err));
        QCOMPARE(run(QStringLiteral("again"), {QStringLiteral("--replace")}).code, 0);
    }
};

TEST_ENTRY(TestCliStudy, QCoreApplication)

} // namespace modalscope::tst_cli_study

#include "tst_cli_study.moc"
