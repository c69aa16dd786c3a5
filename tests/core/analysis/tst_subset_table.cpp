#include "core/analysis/subset_table.h"
#include "tests/support/measured_runs.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_subset_table {

namespace {

constexpr const char* kStudy = R"({"name": "s", "base": {"train": {"batch_size": 8},
    "modalities": ["sensors", "image", "audio"]}, "axes": {"seed": [0, 1]}})";

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

/// Accuracy of each set, .1 more with the second seed but for nothing present.
MeasuredNumbers subsetNumbers(double more)
{
    return {{"test/nothing/accuracy", 0.2}, {"test/subsets/sensors/accuracy", 0.4 + more},
        {"test/subsets/image/accuracy", 0.3 + more}, {"test/subsets/audio/accuracy", 0.2 + more},
        {"test/subsets/sensors+image/accuracy", 0.6 + more},
        {"test/subsets/sensors+audio/accuracy", 0.5 + more},
        {"test/subsets/image+audio/accuracy", 0.3 + more},
        {"test/subsets/sensors+image+audio/accuracy", 0.7 + more}, {"test/fused/accuracy", 0.7 + more},
        {"test/permuted/sensors/accuracy", 0.25}, {"test/permuted/image/accuracy", 0.5},
        {"test/permuted/audio/accuracy", 0.65}};
}

struct Subsets {
    Subsets()
        : plan(planStudy(studyFromText(kStudy, "study").value(), *smallDataset()).value())
    {
        for (const auto& run : plan)
            runs.push_back(measuredRun(run, subsetNumbers(0.1 * double(run.experiment.seed))));
    }
    std::vector<SubsetTable> tables() const { return subsetTables(studyGroups(plan, runs)); }

    std::vector<StudyRun> plan;
    std::vector<StoredRun> runs;
};

} // namespace

/// Protects what single modalities are worth to a trained network: which set is which, and sums by hand.
class TestSubsetTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySetOnceSmallOnesFirst()
    {
        const auto tables = Subsets().tables();
        QCOMPARE(tables.size(), std::size_t(1));
        QCOMPARE(tables[0].modalities, (std::vector<std::string>{"sensors", "image", "audio"}));
        std::vector<std::string> names;
        for (const auto& subset : tables[0].subsets)
            names.push_back(subset.name);
        QCOMPARE(names,
            (std::vector<std::string>{"sensors", "image", "audio", "sensors+image", "sensors+audio",
                "image+audio", "sensors+image+audio"}));
        QCOMPARE(tables[0].subsets[5].modalities, (std::vector<std::string>{"image", "audio"}));
        QVERIFY(isClose(tables[0].subsets[5].accuracy.over.mean, 0.35));
        QVERIFY(tables[0].subsets[5].accuracy.over.n == 2 && tables[0].expected == 2);
    }

    void lostWithoutOne()
    {
        const auto table = Subsets().tables().at(0);
        QVERIFY(isClose(table.degradation[0].over.mean, 40)); // .7 − .3, points
        QVERIFY(isClose(table.degradation[1].over.mean, 20));
        QVERIFY(isClose(table.degradation[2].over.mean, 10));
        QVERIFY(isClose(table.utilisation[0].values[0].value, 0.4 / 0.7));
        QVERIFY(isClose(table.utilisation[0].values[1].value, 0.4 / 0.8));
        QVERIFY(isClose(expectedAtRate(table, 0, 0.5).values[0].value, 0.5)); // half .7, half .3
        QVERIFY(isClose(expectedAtRate(table, 0, 0).over.mean, 0.75));
    }

    /// Sensors with the first seed: .2 / 3 alone, (.6 − .3 + .5 − .2) / 6 beside one, .4 / 3 beside both.
    void shapleyValuesByHand()
    {
        const auto table = Subsets().tables().at(0);
        QVERIFY(isClose(table.shapley[0].values[0].value, 100 * (0.2 / 3 + 0.6 / 6 + 0.4 / 3)));
        for (std::size_t seed = 0; seed < 2; ++seed) {
            double sum = 0;
            for (const auto& modality : table.shapley)
                sum += modality.values[seed].value;
            QVERIFY(isClose(sum, 50 + 10 * double(seed))); // all less nothing
        }
    }

    void perceptualScores()
    {
        auto made = Subsets();
        const auto table = made.tables().at(0);
        QVERIFY(isClose(table.perceptual[0].values[0].value, 45)); // .7 − .25
        QVERIFY(isClose(table.perceptual[2].over.mean, 10));
        for (auto& run : made.runs) {
            auto numbers = subsetNumbers(0);
            std::erase_if(numbers, [](const auto& one) { return one.first.starts_with("test/permuted"); });
            run.metrics = measuredJson(numbers);
        }
        QVERIFY(made.tables().at(0).perceptual[0].isEmpty());
        QVERIFY(!made.tables().at(0).shapley[0].isEmpty());
    }

    /// The value of nothing is measured, never taken for chance.
    void withoutNothingThereAreNoShapleyValues()
    {
        auto made = Subsets();
        auto numbers = subsetNumbers(0);
        numbers.erase("test/nothing/accuracy");
        made.runs[0].metrics = measuredJson(numbers);
        const auto table = made.tables().at(0);
        QCOMPARE(table.shapley[0].over.n, 1);
        QCOMPARE(table.shapley[0].values[0].seed, std::uint64_t(1));
        QCOMPARE(table.degradation[0].over.n, 2);
    }

    void missingSeedsAndGroupsWithoutSubsets()
    {
        auto made = Subsets();
        made.runs[0] = unfinishedRun(made.plan[0], RunCondition::Running);
        const auto table = made.tables().at(0);
        QVERIFY(table.subsets[0].accuracy.over.n == 1 && table.expected == 2);
        QVERIFY(isClose(table.subsets[0].accuracy.over.mean, 0.5));
        made.runs[1].metrics = measuredJson({{"test/fused/accuracy", 0.7}});
        QVERIFY(made.tables().empty());
    }

    /// An experiment file that says "all modalities" has them in the order of its sets.
    void modalitiesThatAreNotWrittenOut()
    {
        auto made = Subsets();
        for (auto& run : made.runs)
            run.experiment.modalities.clear();
        const auto table = made.tables().at(0);
        QCOMPARE(table.modalities, (std::vector<std::string>{"sensors", "image", "audio"}));
        QVERIFY(isClose(table.degradation[0].over.mean, 40));
    }
};

TEST_ENTRY(TestSubsetTable, NoApplication)

} // namespace modalscope::tst_subset_table

#include "tst_subset_table.moc"
