#include "core/analysis/group_differences.h"
#include "core/analysis/group_labels.h"
#include "core/experiment/ablation_study.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/test_entry.h"

#include <QElapsedTimer>
#include <QTest>

namespace modalscope::tst_group_labels {

/// Protects how runs of one method are told apart in lists and legends.
class TestGroupLabels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTrainingRateIsNamed()
    {
        LazyRuns runs;
        runs.add({.group = "a", .method = MethodKind::Mla});
        runs.add({.group = "b", .method = MethodKind::Mla});
        runs.run("b-0").experiment.missing.trainRate = 0.4;
        QCOMPARE(groupLabels(runs.series()),
            (std::vector<std::string>{"MLA, train rate 0", "MLA, train rate 0.4"}));
    }

    void variantsHaveTheNamesOfTheAblation()
    {
        LazyRuns runs;
        runs.add({.group = "a", .method = MethodKind::Mla});
        runs.add({.group = "b", .method = MethodKind::Mla});
        runs.add({.group = "c", .method = MethodKind::Mla});
        runs.run("a-0").experiment.method.mla.schedule = MlaSchedule::Joint;
        runs.run("b-0").experiment.method.mla.hgm = Hgm::FrozenHead;
        runs.run("c-0").experiment.method.mla.hgm = Hgm::FrozenHead;
        runs.run("c-0").experiment.method.mla.schedule = MlaSchedule::Joint; // two at once have no name
        QCOMPARE(groupLabels(runs.series()),
            (std::vector<std::string>{"MLA, joint training (no alternation)", "MLA, frozen head",
                methodLabel(runs.run("c-0").experiment.method)}));
        QCOMPARE(ablationKey("MLA, frozen head"), std::string("frozen-head"));
        QCOMPARE(ablationKey(""), std::string());
    }

    void onlyGroupsOfOneTitleAreCompared()
    {
        LazyRuns runs;
        for (const char* group : {"a", "b", "c"})
            runs.add({.group = group, .method = MethodKind::Mla});
        runs.run("b-0").experiment.missing.trainRate = 0.4;
        runs.run("c-0").experiment.train.epochs = 7; // of another title
        GroupDifferences differences;
        differences.add("a", "MLA", runs.series()[0]);
        differences.add("b", "MLA", runs.series()[1]);
        differences.add("c", "Concat", runs.series()[2]);
        const auto texts = differences.texts();
        QCOMPARE(texts.size(), std::size_t(2));
        QCOMPARE(texts.at("a"), std::string("train rate 0"));
        QCOMPARE(texts.at("b"), std::string("train rate 0.4"));
        differences.remove("a");
        QVERIFY(differences.texts().empty());
        differences.add("c", "MLA", runs.series()[2]); // told anew
        QCOMPARE(differences.texts().at("c"), std::string("epochs 7, train rate 0"));
    }

    void datasetsAreNamedAndNotMixed()
    {
        LazyRuns runs;
        for (const char* group : {"a", "b", "c"})
            runs.add({.group = group, .method = MethodKind::Mla});
        runs.run("c-0").origin.datasetName = "other";
        runs.run("c-0").origin.datasetFingerprint = "fedcba9876543210";
        runs.run("c-0").experiment.train.epochs = 7; // nothing else of its dataset has the title
        runs.run("b-0").experiment.train.batchSize = 8;
        GroupDifferences differences;
        for (std::size_t i = 0; i < 3; ++i)
            differences.add(std::string(1, char('a' + i)), "MLA", runs.series()[i]);
        const auto texts = differences.texts();
        QVERIFY2(texts.at("b") == "toy, batch size 8", texts.at("b").c_str());
        QCOMPARE(texts.at("c"), std::string("other"));
    }

    /// So many that comparing each with each would take minutes.
    void tenThousandGroupsAreComparedQuickly()
    {
        LazyRuns runs;
        runs.add({.group = "a", .method = MethodKind::Mla});
        GroupDifferences differences;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10000; ++i) {
            runs.run("a-0").experiment.missing.trainRate = i / 20000.0;
            differences.add(std::to_string(i), "MLA", runs.series().front());
        }
        const auto texts = differences.texts();
        qInfo("%lld ms", timer.elapsed());
        QCOMPARE(texts.size(), std::size_t(10000));
        QCOMPARE(texts.at("8000"), std::string("train rate 0.4"));
        QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
    }
};

TEST_ENTRY(TestGroupLabels, NoApplication)

} // namespace modalscope::tst_group_labels

#include "tst_group_labels.moc"
