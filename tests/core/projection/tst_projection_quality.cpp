#include "core/projection/projection_quality.h"
#include "tests/core/projection/cluster_points.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_projection_quality {

/// Protects the numbers by which pictures are judged.
class TestProjectionQuality : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithScikitLearn()
    {
        // sklearn 1.2.1: trustworthiness(x, x[:, :1], n_neighbors=3) and with both exchanged.
        const auto points = formulaPoints();
        Array first({12, 1});
        for (std::int64_t i = 0; i < 12; ++i)
            first.row(i)[0] = points.row(i)[0];
        const auto quality = measureProjection(points, first, {}, {.neighbors = 3}).value();
        QVERIFY(std::abs(quality.trustworthiness - 0.6507936507936508) < 1e-12);
        QVERIFY(std::abs(quality.continuity - 0.6190476190476191) < 1e-12);
        QVERIFY(!quality.labelAccuracy);
        QCOMPARE(quality.judged, 12);
    }

    void theSamePictureIsPerfect()
    {
        const auto data = clusterPoints(100, 2, 3, 5);
        const auto quality = measureProjection(data.points, data.points, data.cluster).value();
        QCOMPARE(quality.trustworthiness, 1.0);
        QCOMPARE(quality.continuity, 1.0);
        QCOMPARE(quality.neighborOverlap, 1.0);
        QCOMPARE(*quality.labelAccuracy, *quality.labelAccuracyOfPoints);
        QVERIFY(*quality.labelAccuracy > 0.95);
    }

    void aSampleIsNearTheWholeAndSaysSo()
    {
        const auto data = clusterPoints(1200, 5, 4);
        Array layout({1200, 2});
        for (std::int64_t i = 0; i < 1200; ++i)
            std::copy_n(data.points.row(i).begin(), 2, layout.row(i).begin());
        const auto whole = measureProjection(data.points, layout).value();
        const QualityOptions options{.exactUpTo = 1000, .sample = 300, .threads = 1};
        const auto part = measureProjection(data.points, layout, {}, options).value();
        QCOMPARE(whole.judged, 1200);
        QCOMPARE(part.judged, 300);
        QVERIFY(std::abs(part.trustworthiness - whole.trustworthiness) < 0.02);
        auto threads = options;
        threads.threads = 4;
        QCOMPARE(measureProjection(data.points, layout, {}, threads).value().trustworthiness,
            part.trustworthiness);
    }

    void badInput()
    {
        auto points = formulaPoints();
        QVERIFY(!measureProjection(points, Array({5, 2})));
        QVERIFY(!measureProjection(points, points, std::vector<int>(3)));
        auto layout = points;
        layout.row(2)[0] = std::numeric_limits<float>::quiet_NaN();
        points.row(4)[1] = std::numeric_limits<float>::quiet_NaN();
        const auto quality = measureProjection(points, layout);
        QVERIFY(quality);
        QCOMPARE(quality.value().points, 10);
        QCOMPARE(quality.value().neighbors, 4); // 15 are too many for 10 points
    }
};

TEST_ENTRY(TestProjectionQuality, NoApplication)

} // namespace modalscope::tst_projection_quality

#include "tst_projection_quality.moc"
