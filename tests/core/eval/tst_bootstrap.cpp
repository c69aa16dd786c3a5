#include "core/base/random.h"
#include "core/eval/bootstrap.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <numeric>

namespace modalscope::tst_bootstrap {

namespace {

Interval intervalOfMean(const std::vector<double>& values, std::uint64_t seed)
{
    const auto mean = [&](std::span<const std::uint32_t> counts, std::span<double> out) {
        double sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            sum += counts[i] * values[i];
        out[0] = sum / double(values.size());
    };
    return bootstrapIntervals(std::int64_t(values.size()), 1, mean, seed)[0];
}

} // namespace

/// Protects the intervals in metrics.json: right width, right coverage, the same for the same seed.
class TestBootstrap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quantileInterpolates()
    {
        std::vector<double> values{4, 1, 3, 2};
        QCOMPARE(quantile(values, 0.5), 2.5);
        QCOMPARE(quantile(values, 0.025), 1.075);
        QCOMPARE(quantile(values, 1), 4.0);
        QVERIFY(std::isnan(quantile({}, 0.5)));
    }

    void sameSeedSameInterval()
    {
        const std::vector<double> values{1, 4, 2, 8, 5, 7};
        const auto first = intervalOfMean(values, 3);
        const auto again = intervalOfMean(values, 3);
        const auto other = intervalOfMean(values, 4);
        QCOMPARE(first.low, again.low);
        QCOMPARE(first.high, again.high);
        QVERIFY(first.low != other.low || first.high != other.high);
    }

    void stopsBetweenTwoResamples()
    {
        int drawn = 0;
        const auto count = [&](std::span<const std::uint32_t>, std::span<double> out) { out[0] = ++drawn; };
        bootstrapIntervals(37, 1, count, 0, [&] { return drawn == 3; });
        QCOMPARE(drawn, 3);
    }

    void everyResampleHasAsManySamples()
    {
        const auto check = [](std::span<const std::uint32_t> counts, std::span<double> out) {
            QCOMPARE(std::accumulate(counts.begin(), counts.end(), 0U), 37U);
            out[0] = double(counts[36]);
        };
        const auto last = bootstrapIntervals(37, 1, check, 0)[0]; // Binomial(37, 1/37)
        QCOMPARE(last.low, 0.0);
        QCOMPARE(last.high, 3.0);
    }

    void widthIsThatOfTheNormalApproximation()
    {
        std::vector<double> values(400, 0.0);
        std::fill_n(values.begin(), 300, 1.0);
        const auto interval = intervalOfMean(values, 0);
        const double half = 1.96 * std::sqrt(0.75 * 0.25 / 400); // 0.0424
        QVERIFY(std::abs(interval.low - (0.75 - half)) < 0.006);
        QVERIFY(std::abs(interval.high - (0.75 + half)) < 0.006);
    }

    void coversTheTruth()
    {
        // 300 draws of 100 normal numbers: a 95 % percentile interval of the mean covers it about 94 % of the
        // time.
        int covered = 0;
        for (int trial = 0; trial < 300; ++trial) {
            Random random(std::uint64_t(trial), "coverage");
            std::vector<double> values(100);
            for (auto& value : values)
                value = random.normal();
            const auto interval = intervalOfMean(values, std::uint64_t(trial));
            covered += interval.low <= 0 && 0 <= interval.high ? 1 : 0;
        }
        QVERIFY2(covered >= 270 && covered <= 297, qPrintable(QString::number(covered)));
    }

    void undefinedInAResampleIsLeftOut()
    {
        const auto odd = [](std::span<const std::uint32_t> counts, std::span<double> out) {
            out[0] = counts[0] == 0 ? std::nan("") : double(counts[0]);
            out[1] = std::nan("");
        };
        const auto intervals = bootstrapIntervals(5, 2, odd, 1);
        QCOMPARE(intervals[0].low, 1.0);
        QVERIFY(std::isnan(intervals[1].low));
    }

    void fewerResamplesOfManySamples()
    {
        QCOMPARE(bootstrapResamples(1), 1000);
        QCOMPARE(bootstrapResamples(50'000), 1000);
        QCOMPARE(bootstrapResamples(100'000), 500);
        QCOMPARE(bootstrapResamples(10'000'000), 200);
    }
};

TEST_ENTRY(TestBootstrap, NoApplication)

} // namespace modalscope::tst_bootstrap

#include "tst_bootstrap.moc"
