#include "tests/support/test_entry.h"
#include "tests/widgets/cloud/cloud_points.h"
#include "widgets/base/palette.h"
#include "widgets/cloud/cloud_studio.h"

#include <QGuiApplication>
#include <QTest>

#include <limits>

namespace modalscope::tst_cloud_picture {

namespace {

/// 100 x 100 pixels for -50 to 50, points of 7 pixels.
CloudShot shotOf(const CloudData& data, const CloudLook& look = {})
{
    CloudShot shot;
    shot.index = indexOf(data);
    shot.ink = inkOf(data, *shot.index, look, false);
    shot.camera.span = 100;
    shot.space = {100, 100};
    shot.diameter = 7;
    shot.opacity = 1;
    shot.margin = 10;
    return shot;
}

/// The pixel at x, y of the data.
QRgb pixelAt(const QImage& image, double x, double y)
{
    return image.pixel(int(60 + x), int(60 - y));
}

int inkedPixels(const QImage& image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) != 0xffffffff;
    return count;
}

std::shared_ptr<const SelectionMask> maskOf(std::size_t size, std::vector<std::size_t> samples)
{
    auto mask = std::make_shared<SelectionMask>(size);
    for (const auto sample : samples)
        mask->add(sample);
    return mask;
}

} // namespace

/// Protects what of a point cloud is drawn where and how.
class TestCloudPicture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pointsStandWhereTheyBelong()
    {
        auto data = placedCloud({-30, 20, 30, -20, 0, std::numeric_limits<float>::quiet_NaN()});
        data->columns = {{"class", {}, {0, 1, 0}, {"a", "b"}}};
        const auto image = cloudPicture(shotOf(*data));
        QCOMPARE(image.size(), QSize(120, 120));
        QCOMPARE(pixelAt(image, -30, 20), paletteColor(1, false).rgb());
        QCOMPARE(pixelAt(image, 30, -20), paletteColor(2, false).rgb());
        QCOMPARE(pixelAt(image, -30, -20), qRgb(255, 255, 255));
        const int inked = inkedPixels(image);
        QVERIFY(inked > 2 * 30 && inked < 2 * 55); // two discs of 38 pixels and their smooth borders
    }

    void aPartThatIsZoomedInHasTheSamePoints()
    {
        const auto data = clusterCloud(20'000); // enough for a grid of many cells
        auto shot = shotOf(*data);
        shot.camera = {4, 3, 0, 0.8, 0, 0};
        shot.diameter = 3;
        const auto image = cloudPicture(shot);
        std::size_t inside = 0;
        const CloudProjection projection(shot.camera, shot.space);
        for (std::size_t i = 0; i < data->size(); ++i) {
            const auto at = projection.place(data->at(i, 0), data->at(i, 1), 0);
            if (at.x >= 0 && at.y >= 0 && at.x < 100 && at.y < 100) {
                ++inside;
                QVERIFY(image.pixel(int(at.x) + 10, int(at.y) + 10) != 0xffffffff);
            }
        }
        QVERIFY2(inside > 20, qPrintable(QString::number(inside)));
    }

    void selectedPointsStandOutAndOthersFade()
    {
        const auto data = placedCloud({-30, 0, 30, 0});
        auto shot = shotOf(*data);
        const auto plain = cloudPicture(shot);
        shot.selected = maskOf(2, {1});
        const auto image = cloudPicture(shot);
        const auto ground = QColor(Qt::white);
        QCOMPARE(pixelAt(image, 30, 0), pixelAt(plain, 30, 0));
        const auto faded = contrastRatio(QColor(pixelAt(image, -30, 0)), ground);
        QVERIFY(faded < 1.7 && faded > 1.02);
        shot.selected = maskOf(2, {}); // an empty selection fades nothing
        QCOMPARE(cloudPicture(shot), plain);
    }

    void isolatedPointsAreAlone()
    {
        const auto data = placedCloud({-30, 0, 30, 0});
        auto shot = shotOf(*data);
        shot.isolated = maskOf(2, {0});
        const auto image = cloudPicture(shot);
        QVERIFY(pixelAt(image, -30, 0) != 0xffffffff);
        QCOMPARE(pixelAt(image, 30, 0), qRgb(255, 255, 255));
    }

    void numbersHaveColorsOfAScale()
    {
        auto data = placedCloud({-30, 0, 0, 0, 30, 0});
        data->columns = {{"entropy", {0, 1, std::numeric_limits<float>::quiet_NaN()}}};
        const auto shot = shotOf(*data, {.colorBy = "entropy"});
        const auto image = cloudPicture(shot);
        QCOMPARE(pixelAt(image, -30, 0), scaleColor(CloudColors::Sequential, 0, false).rgb());
        QCOMPARE(pixelAt(image, 0, 0), scaleColor(CloudColors::Sequential, 1, false).rgb());
        QCOMPARE(pixelAt(image, 30, 0), shot.ink->colors[CloudInk::kNone]);
        QVERIFY(shot.ink->legend.isScale);
        QCOMPARE(shot.ink->legend.high, 1.0);
    }

    void nearPointsCoverFarOnes()
    {
        auto data = placedCloud({0, 0, 10, 0, 0, -10}, 3);
        data->columns = {{"class", {}, {0, 1}, {"a", "b"}}};
        auto shot = shotOf(*data);
        QCOMPARE(pixelAt(cloudPicture(shot), 0, 0), paletteColor(1, false).rgb());
        shot.camera.yaw = 180; // from behind
        QCOMPARE(pixelAt(cloudPicture(shot), 0, 0), paletteColor(2, false).rgb());
        shot.camera.yaw = 90; // from the side both are seen, side by side
        const auto image = cloudPicture(shot);
        QVERIFY(pixelAt(image, 10, 0) != 0xffffffff);
        QVERIFY(pixelAt(image, -10, 0) != 0xffffffff);
    }

    void pairLinesJoinTheModalitiesOfASample()
    {
        auto data = placedCloud({-30, 20, 30, 20, -30, -20, 30, -20});
        data->samples = {0, 0, 1, 1};
        data->sampleCount = 2;
        auto shot = shotOf(*data);
        shot.pairs = std::make_shared<SamplePoints>(pointsOfSamples(*shot.index, 2));
        const auto both = cloudPicture(shot);
        QVERIFY(pixelAt(both, 0, 20) != 0xffffffff);
        QVERIFY(pixelAt(both, 0, -20) != 0xffffffff);
        QCOMPARE(pixelAt(both, 0, 0), qRgb(255, 255, 255));
        shot.selected = maskOf(2, {1}); // then those of the selected only
        const auto one = cloudPicture(shot);
        QCOMPARE(pixelAt(one, 0, 20), qRgb(255, 255, 255));
        QVERIFY(pixelAt(one, 0, -20) != 0xffffffff);
    }

    void densityIsDarkestWherePointsLieClose()
    {
        std::vector<float> positions;
        for (int i = 0; i < 400; ++i) {
            positions.push_back(-25 + float(i % 5));
            positions.push_back(float(i % 7) - 3);
        }
        positions.insert(positions.end(), {30, 0});
        const auto data = placedCloud(positions);
        auto shot = shotOf(*data);
        shot.density = true;
        const auto image = cloudPicture(shot);
        const auto contrast = [&](double x, double y) {
            return contrastRatio(QColor(pixelAt(image, x, y)), QColor(Qt::white));
        };
        QVERIFY(contrast(-23, 0) > 5);
        QVERIFY(contrast(30, 0) < contrast(-23, 0) / 2);
        QCOMPARE(pixelAt(image, 0, 40), qRgb(255, 255, 255));
    }

    void centroidsAreMeans()
    {
        auto data = placedCloud({0, 0, 2, 4, 10, 10});
        data->columns = {{"class", {}, {0, 0, 1}, {"a", "b", "none has this"}}};
        const auto centers = centersOf(*data, "class");
        QCOMPARE(centers.size(), std::size_t(2));
        QCOMPARE(centers[0].at[0], 1.0);
        QCOMPARE(centers[0].at[1], 2.0);
        QCOMPARE(centers[1].name, QStringLiteral("b"));
    }

    void theFittingCameraShowsEveryPoint()
    {
        for (const int dimensions : {2, 3}) {
            const auto data = clusterCloud(500, dimensions);
            const auto index = indexOf(*data);
            const QSizeF space(300, 120);
            auto camera = fittingCamera(*index, space);
            if (dimensions == 3)
                camera = turnedCamera(camera, 40, 30);
            const CloudProjection projection(camera, space);
            for (std::size_t i = 0; i < data->size(); ++i) {
                const auto at
                    = projection.place(data->at(i, 0), data->at(i, 1), dimensions == 3 ? data->at(i, 2) : 0);
                QVERIFY(at.x >= 0 && at.x <= 300 && at.y >= 0 && at.y <= 120);
            }
        }
        const auto same = placedCloud({3, 3, 3, 3}); // all points equal
        QCOMPARE(fittingCamera(*indexOf(*same), {100, 100}).span, 1.0);
        QVERIFY(inkedPixels(cloudPicture(shotOf(*same))) > 0);
        QCOMPARE(inkedPixels(cloudPicture(shotOf(*placedCloud({})))), 0);
    }

    void aMovedPictureStandsWhereTheNewOneWill()
    {
        const QSizeF space(200, 150);
        for (const double yaw : {0.0, 35.0}) {
            const CloudCamera from{1, 2, 3, 10, yaw, yaw / 2};
            const auto to = pannedCamera(zoomedCamera(from, space, {40, 60}, 2.5), space, {13, -7});
            const auto moved = pictureTransform(from, space, to, space);
            const auto before = CloudProjection(from, space).point(2, 1, 0.5);
            const auto after = CloudProjection(to, space).point(2, 1, 0.5);
            QVERIFY(QLineF(moved.map(before), after).length() < 1e-2);
        }
        const CloudCamera from{1, 2, 0, 10, 0, 0};
        const auto at = CloudProjection(from, space).dataAt({40, 60});
        const auto still
            = CloudProjection(zoomedCamera(from, space, {40, 60}, 7), space).point(at.x(), at.y(), 0);
        QVERIFY(QLineF(still, {40, 60}).length() < 1e-2); // what is under the pointer stays there
    }
};

TEST_ENTRY(TestCloudPicture, QGuiApplication)

} // namespace modalscope::tst_cloud_picture

#include "tst_cloud_picture.moc"
