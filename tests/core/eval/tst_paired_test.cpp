#include "core/base/random.h"
#include "core/eval/paired_test.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_paired_test {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-12;
}

/// 1, 2, .. n with the sign of the named ones turned.
std::vector<double> ranksWithout(int n, const std::vector<int>& negative)
{
    std::vector<double> out;
    for (int i = 1; i <= n; ++i)
        out.push_back(i);
    for (const int i : negative)
        out[std::size_t(i - 1)] *= -1;
    return out;
}

/// Accuracies of k of 400 samples; differences that are equal in counts are not always equal as doubles.
std::vector<double> accuracyDifferences(const std::vector<std::pair<int, int>>& right)
{
    std::vector<double> out;
    for (const auto& [a, b] : right)
        out.push_back(a / 400.0 - b / 400.0);
    return out;
}

} // namespace

/// Protects what the program calls significant. Reference values of SciPy are in tst_reference_statistics.
class TestPairedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wilcoxonByHand()
    {
        // n = 4, W- = 1: sums up to 1 come from {} and {1}, two of 16 patterns, both sides 4/16.
        const auto test = wilcoxonSignedRank(ranksWithout(4, {1}));
        QCOMPARE(test.statistic, 1.0);
        QCOMPARE(test.pValue, 0.25);
        QCOMPARE(test.leastP, 0.125);
        QCOMPARE(test.n, 4);
        QVERIFY(test.exact);
        // Turned around nothing changes; in the middle p is 1.
        QCOMPARE(wilcoxonSignedRank(ranksWithout(4, {2, 3, 4})).pValue, 0.25);
        QCOMPARE(wilcoxonSignedRank(ranksWithout(4, {1, 4})).pValue, 1.0);
        // Two equal sizes, ranks 1.5, 1.5, 3: {} and either of the first two, three of 8 patterns.
        const auto tied = wilcoxonSignedRank(std::vector<double>{-1, 1, 2});
        QCOMPARE(tied.statistic, 1.5);
        QCOMPARE(tied.pValue, 0.75);
    }

    void fiveSeedsCannotReachFivePercent()
    {
        const std::vector<double> five{3, 4, 5, 6, 7};
        for (const auto& test : {wilcoxonSignedRank(five), permutationTest(five, 0)}) {
            QCOMPARE(test.leastP, 0.0625);
            QCOMPARE(test.pValue, test.leastP);
        }
    }

    void exactUpToTwentyFive()
    {
        // stats.wilcoxon of SciPy 1.10.1: method='exact' for 25, method='approx' for 26, for which the exact
        // p is 0.00178.
        const auto exact = wilcoxonSignedRank(ranksWithout(25, {1, 3, 8, 20, 25}));
        QVERIFY(exact.exact);
        QCOMPARE(exact.statistic, 57.0);
        QVERIFY(isClose(exact.pValue, 0.003419220447540283));
        QVERIFY(isClose(exact.leastP, std::ldexp(1.0, -24)));
        const auto beyond = wilcoxonSignedRank(ranksWithout(26, {1, 3, 8, 20, 25}));
        QVERIFY(!beyond.exact);
        QVERIFY(isClose(beyond.pValue, 0.002615400210729776));
        // All on one side: z = 175.5/√(26·27·53/24) = 4.457.
        QVERIFY(std::abs(beyond.leastP - 8.3e-6) < 1e-7);
    }

    void roundingBreaksNoTies()
    {
        // Four and two samples of 400, twice each.
        const auto differences
            = accuracyDifferences({{395, 391}, {201, 197}, {333, 335}, {393, 391}, {380, 380}});
        QVERIFY(differences[0] != differences[1]);
        const auto test = wilcoxonSignedRank(differences);
        const auto whole = wilcoxonSignedRank(std::vector<double>{4, 4, -2, 2, 0});
        QCOMPARE(test.n, 4);
        QCOMPARE(test.statistic, 1.5);
        QCOMPARE(test.pValue, whole.pValue);
        // 4 + 4 − 2 + 2 = 8 is beaten by 4 + 4 + 2 + 2 and met by 4 + 4 + 2 − 2: three of 16 on each side.
        QCOMPARE(permutationTest(differences, 0).pValue, 6.0 / 16);
        QCOMPARE(permutationTest(std::vector<double>{0.4, 0.4, -0.2, 0.2, 0}, 0).pValue, 6.0 / 16);
    }

    void permutationByHand()
    {
        // |±1 ± 2 ± 4| ≥ 5 for 7 and 5: four of eight.
        const auto test = permutationTest(std::vector<double>{-1, 2, 4, std::nan("")}, 0);
        QVERIFY(isClose(test.statistic, 5.0 / 3));
        QCOMPARE(test.n, 3);
        QCOMPARE(test.pValue, 0.5);
        QCOMPARE(test.leastP, 0.25);
    }

    void randomFlipsAgreeWithTheEnumeration()
    {
        // 20 differences and a 21st so small that it decides nothing: enumerated and drawn.
        Random random(3, "differences");
        std::vector<double> differences(20);
        for (auto& difference : differences)
            difference = random.normal() + 0.4;
        const auto exact = permutationTest(differences, 0);
        differences.push_back(1e-6);
        const auto drawn = permutationTest(differences, 0);
        QVERIFY(exact.exact && !drawn.exact);
        const double error = std::sqrt(exact.pValue * (1 - exact.pValue) / 100'000);
        QVERIFY2(std::abs(drawn.pValue - exact.pValue) < 4 * error + 2e-5,
            qPrintable(QString("%1 %2").arg(exact.pValue).arg(drawn.pValue)));
        QCOMPARE(permutationTest(differences, 0).pValue, drawn.pValue);
        QVERIFY(permutationTest(differences, 1).pValue != drawn.pValue);
        // Never zero, even when no pattern comes near.
        const auto least = permutationTest(std::vector<double>(40, 1.0), 0);
        QCOMPARE(least.pValue, 1.0 / 100'001);
        QCOMPARE(least.leastP, least.pValue);
    }

    void rightLevelWithoutAnEffect()
    {
        // 400 sets of eight differences around 0: a test at 5 % must not find more than its share.
        int found = 0;
        for (std::uint64_t trial = 0; trial < 400; ++trial) {
            Random random(trial, "level");
            std::vector<double> differences(8);
            for (auto& difference : differences)
                difference = random.normal();
            found += wilcoxonSignedRank(differences).pValue <= 0.05 ? 1 : 0;
        }
        QVERIFY2(found >= 4 && found <= 32, qPrintable(QString::number(found))); // 10/256 expected: 15.6
    }

    void nothingToTest()
    {
        const std::vector<double> none{std::nan("")};
        QVERIFY(std::isnan(wilcoxonSignedRank(none).pValue) && std::isnan(permutationTest({}, 0).pValue));
        const std::vector<double> same(5, 0.0);
        for (const auto& test : {wilcoxonSignedRank(same), permutationTest(same, 0)}) {
            QCOMPARE(test.pValue, 1.0);
            QCOMPARE(test.leastP, 1.0);
            QCOMPARE(test.statistic, 0.0);
        }
        QCOMPARE(wilcoxonSignedRank(std::vector<double>{2}).pValue, 1.0);
    }

    void holmByHand()
    {
        // Sorted .01 .02 .03 .04: times 4, 3, 2, 1 = .04 .06 .06 .04; never smaller than the one before.
        const std::vector<double> p{0.04, 0.01, std::nan(""), 0.03, 0.02};
        const auto adjusted = holmAdjusted(p);
        QVERIFY(isClose(adjusted[0], 0.06) && isClose(adjusted[1], 0.04));
        QVERIFY(std::isnan(adjusted[2]));
        QVERIFY(isClose(adjusted[3], 0.06) && isClose(adjusted[4], 0.06));
        QCOMPARE(holmAdjusted(std::vector<double>{0.7, 0.6}), (std::vector<double>{1, 1}));
        QCOMPARE(holmAdjusted(std::vector<double>{0.03}), (std::vector<double>{0.03}));
        QVERIFY(holmAdjusted({}).empty());
    }
};

TEST_ENTRY(TestPairedTest, NoApplication)

} // namespace modalscope::tst_paired_test

#include "tst_paired_test.moc"
