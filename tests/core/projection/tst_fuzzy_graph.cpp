#include "core/projection/curve_parameters.h"
#include "core/projection/finite_rows.h"
#include "core/projection/fuzzy_graph.h"
#include "core/projection/spectral_positions.h"
#include "tests/core/projection/cluster_points.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <array>
#include <cmath>
#include <numbers>

namespace modalscope::tst_fuzzy_graph {

namespace {

NeighborGraph neighborsOf(const Array& points, int k)
{
    const std::array<const Array*, 1> one{&points};
    WorkerTeam team(1);
    return findNeighbors(
        preparePoints(finiteRows(one).value(), Metric::Euclidean), k, NeighborSearch::Exact, 0, team)
        .value();
}

FuzzyGraph graphOf(double localConnectivity, double unionShare)
{
    WorkerTeam team(2);
    return fuzzyGraph(neighborsOf(formulaPoints(), 4), localConnectivity, unionShare, team);
}

using Row = std::vector<std::pair<std::int32_t, double>>;

void compareRow(const FuzzyGraph& graph, std::size_t row, const Row& expected)
{
    QCOMPARE(std::size_t(graph.start[row + 1] - graph.start[row]), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto e = std::size_t(graph.start[row]) + i;
        QCOMPARE(graph.neighbor[e], expected[i].first);
        QVERIFY2(std::abs(double(graph.weight[e]) - expected[i].second) < 3e-5,
            std::to_string(graph.weight[e]).c_str());
    }
}

} // namespace

/// Protects the graph that UMAP draws. Expected: umap-learn 0.5.3, fuzzy_simplicial_set with 5 neighbours
/// (which count the point itself) on the same points.
class TestFuzzyGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithUmapLearn()
    {
        const auto graph = graphOf(1, 1);
        QCOMPARE(graph.neighbor.size(), std::size_t(60));
        compareRow(graph, 0, {{1, 0.41798}, {5, 0.272278}, {6, 0.723358}, {7, 1.0}, {8, 0.426641}});
        compareRow(graph, 7, {{0, 1.0}, {1, 0.344642}, {6, 0.74029}, {8, 0.651926}});
    }

    void connectivityAndUnionShareAgreeWithUmapLearn()
    {
        const auto graph = graphOf(2.5, 0.3);
        compareRow(graph, 0, {{1, 0.034729}, {5, 0.009955}, {6, 0.525341}, {7, 1.0}, {8, 0.061852}});
    }

    void labelsAgreeWithUmapLearn()
    {
        std::vector<int> labels;
        for (int i = 0; i < 12; ++i)
            labels.push_back(i == 4 ? -1 : i % 3);
        const auto graph = intersectWithLabels(graphOf(1, 1), labels, 0.5);
        compareRow(graph, 0, {{1, 0.008501}, {5, 0.005291}, {6, 1.0}, {7, 0.028683}, {8, 0.01466}});
        compareRow(graph, 4, {{3, 0.593637}, {5, 0.91819}, {6, 0.469187}, {10, 0.52775}, {11, 1.0}});
    }

    void isSymmetric()
    {
        const auto data = clusterPoints(300, 6, 3);
        WorkerTeam team(2);
        const auto graph = fuzzyGraph(neighborsOf(data.points, 10), 1, 0.7, team);
        for (std::int64_t i = 0; i < graph.vertices(); ++i)
            for (auto e = graph.start[std::size_t(i)]; e < graph.start[std::size_t(i) + 1]; ++e) {
                const auto j = std::size_t(graph.neighbor[std::size_t(e)]);
                const auto begin = graph.neighbor.begin() + graph.start[j],
                           end = graph.neighbor.begin() + graph.start[j + 1];
                const auto back = std::find(begin, end, std::int32_t(i));
                QVERIFY(back != end);
                QCOMPARE(
                    graph.weight[std::size_t(back - graph.neighbor.begin())], graph.weight[std::size_t(e)]);
            }
    }

    void equalPointsGetFullStrength()
    {
        Array points({10, 2}); // all in one place
        WorkerTeam team(1);
        for (const float strength : neighborStrengths(neighborsOf(points, 4), 1, team))
            QCOMPARE(strength, 1.0F);
    }

    void curvesAgreeWithUmapLearn()
    {
        const std::array<std::array<double, 4>, 4> cases{
            {{1, 0.1, 1.57694346, 0.89506088}, {1, 0, 1.93280840, 0.79049497},
                {1, 0.5, 0.58303002, 1.33416699}, {2, 0.3, 0.37949469, 0.94881522}}};
        for (const auto& [spread, minDist, a, b] : cases) {
            const auto curve = fitCurve(spread, minDist);
            QVERIFY(std::abs(curve.a - a) < 2e-5);
            QVERIFY(std::abs(curve.b - b) < 2e-5);
        }
    }

    void ringBecomesACircle_data()
    {
        QTest::addColumn<int>("vertices");
        QTest::newRow("exactly") << 40;
        QTest::newRow("by iteration") << 600;
    }

    /// Its second and third eigenvalue are equal: a method of single vectors finds only one of the two.
    void ringBecomesACircle()
    {
        QFETCH(int, vertices);
        FuzzyGraph ring{{0}, {}, {}};
        for (int i = 0; i < vertices; ++i) {
            for (const int step : {1, vertices - 1}) {
                ring.neighbor.push_back((i + step) % vertices);
                ring.weight.push_back(1);
            }
            ring.start.push_back(std::int64_t(ring.neighbor.size()));
        }
        WorkerTeam team(2);
        const auto places = spectralPositions(ring, 2, 0, team);
        QVERIFY(places);
        double least = 1e9, most = 0;
        for (int i = 0; i < vertices; ++i) {
            const double radius = std::hypot(places->row(i)[0], places->row(i)[1]);
            least = std::min(least, radius);
            most = std::max(most, radius);
        }
        QVERIFY2(least > 0.9 * most, std::to_string(least / most).c_str());
    }
};

TEST_ENTRY(TestFuzzyGraph, NoApplication)

} // namespace modalscope::tst_fuzzy_graph

#include "tst_fuzzy_graph.moc"
