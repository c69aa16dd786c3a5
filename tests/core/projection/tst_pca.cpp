#include "core/config/json_options.h"
#include "core/projection/pca.h"
#include "tests/core/projection/cluster_points.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <array>
#include <cmath>
#include <limits>

namespace modalscope::tst_pca {

/// Protects the axes of every PCA picture.
class TestPca : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithScikitLearn()
    {
        // sklearn 1.2.1, PCA(2, svd_solver="full") of the same points.
        const std::array<double, 6> expected{
            0.25798371, -0.16821524, 0.95139268, -0.06767917, 0.97916089, 0.19147709};
        const auto pca = fitPca(formulaPoints());
        QVERIFY(pca);
        QVERIFY(pca.value().exact);
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY(std::abs(pca.value().components.values[i] - expected[i]) < 2e-6);
        QVERIFY(std::abs(pca.value().variance[0] - 4.66049303) < 1e-5);
        QVERIFY(std::abs(pca.value().variance[1] - 2.13826533) < 1e-5);
        QVERIFY(std::abs(pca.value().share(0) - 0.66084945) < 1e-6);
    }

    void fewPointsAndManyValuesGiveTheSameDirections()
    {
        const auto data = clusterPoints(40, 200, 3); // by products of points
        const auto exact = fitPca(data.points, {.components = 3, .solver = PcaSolver::Exact});
        const auto random
            = fitPca(data.points, {.components = 3, .solver = PcaSolver::Randomized, .iterations = 12});
        QVERIFY(exact);
        QVERIFY(random);
        QVERIFY(!random.value().exact);
        for (std::size_t i = 0; i < 2; ++i) { // the third is noise like others
            QVERIFY(std::abs(exact.value().variance[i] / random.value().variance[i] - 1) < 1e-4);
            double cosine = 0;
            for (std::size_t d = 0; d < 200; ++d)
                cosine += exact.value().components.row(std::int64_t(i))[d]
                    * random.value().components.row(std::int64_t(i))[d];
            QVERIFY(std::abs(cosine - 1) < 1e-4);
        }
    }

    void modalitiesShareOneFit()
    {
        const auto all = clusterPoints(60, 10, 2).points;
        Array first({20, 10}), second({40, 10});
        std::copy_n(all.values.begin(), 200, first.values.begin());
        std::copy_n(all.values.begin() + 200, 400, second.values.begin());
        const std::array<const Array*, 2> both{&first, &second};
        const auto together = fitPca(both);
        QVERIFY(together);
        QCOMPARE(together.value().components.values, fitPca(all).value().components.values);
        QCOMPARE(together.value().points, 60);
    }

    void newPointsFallWhereTheyBelong()
    {
        const auto points = formulaPoints();
        const auto pca = fitPca(points, {.components = 3}).value();
        const auto places = pca.transform(points).value();
        double squares = 0;
        for (const float value : places.values)
            squares += double(value) * double(value);
        QVERIFY(std::abs(squares / 11 - pca.totalVariance) < 1e-5); // all directions: nothing is lost
        QVERIFY(!pca.transform(Array({2, 4})));
    }

    void threadsChangeNothing()
    {
        const auto data = clusterPoints(3000, 20, 4);
        for (const auto solver : {PcaSolver::Exact, PcaSolver::Randomized}) {
            const auto one = fitPca(data.points, {.solver = solver, .threads = 1}).value();
            for (const int threads : {2, 4})
                QCOMPARE(
                    fitPca(data.points, {.solver = solver, .threads = threads}).value().components.values,
                    one.components.values);
        }
    }

    void badInputIsASentence()
    {
        Array points = formulaPoints();
        points.row(3)[1] = std::numeric_limits<float>::quiet_NaN();
        points.row(5)[0] = std::numeric_limits<float>::infinity();
        const auto pca = fitPca(points);
        QVERIFY(pca);
        QCOMPARE(pca.value().dropped, 2);
        QVERIFY(std::isfinite(pca.value().variance[0]));
        QVERIFY(!fitPca(Array()));
        const Array other({3, 5});
        const std::array<const Array*, 2> both{&points, &other};
        const auto mixed = fitPca(both);
        QVERIFY(!mixed);
        QVERIFY(mixed.error().message.find("3 and 5 values") != std::string::npos);
        std::stop_source source;
        source.request_stop();
        const auto stopped = fitPca(points, {}, source.get_token());
        QVERIFY(!stopped);
        QVERIFY(stopped.error().kind == ErrorKind::Cancelled);
    }

    void constantPointsHaveNoVariance()
    {
        Array points({10, 4});
        std::fill(points.values.begin(), points.values.end(), 3.0F);
        const auto pca = fitPca(points);
        QVERIFY(pca);
        QCOMPARE(pca.value().share(0), 0.0);
        QCOMPARE(pca.value().transform(points).value().values[0], 0.0F);
    }
};

TEST_ENTRY(TestPca, NoApplication)

} // namespace modalscope::tst_pca

#include "tst_pca.moc"
