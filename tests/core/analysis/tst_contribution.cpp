#include "core/analysis/contribution.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <stdexcept>

namespace modalscope::tst_contribution {

namespace {

using Numbers = std::vector<double>;

bool areClose(const Numbers& a, const Numbers& b)
{
    bool close = a.size() == b.size();
    for (std::size_t i = 0; close && i < a.size(); ++i)
        close = std::abs(a[i] - b[i]) <= 1e-12;
    return close;
}

/// The entry of one modality in [repetition][modality].
Numbers column(const std::vector<Numbers>& rows, std::size_t modality)
{
    Numbers out;
    for (const auto& row : rows)
        out.push_back(row[modality]);
    return out;
}

std::vector<std::uint8_t> digits(const std::string& text)
{
    std::vector<std::uint8_t> out;
    for (const char c : text)
        out.push_back(std::uint8_t(c - '0'));
    return out;
}

} // namespace

/// Protects the measures of what each modality contributes. "Golden" are the numbers under measures/MODEL/TAG
/// of mla_trajectories.h5: two trained models on 64 test samples, computed by NumPy, Shapley values a second
/// time over all orders of the modalities.
class TestContribution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goldenShapley()
    {
        struct Case {
            const char* name;
            Numbers accuracy, phi;
        };
        const std::vector<Case> cases{
            {"concat/av", {0.25, 0.59375, 0.359375, 0.734375}, {0.359375, 0.125}},
            {"concat/avt", {0.25, 0.546875, 0.34375, 0.71875, 0.453125, 0.671875, 0.53125, 0.78125},
                {0.28124999999999994, 0.10937499999999999, 0.140625}},
            {"mla-paper/av", {0.25, 0.71875, 0.59375, 0.796875}, {0.3359375, 0.2109375}},
            {"mla-paper/avt", {0.25, 0.75, 0.625, 0.828125, 0.578125, 0.828125, 0.75, 0.875},
                {0.28385416666666663, 0.18229166666666669, 0.15885416666666666}},
        };
        for (const auto& golden : cases)
            QVERIFY2(
                areClose(shapleyValues(golden.accuracy, int(golden.phi.size())), golden.phi), golden.name);
    }

    void shapleyProperties()
    {
        QCOMPARE(shapleyValues(Numbers{0.2, 0.9}, 1), (Numbers{0.9 - 0.2}));
        // Eight modalities: sums to v(all) − v(nothing); the game "how much weight is present" gives each its
        // weight; a modality that never changes anything gets 0, two that are alike get the same.
        Numbers any(256);
        Numbers weight(256);
        for (std::size_t subset = 0; subset < 256; ++subset) {
            const auto seen = subset & 0x7f; // modality 7 says nothing
            any[subset] = std::sin(double(seen)) + ((seen & 3) == 1 ? std::sin(double(seen + 1)) : 0);
            for (std::size_t m = 0; m < 8; ++m)
                weight[subset] += (subset >> m & 1) != 0 ? double(m * m) : 0;
        }
        const auto phi = shapleyValues(any, 8);
        double sum = 0;
        for (const double value : phi)
            sum += value;
        QVERIFY(std::abs(sum - (any[255] - any[0])) < 1e-12);
        QVERIFY(std::abs(phi[7]) < 1e-12);
        QVERIFY(areClose(shapleyValues(weight, 8), {0, 1, 4, 9, 16, 25, 36, 49}));
        const auto alike = shapleyValues(Numbers{0.1, 0.4, 0.4, 0.5, 0.3, 0.8, 0.8, 0.9}, 3);
        QCOMPARE(alike[0], alike[1]);
    }

    void badGamesAreBugs()
    {
        QVERIFY_EXCEPTION_THROWN((void)shapleyValues(Numbers(3), 2), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)shapleyValues(Numbers(512), 9), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)shapleyValues(Numbers{1}, 0), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)sampleValuation({{}, {1}, {1, 0}, {1}}, 2), std::logic_error);
        const auto missing = shapleyValues(Numbers{0, 1, std::nan(""), 1}, 2);
        QVERIFY(std::isnan(missing[0]) && std::isnan(missing[1]));
    }

    /// `shapley_sample` of mla.json: all cases of two modalities by hand.
    void valuationOfTwoModalities()
    {
        const auto valueOf = [](std::uint8_t a, std::uint8_t v, std::uint8_t both) {
            return sampleValuation({{}, {a}, {v}, {both}}, 2)[0];
        };
        QCOMPARE(valueOf(1, 0, 1), (Numbers{1.5, 0.5}));
        QCOMPARE(valueOf(0, 0, 0), (Numbers{0, 0}));
        QCOMPARE(valueOf(1, 1, 1), (Numbers{1, 1}));
        QCOMPARE(valueOf(1, 0, 0), (Numbers{0.5, -0.5}));
    }

    void valuationOfThreeModalities()
    {
        // Right with a and with a and b only: v(a) = 1, v(ab) = 2. φ_a = ⅓·1 + ⅙·2, φ_b = ⅙·(2 − 1),
        // φ_c = ⅙·(0 − 1) + ⅓·(0 − 2); together v(abc) = 0. All wrong but v(nothing) "right": still 0.
        const auto phi = sampleValuation({{0, 1}, {1, 0}, {0, 0}, {1, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}, 3);
        QVERIFY(areClose(phi[0], {2.0 / 3, 1.0 / 6, -5.0 / 6}));
        QCOMPARE(phi[1], (Numbers{0, 0, 0}));
    }

    /// Right with only a, only v, both; φ as the digit 2φ + 1.
    void goldenValuation()
    {
        struct Case {
            std::string a, v, both, phiA, phiV;
        };
        const std::vector<Case> cases{
            {"0100110110110111101101101001011011111110101000001110001110101101",
                "0100000101001110011010000110100000000000010111100010110001000011",
                "0100110111111111001111101001011111111110111010110111001111101111",
                "1311441342442334203424414004044344444441424020232433004442414423",
                "1311221324224332023242212222222322222221242242430233222224212243"},
            {"0101110111010111001111101101011111111110101110100111011110111101",
                "1100010111010110011010010001001110001111110011110111101111101001",
                "1101110111111111001111101101001111111110111111100111111111101101",
                "2314431333333334103434404413123334443330324432301333243332323413",
                "4312231333333332123232222213103332223332342234321333423334303213"},
        };
        for (const auto& golden : cases) {
            const auto phi
                = sampleValuation({{}, digits(golden.a), digits(golden.v), digits(golden.both)}, 2);
            QCOMPARE(phi.size(), 64U);
            for (std::size_t i = 0; i < 64; ++i) {
                QCOMPARE(2 * phi[i][0] + 1, double(golden.phiA[i] - '0'));
                QCOMPARE(2 * phi[i][1] + 1, double(golden.phiV[i] - '0'));
            }
        }
    }

    void goldenPerceptualScore()
    {
        struct Case {
            double accuracy;
            std::vector<Numbers> permuted; // [repetition][modality]
            Numbers score, relative;
        };
        const std::vector<Case> cases{
            {0.734375,
                {{0.390625, 0.578125}, {0.375, 0.640625}, {0.375, 0.59375}, {0.390625, 0.59375},
                    {0.359375, 0.640625}},
                {0.35625, 0.125}, {0.48510638297872344, 0.1702127659574468}},
            {0.875,
                {{0.5, 0.734375, 0.78125}, {0.5625, 0.75, 0.71875}, {0.5625, 0.71875, 0.796875},
                    {0.453125, 0.703125, 0.78125}, {0.484375, 0.71875, 0.796875}},
                {0.36250000000000004, 0.15000000000000002, 0.09999999999999998},
                {0.4142857142857143, 0.17142857142857146, 0.11428571428571425}},
        };
        for (const auto& golden : cases) {
            for (std::size_t m = 0; m < golden.score.size(); ++m) {
                const auto score = perceptualScore(golden.accuracy, column(golden.permuted, m));
                QVERIFY(areClose({score.score, score.relative}, {golden.score[m], golden.relative[m]}));
            }
        }
        QVERIFY(std::isnan(perceptualScore(0.5, {}).score));
        const auto useless = perceptualScore(0, Numbers{0.25});
        QVERIFY(useless.score == -0.25 && std::isnan(useless.relative));
    }

    void conditionalUtilisationByHand()
    {
        QCOMPARE(conditionalUtilisation(0.8, 0.6), (0.8 - 0.6) / 0.8);
        QVERIFY(conditionalUtilisation(0.5, 0.6) < 0);
        QVERIFY(std::isnan(conditionalUtilisation(0, 0.6)));
    }

    void robustnessByHand()
    {
        // 0 .. 0.2: ½·0.2·(0.9 + 0.7); 0.2 .. 0.5: ½·0.3·(0.7 + 0.3).
        const Numbers rates{0, 0.2, 0.5};
        const auto area = robustnessArea(rates, Numbers{0.9, 0.7, 0.3});
        QVERIFY(areClose({area.area, area.relative}, {0.31, 0.62}));
        // Baseline 0.8, 0.5, 0.3 lifted by 0.1: 0.9, 0.6, 0.4; differences 0, 0.1, −0.1.
        const auto even = effectiveRobustness(rates, Numbers{0.9, 0.7, 0.3}, Numbers{0.8, 0.5, 0.3});
        QVERIFY(areClose({even.sum, even.mean}, {0, 0}));
        const auto better = effectiveRobustness(rates, Numbers{0.9, 0.7, 0.46}, Numbers{0.8, 0.5, 0.3});
        QVERIFY(areClose({better.sum, better.mean}, {0.16, 0.16 / 3}));

        QVERIFY(std::isnan(robustnessArea(Numbers{0}, Numbers{0.9}).area));
        QCOMPARE(effectiveRobustness(Numbers{0}, Numbers{0.9}, Numbers{0.4}).sum, 0.0);
        QVERIFY(std::isnan(effectiveRobustness({}, {}, {}).mean));
        QVERIFY(std::isnan(robustnessArea(rates, Numbers{0.9, std::nan(""), 0.3}).relative));
        QVERIFY_EXCEPTION_THROWN((void)robustnessArea(Numbers{0, 0.5, 0.5}, Numbers(3)), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)robustnessArea(rates, Numbers(2)), std::logic_error);
    }
};

TEST_ENTRY(TestContribution, NoApplication)

} // namespace modalscope::tst_contribution

#include "tst_contribution.moc"
