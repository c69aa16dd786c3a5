#include "core/analysis/laziness.h"
#include "core/analysis/laziness_text.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_laziness {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

const double kNone = std::nan("");

} // namespace

/// Protects the program's main number: how lazy a modality is inside a method, against which runs, over which
/// seeds.
class TestLaziness : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersWorkedOutByHand()
    {
        const auto runs = lazyComparison();
        const auto report = lazinessReport(runs.series());
        QCOMPARE(report.groups.size(), 3U);
        const auto* concat = report.group("concat");
        QVERIFY(concat != nullptr && !concat->isAlone());
        QCOMPARE(concat->label, std::string("Concat"));
        QCOMPARE(concat->head, std::string("split head"));
        QCOMPARE(concat->runs, (std::vector<std::string>{"concat-0", "concat-1"}));
        QVERIFY(isClose(concat->fused.over.mean, 0.91));

        const auto* hard = concat->modality("hard");
        // alone .70 and .72, probe .5 and .5: 20 and 22 points; head .30 and .32: 40 and 40 points.
        QVERIFY(isClose(hard->alone.over.mean, 0.71));
        QVERIFY(isClose(hard->aloneMinusProbe.over.mean, 21));
        QVERIFY(isClose(hard->aloneMinusProbe.over.high - 21, 12.706204736432095)); // deviation √2, n = 2
        QVERIFY(isClose(hard->aloneMinusInside.over.mean, 40));
        QVERIFY(isClose(hard->aloneMinusInside.over.low, 40));
        QVERIFY(hard->aloneMinusProbe.paired);
        QCOMPARE(
            hard->aloneMinusProbe.values[1].runs, (std::vector<std::string>{"hard-alone-1", "concat-1"}));
        QVERIFY(isClose(concat->modality("easy")->aloneMinusInside.over.mean, 1));
        QVERIFY(report.notes.empty());
        QVERIFY(!report.mixesProtocols);
    }

    void mixedProtocolsAreSaid()
    {
        auto runs = lazyComparison();
        runs.add({.group = "mla", .method = MethodKind::Mla}).run;
        runs.run("mla-0").experiment.evaluate.select = SelectEpoch::BestOnTest;
        const auto report = lazinessReport(runs.series());
        QVERIFY(report.mixesProtocols);
        QVERIFY(report.notes.back().find("BEST ON TEST") != std::string::npos);
        QCOMPARE(report.group("mla")->head, std::string("shared head"));
        QVERIFY(lazinessTable(report).find("BEST ON TEST") != std::string::npos);
    }

    void labelsSayOnlyWhatDiffers()
    {
        LazyRuns runs;
        for (const char* group : {"a", "b", "c", "d"})
            runs.add({.group = group, .method = MethodKind::Mla});
        runs.run("b-0").experiment.train.epochs = 7;
        runs.run("c-0").experiment.encoders["hard"].feature = 8;
        runs.run("d-0").experiment.method.mla.hgm = Hgm::Off;
        const auto report = lazinessReport(runs.series());
        QCOMPARE(report.group("a")->label, std::string("MLA, feature 64, epochs 100"));
        QCOMPARE(report.group("b")->label, std::string("MLA, feature 64, epochs 7"));
        QCOMPARE(report.group("c")->label, std::string("MLA, hard feature 8, epochs 100"));
        QCOMPARE(report.group("d")->label, std::string("MLA, no HGM"));
    }

    void runningRunsCountOnlyInGroups()
    {
        auto runs = lazyComparison();
        runs.add({.group = "concat", .seed = 2, .fused = kNone, .validFused = {0.4}});
        const auto report = lazinessReport(runs.series());
        QCOMPARE(report.group("concat")->runs.size(), 3U);
        QCOMPARE(report.group("concat")->finished, 2);
        QCOMPARE(report.group("concat")->fused.over.n, 2);
    }

    void withoutLogitsOnlyTheProbeSpeaks()
    {
        auto runs = lazyComparison();
        runs.add({.group = "film", .method = MethodKind::Film, .probe = {{"easy", 0.8}, {"hard", 0.6}}});
        const auto report = lazinessReport(runs.series());
        const auto* hard = report.group("film")->modality("hard");
        QVERIFY(report.group("film")->head.empty());
        QVERIFY(hard->inside.isEmpty() && hard->aloneMinusInside.isEmpty());
        QVERIFY(isClose(hard->aloneMinusProbe.over.mean, 10)); // seed 0 alone: .70
        QVERIFY(!hard->aloneMinusProbe.over.hasInterval());
    }

    void allModalitiesComeFromTheHistory()
    {
        auto runs = lazyComparison();
        runs.run("concat-0").experiment.modalities.clear();
        QCOMPARE(modalitiesOf(runs.series()[3]), (std::vector<std::string>{"easy", "hard"}));
        QVERIFY(
            isClose(lazinessReport(runs.series()).group("concat")->modality("hard")->alone.over.mean, 0.71));
    }

    void theSameRunTwiceCountsOnce()
    {
        const auto runs = lazyComparison();
        auto twice = runs.series();
        twice.insert(twice.end(), runs.series().begin(), runs.series().end());
        QCOMPARE(lazinessCsv(lazinessReport(twice)), lazinessCsv(lazinessReport(runs.series())));
    }

    void nothing()
    {
        const auto report = lazinessReport({});
        QVERIFY(report.groups.empty());
        QCOMPARE(lazinessTable(report), std::string("No runs.\n"));
    }

    /// The same through files: what the command line does with a workspace.
    void throughRunFolders()
    {
        QTemporaryDir folder;
        const auto dataset = smallDataset();
        const auto root = std::filesystem::path(folder.path().toStdString());
        for (const auto& run : makeComparison(*dataset, 2, 5))
            writeRun(run, root);
        const auto stored = Workspace(root).readRuns();
        QVERIFY(stored);
        std::vector<History> histories;
        std::vector<RunSeries> series;
        histories.reserve(stored.value().runs.size());
        for (const auto& run : stored.value().runs) {
            histories.push_back(RunFolder(run.folder).history().value());
            series.push_back({&run, &histories.back()});
        }
        const auto report = lazinessReport(series);
        int methods = 0;
        for (const auto& group : report.groups) {
            QCOMPARE(group.finished, 2);
            methods += group.isAlone() ? 0 : 1;
            for (const auto& modality : group.modalities)
                QVERIFY(group.isAlone() || modality.aloneMinusProbe.over.n == 2);
        }
        QCOMPARE(methods, 3);
        QVERIFY(report.notes.empty());
    }
};

TEST_ENTRY(TestLaziness, NoApplication)

} // namespace modalscope::tst_laziness

#include "tst_laziness.moc"
