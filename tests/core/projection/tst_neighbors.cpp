#include "core/projection/finite_rows.h"
#include "core/projection/neighbors.h"
#include "tests/core/projection/cluster_points.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace modalscope::tst_neighbors {

namespace {

PreparedPoints prepared(const Array& points, Metric metric = Metric::Euclidean)
{
    const std::array<const Array*, 1> one{&points};
    return preparePoints(finiteRows(one).value(), metric);
}

NeighborGraph search(const PreparedPoints& points, int k, NeighborSearch how, int threads = 2)
{
    WorkerTeam team(threads);
    return findNeighbors(points, k, how, 0, team).value();
}

} // namespace

/// Protects who counts as near: everything else about a picture follows from it.
class TestNeighbors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lineOfPointsByHand()
    {
        Array line({5, 1});
        line.values = {0, 1, 3, 6, 10};
        const auto graph = search(prepared(line), 2, NeighborSearch::Auto);
        QCOMPARE(graph.index, (std::vector<std::int32_t>{1, 2, 0, 2, 1, 0, 2, 4, 3, 2}));
        QCOMPARE(graph.distance, (std::vector<float>{1, 3, 1, 2, 2, 3, 3, 4, 4, 7}));
        QVERIFY(graph.exact);
        QCOMPARE(search(prepared(line), 15, NeighborSearch::Auto).k, 4); // there are no more
    }

    void cosineAndCorrelationByHand()
    {
        Array points({4, 3});
        points.values = {1, 0, 0, 0, 2, 0, 3, 3, 0, 0, 0, 0};
        const auto cosine = search(prepared(points, Metric::Cosine), 3, NeighborSearch::Exact);
        QCOMPARE(cosine.index[0], 2);
        QVERIFY(std::abs(cosine.distance[0] - (1 - std::sqrt(0.5F))) < 1e-6F);
        QVERIFY(std::abs(cosine.distance[9] - 1) < 1e-6F); // of the zero vector to any
        Array rising({3, 3});
        rising.values = {1, 2, 3, 10, 20, 30, 3, 2, 1};
        const auto correlation = search(prepared(rising, Metric::Correlation), 2, NeighborSearch::Exact);
        QVERIFY(std::abs(correlation.distance[0]) < 1e-6F);
        QVERIFY(std::abs(correlation.distance[1] - 2) < 1e-6F);
    }

    void approximateFindsNearlyAll()
    {
        const auto points = prepared(clusterPoints(4000, 16, 5).points);
        const auto exact = search(points, 14, NeighborSearch::Exact);
        const auto found = search(points, 14, NeighborSearch::Approximate);
        QVERIFY(!found.exact);
        std::size_t hits = 0;
        for (std::size_t i = 0; i < 4000; ++i) {
            const std::set<std::int32_t> truth(exact.index.begin() + std::ptrdiff_t(i * 14),
                exact.index.begin() + std::ptrdiff_t(i * 14 + 14));
            for (std::size_t n = 0; n < 14; ++n) {
                hits += truth.count(found.index[i * 14 + n]);
                QVERIFY(found.index[i * 14 + n] != std::int32_t(i));
            }
        }
        QVERIFY2(double(hits) / (4000 * 14) > 0.98, std::to_string(double(hits) / (4000 * 14)).c_str());
    }

    void threadsChangeNothing()
    {
        const auto points = prepared(clusterPoints(3000, 12, 3).points);
        for (const auto how : {NeighborSearch::Exact, NeighborSearch::Approximate}) {
            const auto one = search(points, 10, how, 1);
            for (const int threads : {2, 4}) {
                const auto other = search(points, 10, how, threads);
                QCOMPARE(other.index, one.index);
                QCOMPARE(hashOf(other.distance), hashOf(one.distance));
            }
        }
    }

    void equalPointsAreAtDistanceZero()
    {
        Array points({2000, 3}); // 20 places, 100 points each, far from the origin
        for (std::int64_t i = 0; i < 2000; ++i)
            for (std::size_t d = 0; d < 3; ++d)
                points.row(i)[d] = 1e6F + float(i % 20) * float(d + 1);
        for (const auto how : {NeighborSearch::Exact, NeighborSearch::Approximate}) {
            const auto graph = search(prepared(points), 5, how);
            QCOMPARE(*std::max_element(graph.distance.begin(), graph.distance.end()), 0.0F);
        }
    }

    void neighboursAmongOtherPoints()
    {
        const auto points = prepared(clusterPoints(200, 8, 2).points);
        WorkerTeam team(2);
        const auto graph = nearestPoints(points, points, 3, team).value();
        for (std::int32_t i = 0; i < 200; ++i)
            QCOMPARE(graph.index[std::size_t(i) * 3], i); // itself: nobody is left out here
    }

    void stops()
    {
        const auto points = prepared(clusterPoints(3000, 12, 3).points);
        std::stop_source source;
        RunContext context;
        context.stop = source.get_token();
        context.report = [&](const RunEvent&) { source.request_stop(); };
        WorkerTeam team(2);
        for (const auto how : {NeighborSearch::Exact, NeighborSearch::Approximate}) {
            const auto found = findNeighbors(points, 10, how, 0, team, context);
            QVERIFY(!found);
            QVERIFY(found.error().kind == ErrorKind::Cancelled);
        }
    }
};

TEST_ENTRY(TestNeighbors, NoApplication)

} // namespace modalscope::tst_neighbors

#include "tst_neighbors.moc"
