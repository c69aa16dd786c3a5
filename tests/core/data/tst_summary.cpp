#include "core/data/summary.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <set>

namespace modalscope::tst_summary {

/// The numbers of the Data page: class balance, which sample lacks what, and which samples a filter leaves.
class TestSummary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void classesAreCounted();
    void presencePatternsAddUpToTheSplit();
    void filtersCombine();
    void columnValuesAreSortedByKind();
};

void TestSummary::classesAreCounted()
{
    const auto data = smallDataset({.classes = 3, .train = 10});
    const auto summary = summarize(*data, *data->split("train"));
    QCOMPARE(summary.countByClass, (std::vector<std::int64_t>{4, 3, 3})); // labels 0 1 2 0 1 2 0 1 2 0
    QCOMPARE(summary.size, 10);
    QCOMPARE(summary.missingShare, (std::vector<double>{0, 0, 0}));
    QCOMPARE(summary.patterns.size(), std::size_t(1));
    QCOMPARE(patternText(summary.patterns.front(), *data), std::string("all 3"));
    QCOMPARE(
        summarize(*data, *data->split("valid")).origin, std::string("10 % of train, stratified, seed 0"));
}

void TestSummary::presencePatternsAddUpToTheSplit()
{
    const auto data = smallDataset({.train = 40, .missing = true});
    const auto summary = summarize(*data, *data->split("train"));
    // samples 3, 7, 11, ... lack audio (10 of 40); of these 3, 11, 19, ... lack sensors too (5 of 40)
    QCOMPARE(summary.missingShare, (std::vector<double>{0, 0.25, 0.125}));
    QCOMPARE(summary.patterns.size(), std::size_t(3));
    QCOMPARE(summary.patterns.at(0).count, 30);
    QCOMPARE(summary.patterns.at(1).count + summary.patterns.at(2).count, 10);
    QCOMPARE(summary.patterns.at(1).count, 5);
    std::set<std::string> names;
    for (const auto& pattern : summary.patterns)
        names.insert(patternText(pattern, *data));
    QCOMPARE(names, (std::set<std::string>{"all 3", "image + sensors", "image"}));
}

void TestSummary::filtersCombine()
{
    const auto data = smallDataset({.classes = 4, .train = 24, .missing = true});
    const auto& train = *data->split("train");
    QCOMPARE(matchingSamples(*data, train, {}).size(), std::size_t(24));
    QCOMPARE(matchingSamples(*data, train, {.label = 3}), (std::vector<std::int64_t>{3, 7, 11, 15, 19, 23}));
    QCOMPARE(matchingSamples(*data, train, {.label = 3, .column = "speaker", .columnValue = "spk1"}),
        (std::vector<std::int64_t>{7, 19})); // sample mod 3 = 1
    QCOMPARE(matchingSamples(*data, train, {.incomplete = true}).size(), std::size_t(6));
    QCOMPARE(matchingSamples(*data, train, {.column = "age", .columnValue = "24"}),
        (std::vector<std::int64_t>{4, 9, 14, 19}));
    QVERIFY(matchingSamples(*data, train, {.column = "no such column", .columnValue = "1"}).empty());
}

void TestSummary::columnValuesAreSortedByKind()
{
    QCOMPARE(columnValues({"n", std::vector<double>{10, 9, std::nan(""), 9, 100}}),
        (std::vector<std::string>{"9", "10", "100", "nan"}));
    QCOMPARE(
        columnValues({"t", std::vector<std::string>{"b", "a", "b"}}), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(columnValues({"t", std::vector<std::string>{"b", "a", "c"}}, 2).size(), std::size_t(2));
}

TEST_ENTRY(TestSummary, NoApplication)

} // namespace modalscope::tst_summary

#include "tst_summary.moc"
