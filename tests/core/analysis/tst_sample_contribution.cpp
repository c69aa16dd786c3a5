#include "core/analysis/sample_contribution.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_sample_contribution {

namespace {

/// Five samples of class 1; who is right of a, b and both: all; all but a; all but b; both alone; nobody.
RunConditions someConditions()
{
    RunConditions conditions;
    conditions.modalities = {"a", "b"};
    conditions.outcomes["test"] = {{"nothing", {0, 0, 0, 0, 0}, {}}, {"subsets/a", {1, 0, 1, 0, 0}, {}},
        {"subsets/b", {1, 1, 0, 0, -1}, {}}, {"subsets/a+b", {1, 1, 1, 1, 0}, {}},
        {"rates/0.4", {1, 1, 1, 1, 1}, {}}};
    return conditions;
}

const std::vector<int> kLabels{1, 1, 1, 1, 1};

} // namespace

/// Protects: what a modality is worth to a sample, from what the run stored.
class TestSampleContribution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesByHand()
    {
        const auto worth = sampleContribution(someConditions(), "test", kLabels);
        QCOMPARE(worth.modalities, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(worth.counted, std::int64_t(5));
        // φ_a = ½·(v(a) − 0) + ½·(v(ab) − v(b)), with v(S) = |S| where it is right.
        QCOMPARE(
            worth.values, (std::vector<std::vector<double>>{{1, 1}, {0.5, 1.5}, {1.5, 0.5}, {1, 1}, {0, 0}}));
        QCOMPARE(worth.sums, (std::vector<double>{4, 4}));
        QCOMPARE(worth.mean(0), 0.8);
        QVERIFY(worth.notes.empty());
    }

    void samplesThatLackAModalityDoNotCount()
    {
        auto conditions = someConditions();
        conditions.outcomes["test"][3].mask = {{1, 1, 1, 1, 1}, {1, 0, 1, 1, 1}};
        const auto worth = sampleContribution(conditions, "test", kLabels);
        QCOMPARE(worth.counted, std::int64_t(4));
        QVERIFY(std::isnan(worth.values[1][0]) && std::isnan(worth.values[1][1]));
        QCOMPARE(worth.sums, (std::vector<double>{3.5, 2.5}));
        QCOMPARE(worth.notes,
            (std::vector<std::string>{
                "1 of 5 samples lack a modality in the test itself and are left out."}));
    }

    void withoutAllSetsThereIsNothing()
    {
        QVERIFY(sampleContribution({}, "test", kLabels).isEmpty());
        QVERIFY(sampleContribution(someConditions(), "valid", kLabels).notes.at(0).find("on valid")
            != std::string::npos);
        const auto other = std::vector<int>(3, 1); // labels of another dataset
        QVERIFY(sampleContribution(someConditions(), "test", other).isEmpty());
        auto conditions = someConditions();
        conditions.outcomes["test"].erase(conditions.outcomes["test"].begin() + 1);
        const auto worth = sampleContribution(conditions, "test", kLabels);
        QVERIFY(worth.isEmpty());
        QVERIFY(worth.notes.at(0).find("not complete") != std::string::npos);
    }
};

TEST_ENTRY(TestSampleContribution, NoApplication)

} // namespace modalscope::tst_sample_contribution

#include "tst_sample_contribution.moc"
