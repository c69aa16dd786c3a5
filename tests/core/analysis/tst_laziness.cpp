#include "core/analysis/laziness.h"
#include "core/analysis/laziness_text.h"
#include "core/eval/seed_statistics.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

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

    void onlyTheSameEncoderAloneIsAReference_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<bool>("matches");
        QTest::addColumn<QString>("why");
        QTest::newRow("device") << 0 << true << "";
        QTest::newRow("evaluation only") << 1 << true << "";
        QTest::newRow("epochs") << 2 << false << "train.epochs 7 instead of 100";
        QTest::newRow("encoder") << 3 << false << "encoders.hard.feature 8 instead of 64";
        QTest::newRow("missing") << 4 << false << "missing.train_rate 0.5 instead of 0";
        QTest::newRow("selection") << 5 << false << "evaluate.select best-on-test instead of valid";
        QTest::newRow("data") << 6 << false << "toy (ffff) instead of toy (01234567)";
        QTest::newRow("not finished") << 7 << false << "has not finished yet";
        QTest::newRow("encoder of another modality") << 8 << true << "";
    }

    void onlyTheSameEncoderAloneIsAReference()
    {
        QFETCH(int, change);
        QFETCH(bool, matches);
        QFETCH(QString, why);
        auto runs = lazyComparison();
        for (const char* id : {"hard-alone-0", "hard-alone-1"}) {
            auto& run = runs.run(id);
            auto& experiment = run.experiment;
            switch (change) {
            case 0:
                experiment.train.device = DeviceChoice::Cuda;
                break;
            case 1:
                experiment.evaluate.probe = false;
                break;
            case 2:
                experiment.train.epochs = 7;
                break;
            case 3:
                experiment.encoders["*"].feature = 8;
                break;
            case 4:
                experiment.missing.trainRate = 0.5;
                break;
            case 5:
                experiment.evaluate.select = SelectEpoch::BestOnTest;
                break;
            case 6:
                run.origin.datasetFingerprint = "ffff";
                break;
            case 7:
                run.metrics = {};
                break;
            default:
                runs.run(id == std::string("hard-alone-0") ? "concat-0" : "concat-1")
                    .experiment.encoders["easy"]
                    .feature
                    = 5;
            }
        }
        const auto report = lazinessReport(runs.series());
        const auto* hard = report.group("concat")->modality("hard");
        QCOMPARE(!hard->alone.isEmpty(), matches);
        QCOMPARE(hard->aloneMinusProbe.isEmpty(), !matches);
        QCOMPARE(hard->probe.over.n, 2);
        if (matches)
            return;
        const auto note = QString::fromStdString(report.notes.front());
        QVERIFY2(note.contains(why), qPrintable(note));
        QVERIFY2(note.contains(QStringLiteral("trained hard alone on toy")), qPrintable(note));
    }

    void autoIsTheEncoderThatItStandsFor_data()
    {
        QTest::addColumn<EncoderKind>("alone");
        QTest::addColumn<int>("known"); // -1: the runs do not say what "hard" is; else the ModalityKind
        QTest::addColumn<bool>("matches");
        QTest::newRow("features, MLP") << EncoderKind::Mlp << int(ModalityKind::Features) << true;
        QTest::newRow("sequence, GRU") << EncoderKind::Gru << int(ModalityKind::Sequence) << true;
        QTest::newRow("image, CNN") << EncoderKind::Cnn << int(ModalityKind::Image) << true;
        QTest::newRow("video, CNN") << EncoderKind::Cnn << int(ModalityKind::Video) << true;
        QTest::newRow("sequence, flattened") << EncoderKind::Mlp << int(ModalityKind::Sequence) << false;
        QTest::newRow("sequence, transformer")
            << EncoderKind::Transformer << int(ModalityKind::Sequence) << false;
        QTest::newRow("image, ResNet-18") << EncoderKind::Resnet18 << int(ModalityKind::Image) << false;
        QTest::newRow("not said, but only a sequence has a GRU") << EncoderKind::Gru << -1 << true;
        QTest::newRow("not said, but only an image has a CNN") << EncoderKind::Cnn << -1 << true;
        QTest::newRow("not said, and an MLP takes everything") << EncoderKind::Mlp << -1 << false;
    }

    /// Both ways: `auto` inside the method and its encoder alone, and the other way round.
    void autoIsTheEncoderThatItStandsFor()
    {
        QFETCH(EncoderKind, alone);
        QFETCH(int, known);
        QFETCH(bool, matches);
        for (const bool autoInside : {true, false}) {
            auto runs = lazyComparison();
            for (const char* id : {"concat-0", "concat-1", "hard-alone-0", "hard-alone-1"}) {
                auto& run = runs.run(id);
                const bool isInside = std::string(id).starts_with("concat");
                run.experiment.encoders["hard"].kind = isInside == autoInside ? EncoderKind::Auto : alone;
                if (known >= 0 && id == std::string("hard-alone-1")) // one that says it is enough
                    run.origin.modalityKinds["hard"] = ModalityKind(known);
            }
            const auto report = lazinessReport(runs.series());
            QCOMPARE(report.group("concat")->modality("hard")->alone.over.n, matches ? 2 : 0);
            QCOMPARE(report.notes.empty(), matches);
        }
    }

    /// What differs besides is named, the encoder that is the same is not.
    void autoIsNoDifference()
    {
        auto runs = lazyComparison();
        for (const char* id : {"hard-alone-0", "hard-alone-1"}) {
            runs.run(id).experiment.encoders["hard"].kind = EncoderKind::Mlp;
            runs.run(id).experiment.train.epochs = 7;
            runs.run(id).origin.modalityKinds["hard"] = ModalityKind::Features;
        }
        const auto note = QString::fromStdString(lazinessReport(runs.series()).notes.front());
        QVERIFY2(note.endsWith(QStringLiteral("; the runs that did have train.epochs 7 instead of 100.")),
            qPrintable(note));
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
        QCOMPARE(report.group("d")->label, std::string("MLA, HGM off"));
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

    void otherSeedsAloneAreComparedByTheirMeans()
    {
        auto runs = lazyComparison();
        for (const char* id : {"hard-alone-0", "hard-alone-1"})
            runs.run(id).experiment.seed += 10;
        const auto report = lazinessReport(runs.series());
        const auto& laziness = report.group("concat")->modality("hard")->aloneMinusProbe;
        QVERIFY(!laziness.paired);
        QVERIFY(isClose(laziness.over.mean, 21));
        QVERIFY(lazinessTable(report).find("* no seed on both sides") != std::string::npos);
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

    void table()
    {
        const auto runs = lazyComparison();
        const auto text = lazinessTable(lazinessReport(runs.series()));
        QCOMPARE(text,
            std::string(
                R"(toy · test accuracy (%), mean ± 95 % t interval over n seeds · epoch chosen on valid

method      modality  n        alone                  inside       probe  alone − probe  alone − inside
Concat      easy      2   86.0 ± 0.0   85.0 ± 0.0 split head  88.0 ± 0.0     -2.0 ± 0.0      +1.0 ± 0.0
Concat      hard      2  71.0 ± 12.7  31.0 ± 12.7 split head  50.0 ± 0.0   +21.0 ± 12.7     +40.0 ± 0.0
Concat      fused     2                          91.0 ± 12.7
easy alone            2   86.0 ± 0.0
hard alone            2  71.0 ± 12.7
)"));
    }

    void csv()
    {
        LazyRuns runs;
        runs.add({.group = "late",
            .method = MethodKind::Late,
            .seed = 3,
            .modalities = {"m"},
            .fused = 0.5,
            .inside = {{"m", 0.25}}});
        runs.add({.group = "alone",
            .method = MethodKind::Unimodal,
            .seed = 3,
            .modalities = {"m"},
            .fused = 0.75});
        runs.run("late-3").origin.datasetName = "a, b";
        QCOMPARE(lazinessCsv(lazinessReport(runs.series())),
            std::string(
                R"(dataset,protocol,group,label,method,modality,measure,unit,mean,low,high,n,paired,seeds,runs
"a, b",epoch chosen on valid,late,Late fusion,late,fused,accuracy,fraction,0.5,,,1,yes,3,late-3
"a, b",epoch chosen on valid,late,Late fusion,late,m,alone,fraction,0.75,,,1,yes,3,alone-3
"a, b",epoch chosen on valid,late,Late fusion,late,m,inside,fraction,0.25,,,1,yes,3,late-3
"a, b",epoch chosen on valid,late,Late fusion,late,m,alone-inside,points,50,,,1,yes,3,alone-3 late-3
toy,epoch chosen on valid,alone,m alone,unimodal,fused,accuracy,fraction,0.75,,,1,yes,3,alone-3
)"));
    }

    void json()
    {
        const auto runs = lazyComparison();
        const auto json = lazinessJson(lazinessReport(runs.series()));
        QCOMPARE(json["format"].get<int>(), 1);
        const auto& concat = json["groups"][0];
        QCOMPARE(concat["protocol"].get<std::string>(), std::string("epoch chosen on valid"));
        const auto& laziness = concat["modalities"]["hard"]["alone-probe"];
        QVERIFY(isClose(laziness["mean"].get<double>(), 21) && laziness.contains("low"));
        QCOMPARE(laziness["n"].get<int>(), 2);
        QCOMPARE(laziness["values"][0]["runs"][0].get<std::string>(), std::string("hard-alone-0"));
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
