#include "core/eval/seed_statistics.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <stdexcept>

namespace modalscope::tst_seed_statistics {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

SeedNumbers numbers(const std::vector<std::pair<int, double>>& bySeed, const std::string& prefix)
{
    std::vector<SeedValue> values;
    for (const auto& [seed, value] : bySeed)
        values.push_back({std::uint64_t(seed), {prefix + std::to_string(seed)}, value});
    return seedNumbers(std::move(values));
}

} // namespace

/// Protects the bands and differences over seeds.
class TestSeedStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quantilesOfStudent()
    {
        // Tables of Student's distribution.
        QVERIFY(isClose(studentQuantile(1), 12.706204736432095));
        QVERIFY(isClose(studentQuantile(2), 4.302652729911275));
        QVERIFY(isClose(studentQuantile(4), 2.7764451051977987));
        QVERIFY(isClose(studentQuantile(9), 2.2621571627409915));
        QVERIFY(studentQuantile(2.5) < studentQuantile(2) && studentQuantile(2.5) > studentQuantile(3));
        QVERIFY(std::abs(studentQuantile(1000) - 1.9623390808) < 1e-6);
    }

    void meanAndInterval()
    {
        const std::vector<double> values{1, 2, 3, std::nan("")};
        const auto out = seedStatistics(values);
        QCOMPARE(out.n, 3);
        QCOMPARE(out.mean, 2.0);
        QCOMPARE(out.deviation, 1.0);
        QVERIFY(isClose(out.high, 2 + 4.302652729911275 / std::sqrt(3.0)));
        QVERIFY(isClose(out.low, 2 - 4.302652729911275 / std::sqrt(3.0)));
    }

    void oneSeedHasNoInterval()
    {
        const std::vector<double> values{0.5};
        const auto out = seedStatistics(values);
        QCOMPARE(out.mean, 0.5);
        QVERIFY(!out.hasInterval());
        QVERIFY(std::isnan(out.low));
        QVERIFY(std::isnan(seedStatistics({}).mean));
    }

    void differencesArePairedBySeed()
    {
        // Seeds differ by 10, the difference never: a paired interval has no width.
        const auto a = numbers({{0, 0.5}, {1, 0.6}, {2, 0.7}, {3, 0.9}}, "a");
        const auto b = numbers({{2, 0.5}, {0, 0.3}, {1, 0.4}}, "b");
        const auto out = seedDifference(a, b, 100);
        QVERIFY(out.paired);
        QCOMPARE(out.over.n, 3);
        QVERIFY(isClose(out.over.mean, 20) && isClose(out.over.low, 20) && isClose(out.over.high, 20));
        QCOMPARE(out.values[2].seed, 2U);
        QCOMPARE(out.values[2].runs, (std::vector<std::string>{"a2", "b2"}));
        QCOMPARE(out.runs().size(), 6U);
    }

    void otherSeedsGetWelchsInterval()
    {
        const auto a = numbers({{0, 1}, {1, 2}, {2, 3}}, "a");
        const auto b = numbers({{5, 0}, {6, 2}, {7, 4}, {8, 6}}, "b");
        const auto out = seedDifference(a, b);
        QVERIFY(!out.paired);
        QVERIFY(out.values.empty());
        QCOMPARE(out.over.n, 3);
        QCOMPARE(out.over.mean, -1.0);
        // va = 1/3, vb = (20/3)/4 = 5/3, degrees = 4 / ((1/9)/2 + (25/9)/3) = 4.0755
        const double degrees = 4 / (1.0 / 18 + 25.0 / 27);
        QVERIFY(isClose(out.over.high - out.over.mean, studentQuantile(degrees) * std::sqrt(2.0)));
    }

    void nothingMinusSomethingIsNothing()
    {
        const auto out = seedDifference(numbers({{0, 1}}, "a"), SeedNumbers());
        QVERIFY(out.isEmpty());
        QVERIFY(std::isnan(out.over.mean));
    }

    void aSeedTwiceIsABug()
    {
        QVERIFY_EXCEPTION_THROWN((void)numbers({{0, 1}, {0, 2}}, "a"), std::logic_error);
    }
};

TEST_ENTRY(TestSeedStatistics, NoApplication)

} // namespace modalscope::tst_seed_statistics

#include "tst_seed_statistics.moc"
