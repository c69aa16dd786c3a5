#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "tests/widgets/cloud/cloud_points.h"
#include "widgets/cloud/cloud_pick.h"
#include "widgets/cloud/cloud_studio.h"

#include <QGuiApplication>
#include <QTest>

#include <cmath>
#include <numbers>

namespace modalscope::tst_cloud_pick {

namespace {

CloudShot wholeShot(const CloudData& data)
{
    CloudShot shot;
    shot.index = indexOf(data);
    shot.ink = inkOf(data, *shot.index, {}, false);
    shot.space = {900, 600};
    shot.camera = fittingCamera(*shot.index, shot.space);
    if (data.dimensions == 3)
        shot.camera = turnedCamera(shot.camera, 25, -40);
    return shot;
}

CloudProjection::Place placeIn(const CloudShot& shot, const CloudData& data, std::size_t i)
{
    return CloudProjection(shot.camera, shot.space)
        .place(data.at(i, 0), data.at(i, 1), data.dimensions == 3 ? data.at(i, 2) : 0);
}

/// A star with waves, so that it is neither convex nor smooth and crosses itself.
QPolygonF lasso(int corners)
{
    QPolygonF outline;
    for (int i = 0; i < corners; ++i) {
        const double angle = 4 * std::numbers::pi * i / corners;
        const double radius = 170 + 90 * std::sin(1.5 * angle) + 12 * std::sin(40 * angle);
        outline << QPointF(450 + radius * 1.4 * std::cos(angle), 300 + radius * std::sin(angle));
    }
    return outline;
}

/// The even-odd rule, as it is written in books.
bool isInside(const QPolygonF& outline, double x, double y)
{
    bool inside = false;
    for (qsizetype i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
        const auto a = outline[i], b = outline[j];
        if ((a.y() > y) != (b.y() > y) && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x())
            inside = !inside;
    }
    return inside;
}

} // namespace

/// Protects: hovering finds the nearest point, lasso and rectangle exactly those inside, at once.
class TestCloudPick : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hoverFindsTheNearest_data()
    {
        QTest::addColumn<int>("dimensions");
        QTest::newRow("two") << 2;
        QTest::newRow("three") << 3;
    }

    void hoverFindsTheNearest()
    {
        QFETCH(int, dimensions);
        const auto data = clusterCloud(3000, dimensions);
        auto shot = wholeShot(*data);
        if (dimensions == 2)
            shot.camera = zoomedCamera(shot.camera, shot.space, {300, 200}, 3);
        int found = 0;
        for (int i = 0; i < 400; ++i) {
            const QPointF pixel(2.25 * i, 1.5 * ((i * 37) % 400));
            double least = 1e9;
            for (std::size_t p = 0; p < data->size(); ++p) {
                const auto at = placeIn(shot, *data, p);
                least = std::min(least, std::hypot(at.x - pixel.x(), at.y - pixel.y()));
            }
            const auto point = nearestPoint(shot, pixel, 8);
            if (std::abs(least - 8) > 1e-3)
                QCOMPARE(point.has_value(), least < 8);
            if (!point)
                continue;
            ++found;
            const auto at = placeIn(shot, *data, *point);
            const double slack = dimensions == 3 ? 2.01 : 1e-3; // there the nearest to the eye wins
            QVERIFY(std::hypot(at.x - pixel.x(), at.y - pixel.y()) <= least + slack);
        }
        QVERIFY(found > 20 && found < 400);
    }

    void hoverPassesWhatIsNotShown()
    {
        const auto data = placedCloud({0, 0, 1, 0, 100, 100});
        auto shot = wholeShot(*data);
        const auto at = placeIn(shot, *data, 0);
        QCOMPARE(nearestPoint(shot, QPointF(at.x, at.y), 10), std::optional<std::size_t>(0));
        auto others = std::make_shared<SelectionMask>(3);
        others->add(1);
        shot.isolated = others;
        QCOMPARE(nearestPoint(shot, QPointF(at.x, at.y), 10), std::optional<std::size_t>(1));
    }

    void lassoEqualsBruteForce_data() { hoverFindsTheNearest_data(); }

    void lassoEqualsBruteForce()
    {
        QFETCH(int, dimensions);
        const auto data = clusterCloud(10'000, dimensions);
        auto shot = wholeShot(*data);
        for (const int corners : {3, 50, 700}) {
            const auto outline = lasso(corners);
            SelectionMask expected(data->sampleCount);
            for (std::size_t i = 0; i < data->size(); ++i) {
                const auto at = placeIn(shot, *data, i);
                if (isInside(outline, double(at.x), double(at.y)))
                    expected.add(data->samples[i]);
            }
            QVERIFY(samplesInside(shot, outline, data->sampleCount) == expected);
            if (corners > 3)
                QVERIFY(expected.count() > 100 && expected.count() < data->sampleCount);
        }
        QVERIFY(samplesInside(shot, QPolygonF{{1, 1}, {5, 5}}, data->sampleCount).isEmpty());
    }

    void rectangleEqualsBruteForce()
    {
        const auto data = clusterCloud(10'000);
        auto shot = wholeShot(*data);
        shot.camera = zoomedCamera(shot.camera, shot.space, {500, 400}, 2);
        auto half = std::make_shared<SelectionMask>(data->sampleCount);
        for (std::size_t i = 0; i < data->sampleCount; i += 2)
            half->add(i);
        shot.isolated = half;
        const QRectF rectangle(650, 120, -300, 350); // drawn to the left
        SelectionMask expected(data->sampleCount);
        for (std::size_t i = 0; i < data->size(); ++i) {
            const auto at = placeIn(shot, *data, i);
            if (at.x >= 350 && at.x <= 650 && at.y >= 120 && at.y <= 470 && data->samples[i] % 2 == 0)
                expected.add(data->samples[i]);
        }
        QVERIFY(samplesInside(shot, rectangle, data->sampleCount) == expected);
        QVERIFY(!expected.isEmpty());
    }

    void hundredThousandPointsTakeLessThanThirtyMilliseconds()
    {
        const auto data = clusterCloud(50'000);
        const auto shot = wholeShot(*data);
        const auto outline = lasso(700);
        std::size_t count = 0;
        const double selecting = leastMilliseconds(30, [&](QElapsedTimer& timer) {
            timer.restart();
            count = samplesInside(shot, outline, data->sampleCount).count();
        });
        QVERIFY(count > 1000);
        QVERIFY2(selecting < 30, qPrintable(QStringLiteral("lasso: %1 ms").arg(selecting)));
        const double hovering = leastMilliseconds(5, [&](QElapsedTimer& timer) {
            timer.restart();
            nearestPoint(shot, {450, 300}, 8);
        });
        QVERIFY2(hovering < 5, qPrintable(QStringLiteral("hover: %1 ms").arg(hovering)));
    }
};

TEST_ENTRY(TestCloudPick, QGuiApplication)

} // namespace modalscope::tst_cloud_pick

#include "tst_cloud_pick.moc"
