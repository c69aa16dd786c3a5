#include "core/config/json_options.h"
#include "core/projection/projection_quality.h"
#include "core/projection/umap.h"
#include "tests/core/projection/cluster_points.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

namespace modalscope::tst_umap {

namespace {

Array layoutOf(const Array& points, const UmapOptions& options, UmapGuides guides = {}, int step = 1000000)
{
    auto umap = Umap::create(points, options, std::move(guides)).value();
    while (!umap.finished())
        if (!umap.run(step))
            return {};
    return umap.layout();
}

bool allFinite(const Array& layout)
{
    return std::all_of(layout.values.begin(), layout.values.end(), [](float x) { return std::isfinite(x); });
}

double meanMove(const Array& a, const Array& b)
{
    double sum = 0;
    for (std::int64_t i = 0; i < a.rows(); ++i)
        sum += std::hypot(double(a.row(i)[0] - b.row(i)[0]), double(a.row(i)[1] - b.row(i)[1]));
    return sum / double(a.rows());
}

} // namespace

/// Protects UMAP's pictures: what they show, and that they can be made again.
class TestUmap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// umap-learn 0.5.3 on the same points, three seeds: trustworthiness 0.924 to 0.926, continuity 0.937 to
    /// 0.939.
    void keepsClustersTogether()
    {
        const auto data = clusterPoints(900, 20, 4);
        const auto layout = layoutOf(data.points, {.epochs = 200});
        const auto quality = measureProjection(data.points, layout, data.cluster).value();
        QVERIFY2(quality.trustworthiness > 0.91, std::to_string(quality.trustworthiness).c_str());
        QVERIFY2(quality.continuity > 0.92, std::to_string(quality.continuity).c_str());
        QCOMPARE(*quality.labelAccuracy, 1.0);
    }

    void threadsAndStepsChangeNothing_data()
    {
        QTest::addColumn<int>("dimensions");
        QTest::addColumn<QString>("search");
        QTest::newRow("2-D") << 2 << "exact";
        QTest::newRow("3-D, approximate neighbours") << 3 << "approximate";
    }

    void threadsAndStepsChangeNothing()
    {
        QFETCH(int, dimensions);
        QFETCH(QString, search);
        const auto data = clusterPoints(2500, 12, 5, 0.25); // in several blocks, one connected graph
        UmapOptions options{.dimensions = dimensions, .epochs = 30, .seed = 5, .threads = 1};
        options.search = *fromText<NeighborSearch>(search.toStdString());
        const auto one = layoutOf(data.points, options);
        QVERIFY(allFinite(one));
        for (const int threads : {1, 2, 4}) {
            options.threads = threads;
            QCOMPARE(hashOf(layoutOf(data.points, options, {}, 7).values), hashOf(one.values));
        }
        options.seed = 6;
        QVERIFY(layoutOf(data.points, options).values != one.values);
    }

    void aPictureIsThereAtOnceAndStepsGoOn()
    {
        const auto data = clusterPoints(300, 10, 3);
        auto umap = Umap::create(data.points, {.epochs = 20}).value();
        QCOMPARE(umap.layout().shape, (Shape{300, 2}));
        QVERIFY(allFinite(umap.layout()));
        const auto first = umap.layout();
        QVERIFY(umap.run(10));
        QCOMPARE(umap.epoch(), 10);
        QVERIFY(umap.layout().values != first.values);
        QVERIFY(umap.run(100));
        QCOMPARE(umap.epoch(), 20);
        QVERIFY(umap.finished());
    }

    void afterACancelTheResultIsTheSame()
    {
        const auto data = clusterPoints(1500, 10, 3);
        const UmapOptions options{.epochs = 20, .search = NeighborSearch::Approximate};
        const auto whole = layoutOf(data.points, options);
        for (const std::string stage : {"neighbours", "start", "layout"}) {
            auto umap = Umap::create(data.points, options).value();
            std::stop_source source;
            RunContext context;
            context.stop = source.get_token();
            context.report = [&](const RunEvent& event) {
                if (std::get<Progress>(event).stage == stage)
                    source.request_stop();
            };
            const auto stopped = umap.run(100, context);
            QVERIFY(!stopped);
            QVERIFY(stopped.error().kind == ErrorKind::Cancelled);
            QVERIFY(!umap.finished());
            QVERIFY(umap.run(100));
            QCOMPARE(umap.layout().values, whole.values);
        }
    }

    void newPointsJoinTheirCluster()
    {
        const auto data = clusterPoints(400, 10, 4);
        auto umap = Umap::create(data.points, {.epochs = 100}).value();
        QVERIFY(!umap.transform(data.points)); // not finished
        QVERIFY(umap.run(100));
        Array fresh({4, 10});
        std::copy_n(data.points.values.begin(), 40, fresh.values.begin()); // of clusters 0 to 3
        for (float& value : fresh.values)
            value += 0.1F;
        fresh.row(3)[2] = std::numeric_limits<float>::quiet_NaN();
        const auto places = umap.transform(fresh);
        QVERIFY(places);
        for (std::int64_t i = 0; i < 3; ++i) {
            std::int64_t nearest = 0;
            double least = 1e9;
            for (std::int64_t j = 0; j < 400; ++j) {
                const double distance = std::hypot(double(places.value().row(i)[0] - umap.layout().row(j)[0]),
                    double(places.value().row(i)[1] - umap.layout().row(j)[1]));
                if (distance < least) {
                    least = distance;
                    nearest = j;
                }
            }
            QCOMPARE(data.cluster[std::size_t(nearest)], int(i));
        }
        QVERIFY(std::isnan(places.value().row(3)[0]));
        QVERIFY(!umap.transform(Array({2, 3})));
    }

    void labelsPullTheirPointsTogether()
    {
        const auto data = clusterPoints(400, 5, 2, 0.1); // one cloud
        std::vector<int> half;
        for (int i = 0; i < 400; ++i)
            half.push_back(i < 200 ? 0 : 1);
        const auto free = layoutOf(data.points, {.epochs = 200});
        const auto led = layoutOf(data.points, {.epochs = 200}, {.labels = half, .before = {}});
        const auto accuracy = [&](const Array& layout) {
            return *measureProjection(data.points, layout, half).value().labelAccuracy;
        };
        QVERIFY2(accuracy(free) < 0.75, std::to_string(accuracy(free)).c_str());
        QVERIFY2(accuracy(led) > 0.9, std::to_string(accuracy(led)).c_str());
    }

    void alignedLayoutsStayWherePointsWere()
    {
        auto data = clusterPoints(400, 10, 4);
        const UmapOptions options{.epochs = 100, .seed = 1};
        const auto before = layoutOf(data.points, options);
        for (float& value : data.points.values)
            value *= 1.01F;
        UmapOptions later = options;
        later.seed = 2; // free of any start in common
        auto guide = before;
        guide.row(7)[0] = guide.row(7)[1] = std::numeric_limits<float>::quiet_NaN(); // was not there
        const auto aligned = layoutOf(data.points, later, {.labels = {}, .before = guide});
        QVERIFY(allFinite(aligned));
        QVERIFY2(meanMove(before, aligned) < 1.5, std::to_string(meanMove(before, aligned)).c_str());
        QVERIFY(measureProjection(data.points, aligned).value().trustworthiness > 0.85);
    }

    void oddPointsAreDrawn_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("fewer points than neighbours") << 0;
        QTest::newRow("all equal") << 1;
        QTest::newRow("many equal") << 2;
        QTest::newRow("constant columns") << 3;
        QTest::newRow("islands") << 4;
        QTest::newRow("three points") << 5;
        QTest::newRow("one value") << 6;
    }

    void oddPointsAreDrawn()
    {
        QFETCH(int, kind);
        auto points = clusterPoints(200, 6, 4).points;
        if (kind == 0 || kind == 5)
            points = clusterPoints(kind == 0 ? 6 : 3, 6, 2).points;
        if (kind == 1)
            std::fill(points.values.begin(), points.values.end(), 2.0F);
        for (std::int64_t i = 0; i < points.rows(); ++i) {
            if (kind == 2)
                std::copy_n(points.row(i % 3).begin(), 6, points.row(i).begin());
            if (kind == 3)
                points.row(i)[1] = points.row(i)[4] = 1e6F;
            if (kind == 4)
                points.row(i)[0] += 1000.0F * float(i / 20); // ten groups without a link
        }
        if (kind == 6)
            points = Array({200, 1});
        for (const auto metric : {Metric::Euclidean, Metric::Cosine, Metric::Correlation})
            QVERIFY(allFinite(layoutOf(points, {.metric = metric, .epochs = 50})));
    }

    void rowsWithoutValuesAreCountedAndLeftOut()
    {
        auto points = clusterPoints(100, 6, 2).points;
        points.row(0)[0] = std::numeric_limits<float>::quiet_NaN();
        points.row(50)[5] = -std::numeric_limits<float>::infinity();
        auto umap = Umap::create(points, {.epochs = 20}).value();
        QVERIFY(umap.run(20));
        QCOMPARE(umap.dropped(), 2);
        QCOMPARE(umap.layout().rows(), 98);
        QCOMPARE(umap.rows()[0], 1);
        QVERIFY(std::isnan(umap.layoutOfAllRows().row(50)[0]));
        QCOMPARE(umap.layoutOfAllRows().row(1)[0], umap.layout().row(0)[0]);
    }

    void badInputIsASentence()
    {
        const auto points = clusterPoints(50, 4, 2).points;
        const auto message = [&](const UmapOptions& options, UmapGuides guides = {}) {
            const auto made = Umap::create(points, options, std::move(guides));
            return made ? std::string() : made.error().message;
        };
        QVERIFY(message({.dimensions = 4}).find("dimensions") != std::string::npos);
        QVERIFY(message({.neighbors = 1}).find("neighbors") != std::string::npos);
        QVERIFY(message({.minDist = 2}).find("min_dist") != std::string::npos);
        QVERIFY(message({.minDist = std::nan("")}).find("min_dist") != std::string::npos);
        QVERIFY(message({}, {.labels = {1, 2}, .before = {}}).find("2 labels for 50 points")
            != std::string::npos);
        QVERIFY(
            message({}, {.labels = {}, .before = Array({50, 3})}).find("3 dimensions") != std::string::npos);
        QVERIFY(Umap::create(Array({2, 4}), {}).error().message.find("at least 3") != std::string::npos);
        QVERIFY(!Umap::create(Array(), {}));
    }

    void optionsAreForJson()
    {
        JsonWriter writer;
        const UmapOptions options;
        describe(options, writer);
        QCOMPARE(writer.out.at("neighbors").get<int>(), 15);
        QCOMPARE(writer.out.at("metric").get<std::string>(), std::string("euclidean"));
    }

    void stopsSoonDuringNeighbours()
    {
        const auto data = clusterPoints(20000, 64, 5);
        const double milliseconds = leastMilliseconds(100, [&](QElapsedTimer& timer) {
            auto umap = Umap::create(data.points, {.search = NeighborSearch::Approximate}).value();
            std::stop_source source;
            RunContext context;
            context.stop = source.get_token();
            std::jthread caller([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(150));
                timer.restart();
                source.request_stop();
            });
            QVERIFY(!umap.run(1, context));
        });
        QVERIFY2(milliseconds < 100, std::to_string(milliseconds).c_str());
    }
};

TEST_ENTRY(TestUmap, NoApplication)

} // namespace modalscope::tst_umap

#include "tst_umap.moc"
