#include "core/eval/bootstrap.h"
#include "core/eval/calibration.h"
#include "core/eval/paired_test.h"
#include "core/eval/seed_statistics.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <numeric>

namespace modalscope::tst_reference_statistics {

namespace {

using Numbers = std::vector<double>;

bool isClose(double a, double b, double tolerance = 1e-12)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

Numbers sixty()
{
    Numbers out;
    for (int i = 0; i < 60; ++i)
        out.push_back(std::sin(1 + 0.7 * i) + 0.25);
    return out;
}

Numbers fortyTied()
{
    Numbers out;
    for (int i = 0; i < 40; ++i)
        out.push_back((7 * i * i + 3 * i) % 23 - 9);
    return out;
}

Numbers right()
{
    Numbers out;
    for (int i = 0; i < 60; ++i)
        out.push_back((i * i + i / 3) % 4 != 0 ? 1 : 0);
    return out;
}

/// 60 samples of 4 classes by formula, all classes hit and missed.
ScoredSamples fourClasses()
{
    ArrayD logits({60, 4});
    std::vector<int> labels;
    for (int i = 0; i < 60; ++i) {
        labels.push_back((i * i + i / 3) % 4);
        for (int c = 0; c < 4; ++c)
            logits.row(i)[std::size_t(c)]
                = 2 * std::sin(1 + 0.7 * i + 1.3 * c * c + 0.11 * i * c) + (labels.back() == c ? 0.8 : 0);
    }
    return scoreSamples(logits, false, labels, {});
}

/// 40 samples of 2 classes with probabilities in tenths: many ties, also between the classes, edges of
/// bins, and probabilities of exactly 0 for the true class.
ScoredSamples coarse()
{
    ArrayD probabilities({40, 2});
    std::vector<int> labels;
    for (int i = 0; i < 40; ++i) {
        labels.push_back((i * i + i / 3) % 2);
        const int tenths = (7 * i * i + 3 * i) % 11;
        probabilities.row(i)[0] = (10 - tenths) / 10.0;
        probabilities.row(i)[1] = tenths / 10.0;
    }
    return scoreSamples(probabilities, true, labels, {});
}

Interval intervalOfMean(const Numbers& values, std::uint64_t seed)
{
    const auto mean = [&](std::span<const std::uint32_t> counts, std::span<double> out) {
        out[0]
            = std::inner_product(values.begin(), values.end(), counts.begin(), 0.0) / double(values.size());
    };
    return bootstrapIntervals(std::int64_t(values.size()), 1, mean, seed)[0];
}

} // namespace

/// Protects the statistics that papers are written with: against SciPy 1.10.1 and scikit-learn 1.2.1. Every
/// number below is printed by tests/core/eval/reference_statistics.py, which also says where the two differ
/// in what they mean by a name.
class TestReferenceStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Exact without ties: stats.wilcoxon(method='exact'). With ties or zeros SciPy has no exact p of its
    /// own; it is that of permutation_test on the signed ranks, zeros dropped. Large: method='approx',
    /// correction off, zero_method='wilcox' (SciPy's 'auto' would be exact up to 50, ours is up to 25).
    void wilcoxon()
    {
        struct Case {
            const char* name;
            Numbers differences;
            int n;
            double statistic, pValue;
            bool exact;
        };
        const std::vector<Case> cases{
            {"five", {0.8, 1.9, 0.4, 2.6, 1.1}, 5, 0.0, 0.0625, true},
            {"five mixed", {0.8, -0.3, 1.9, 0.4, 2.6}, 5, 1.0, 0.125, true},
            {"eight", {1.3, -0.4, 2.2, 0.9, -1.7, 3.1, 0.2, 1.5}, 8, 8.0, 0.1953125, true},
            {"twelve", {0.5, -1.2, 0.3, 2.4, -0.7, 1.9, 0.1, -0.2, 3.3, 1.1, 0.8, -2.1}, 12, 25.0,
                0.30126953125, true},
            {"ties", {1.0, 1.0, -1.0, 2.0, 2.0, 3.0, -2.0, 4.0}, 8, 7.0, 0.1640625, true},
            {"zeros", {0.0, 1.5, -0.5, 0.0, 2.5, 3.5, 1.0}, 5, 1.0, 0.125, true},
            {"zeros and ties", {0.0, 0.25, 0.25, -0.25, 0.5, 0.75, 0.5, 0.0, 1.0}, 7, 2.0, 0.0625, true},
            {"sixty", sixty(), 60, 555.0, 0.008044959221114732, false},
            {"forty tied", fortyTied(), 36, 292.0, 0.5187008660954691, false},
        };
        for (const auto& expected : cases) {
            const auto test = wilcoxonSignedRank(expected.differences);
            QCOMPARE(test.n, expected.n);
            QCOMPARE(test.exact, expected.exact);
            QCOMPARE(test.statistic, expected.statistic);
            QVERIFY2(isClose(test.pValue, expected.pValue), expected.name);
        }
    }

    /// stats.permutation_test(permutation_type='samples', n_resamples=inf) on the mean.
    void permutation()
    {
        struct Case {
            const char* name;
            Numbers differences;
            double mean, pValue;
        };
        const std::vector<Case> cases{
            {"five", {0.8, 1.9, 0.4, 2.6, 1.1}, 1.36, 0.0625},
            {"five mixed", {0.8, -0.3, 1.9, 0.4, 2.6}, 1.08, 0.125},
            {"six", {0.5, -1.2, 0.3, 2.4, -0.7, 1.9}, 0.5333333333333333, 0.40625},
            {"seven with zeros", {0.0, 1.5, -0.5, 0.0, 2.5, 3.5, 1.0}, 1.1428571428571428, 0.125},
            {"eight", {1.3, -0.4, 2.2, 0.9, -1.7, 3.1, 0.2, 1.5}, 0.8875, 0.1484375},
            {"eight with ties", {1.0, 1.0, -1.0, 2.0, 2.0, 3.0, -2.0, 4.0}, 1.25, 0.1640625},
            {"ten", {0.5, -1.2, 0.3, 2.4, -0.7, 1.9, 0.1, -0.2, 3.3, 1.1}, 0.75, 0.140625},
        };
        for (const auto& expected : cases) {
            const auto test = permutationTest(expected.differences, 0);
            QVERIFY(test.exact);
            QCOMPARE(test.n, int(expected.differences.size()));
            QVERIFY2(isClose(test.statistic, expected.mean), expected.name);
            QVERIFY2(isClose(test.pValue, expected.pValue), expected.name);
        }
    }

    /// stats.t.interval(0.95, n - 1, mean, stats.sem). SciPy's quantiles of t are right to 3e-10 only: for 7
    /// degrees of freedom it has 2.36462425101, to 12 digits it is 2.36462425159 (mpmath).
    void meanInterval()
    {
        struct Case {
            Numbers values;
            double mean, low, high;
        };
        const std::vector<Case> cases{
            {{0.8, 1.9, 0.4, 2.6, 1.1}, 1.36, 0.2612852115708604, 2.45871478842914},
            {{1.3, -0.4, 2.2, 0.9, -1.7, 3.1, 0.2, 1.5}, 0.8875, -0.37600039422206133, 2.151000394222061},
            {{0.5, -1.2, 0.3, 2.4, -0.7, 1.9, 0.1, -0.2, 3.3, 1.1, 0.8, -2.1}, 0.5166666666666667,
                -0.45330919572822614, 1.4866425290615597},
        };
        for (const auto& expected : cases) {
            const auto over = seedStatistics(expected.values);
            QVERIFY(isClose(over.mean, expected.mean));
            QVERIFY(isClose(over.low, expected.low, 1e-9));
            QVERIFY(isClose(over.high, expected.high, 1e-9));
        }
    }

    /// stats.bootstrap(method='percentile', n_resamples=9999, random_state=0) of the mean. Both are random:
    /// with s the standard error of the mean, the 2.5 % point of m resamples has the standard error
    /// √(.025·.975/m)/φ(1.96)·s = 2.67 s/√m, so 0.027 s for 9999 resamples and for the mean of ours over ten
    /// seeds, together 0.038 s. Allowed is 0.15 s, and for shares of 60 samples their step of 1/60 more.
    void bootstrapInterval()
    {
        struct Case {
            Numbers values;
            double low, high, error, step;
        };
        const std::vector<Case> cases{
            {sixty(), 0.08357008583235484, 0.4478644948804609, 0.09337427827843421, 0},
            {right(), 0.55, 0.7833333333333333, 0.060829863251770325, 1.0 / 60},
        };
        for (const auto& expected : cases) {
            Interval mean;
            for (std::uint64_t seed = 0; seed < 10; ++seed) {
                const auto interval = intervalOfMean(expected.values, seed);
                mean.low += interval.low / 10;
                mean.high += interval.high / 10;
            }
            const double allowed = 0.15 * expected.error + expected.step;
            QVERIFY2(std::abs(mean.low - expected.low) < allowed, qPrintable(QString::number(mean.low)));
            QVERIFY2(std::abs(mean.high - expected.high) < allowed, qPrintable(QString::number(mean.high)));
        }
    }

    /// accuracy_score, f1_score(average='macro', labels=all), average_precision_score(average='macro') of
    /// one-hot labels, log_loss, confusion_matrix; the calibration error by NumPy, 15 bins (k/15, (k+1)/15].
    void classification()
    {
        struct Case {
            ScoredSamples samples;
            double accuracy, macroF1, averagePrecision, calibrationError, loss;
            std::vector<std::int64_t> confusion;
        };
        const std::vector<Case> cases{
            {fourClasses(), 0.5, 0.47895854145854144, 0.45933554365502693, 0.19170001854424523,
                1.4264880853830129, {11, 4, 1, 4, 2, 4, 2, 2, 3, 4, 10, 3, 3, 0, 2, 5}},
            {coarse(), 0.55, 0.5054945054945055, 0.5265266499881884, 0.26249999999999996, 5.881163096245866,
                {17, 10, 8, 5}},
        };
        for (const auto& expected : cases) {
            const auto& samples = expected.samples;
            const auto n = double(samples.size());
            double hits = 0;
            for (std::size_t i = 0; i < samples.labels.size(); ++i)
                hits += samples.isRight(i) ? 1 : 0;
            QCOMPARE(hits / n, expected.accuracy);
            const auto counts = confusionMatrix(samples);
            QCOMPARE(counts, expected.confusion);
            QVERIFY(isClose(
                macroF1(Numbers(counts.begin(), counts.end()), samples.classCount()), expected.macroF1));
            const std::vector<std::uint32_t> once(samples.labels.size(), 1);
            QVERIFY(isClose(AveragePrecision(samples).mean(once), expected.averagePrecision));
            QVERIFY(isClose(calibrate(samples).error(), expected.calibrationError));
            const double loss = std::accumulate(samples.loss.begin(), samples.loss.end(), 0.0) / n;
            QVERIFY2(isClose(loss, expected.loss), qPrintable(QString::number(loss, 'g', 17)));
        }
    }
};

TEST_ENTRY(TestReferenceStatistics, NoApplication)

} // namespace modalscope::tst_reference_statistics

#include "tst_reference_statistics.moc"
