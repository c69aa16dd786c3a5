#include "core/analysis/sample_neighbors.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_sample_neighbors {

namespace {

FeatureSet fiveSamples()
{
    FeatureSet set;
    set.names = {"a", "b"};
    set.rows = {0, 1, 2, 3, 4};
    set.total = 5;
    set.features = {Array({5, 2}), Array({5, 1})};
    set.features[0].values = {0, 0, 3, 4, 0, 1, -1, 0, 6, 8};
    set.features[1].values = {0, 0, 10, 0, NAN};
    set.absent = {0, 1};
    return set;
}

std::vector<std::int64_t> places(const Result<std::vector<SampleNeighbor>>& found)
{
    std::vector<std::int64_t> out;
    for (const auto& one : found.value())
        out.push_back(one.sample);
    return out;
}

} // namespace

/// Protects: which samples are called neighbours, in the features themselves.
class TestSampleNeighbors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void distancesByHand()
    {
        const auto found = nearestSamples(fiveSamples(), {.sample = 0, .modality = "a", .k = 3});
        QVERIFY(found);
        QCOMPARE(places(found), (std::vector<std::int64_t>{2, 3, 1})); // of equal distances the lower place
        QCOMPARE(found.value()[0].distance, 1.0);
        QCOMPARE(found.value()[2].distance, 5.0);
    }

    void allModalitiesSideBySide()
    {
        const auto found = nearestSamples(fiveSamples(), {.sample = 0, .k = 10});
        QVERIFY(found);
        QCOMPARE(places(found), (std::vector<std::int64_t>{3, 1, 2})); // the last one lacks b
        QVERIFY(std::abs(found.value()[2].distance - std::sqrt(101)) < 1e-12);
    }

    void cosineAsInTheMetrics()
    {
        const auto found
            = nearestSamples(fiveSamples(), {.sample = 1, .modality = "a", .metric = Metric::Cosine, .k = 4});
        QVERIFY(found);
        QCOMPARE(places(found), (std::vector<std::int64_t>{4, 2, 0, 3}));
        QVERIFY(found.value()[0].distance < 1e-12); // the same direction
        QVERIFY(std::abs(found.value()[1].distance - 0.2) < 1e-12); // 1 − 4/5
        QCOMPARE(found.value()[2].distance, 1.0); // a zero vector
        QVERIFY(std::abs(found.value()[3].distance - 1.6) < 1e-12); // 1 + 3/5
    }

    void whatCannotBeAskedIsSaid()
    {
        const auto set = fiveSamples();
        QVERIFY(
            nearestSamples(set, {.sample = 4}).error().message.find("lacks a modality") != std::string::npos);
        QVERIFY(nearestSamples(set, {.sample = 4, .modality = "a"}));
        QVERIFY(!nearestSamples(set, {.sample = 5}));
        QVERIFY(nearestSamples(set, {.sample = 0, .modality = "c"}).error().message.find("a, b")
            != std::string::npos);
        QVERIFY(!nearestSamples(set, {.sample = 0, .metric = Metric::Correlation}));
        QCOMPARE(nearestSamples(set, {.sample = 0, .k = 0}).value().size(), std::size_t(0));
        std::stop_source stop;
        stop.request_stop();
        RunContext context;
        context.stop = stop.get_token();
        QVERIFY(nearestSamples(set, {.sample = 0}, context).error().kind == ErrorKind::Cancelled);
    }
};

TEST_ENTRY(TestSampleNeighbors, NoApplication)

} // namespace modalscope::tst_sample_neighbors

#include "tst_sample_neighbors.moc"
