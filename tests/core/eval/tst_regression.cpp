#include "core/eval/regression.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_regression {

namespace {

struct Sentiment {
    std::vector<double> predicted, targets;
};

/// That of reference_tasks.py.
Sentiment referenceSentiment()
{
    Sentiment out;
    for (int i = 0; i < 180; ++i) {
        double target = std::nearbyint(3.4 * std::sin(0.7 * i) * 5) / 5;
        if (i % 9 == 4)
            target = 0;
        if (i % 11 == 2)
            target = 0.5 * (i % 13 - 6);
        const double near = 0.8 * target + 1.1 * std::cos(1.3 * i) + 0.25;
        out.predicted.push_back(i % 7 == 1 ? 0.5 * (i % 15 - 7) : near);
        out.targets.push_back(target);
    }
    return out;
}

void compareScores(const RegressionScores& found, const RegressionScores& expected)
{
    for (const auto member :
        {&RegressionScores::mae, &RegressionScores::pearson, &RegressionScores::acc7, &RegressionScores::acc5,
            &RegressionScores::acc2, &RegressionScores::f1, &RegressionScores::f1ReleasedCode})
        QVERIFY2(std::abs(found.*member - expected.*member) < 1e-12,
            qPrintable(QStringLiteral("%1 for %2").arg(found.*member).arg(expected.*member)));
}

constexpr RegressionScores kReference{1.0614831976128765, 0.7793557450119992, 0.37222222222222223,
    0.5833333333333334, 0.8679245283018868, 0.8678931775549552, 0.8679558790488181};

} // namespace

/// Sentiment is measured as MulT's code does: NumPy's rounding, clipping, targets of zero left out of the
/// binary measures.
class TestRegression : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithScikitLearn()
    {
        const auto sentiment = referenceSentiment();
        compareScores(regressionScores(sentiment.predicted, sentiment.targets), kReference);
    }

    void roundsHalvesToEven()
    {
        // 0.5 and −0.5 round to 0, 1.5 and 2.5 to 2, 3.5 is clipped to 3 before
        const auto scores = regressionScores(
            std::vector<double>{0.5, -0.5, 1.5, 2.5, 3.5}, std::vector<double>{0, 0, 2, 2, 3});
        QCOMPARE(scores.acc7, 1.0);
        QCOMPARE(scores.acc5, 1.0);
        // 2.5 is 2 in both ways with 7 classes, 3 and 2 differ; with 5 classes both are 2
        const auto clipped = regressionScores(std::vector<double>{2.6, 1}, std::vector<double>{2.5, 1});
        QCOMPARE(clipped.acc7, 0.5);
        QCOMPARE(clipped.acc5, 1.0);
    }

    void zeroTargetsDoNotCountInBinaryMeasures()
    {
        const std::vector<double> targets{0, 0, 1, -2};
        const auto scores = regressionScores(std::vector<double>{-1, 1, 2, 0}, targets);
        QCOMPARE(scores.acc2, 1.0); // a prediction of 0 is "not above 0"
        QCOMPARE(scores.f1, 1.0);
        const auto none = regressionScores(std::vector<double>{1, 2}, std::vector<double>{0, 0});
        QVERIFY(std::isnan(none.acc2) && std::isnan(none.f1) && std::isnan(none.pearson));
        QCOMPARE(none.mae, 1.5);
    }

    void oneValueHasNoCorrelation()
    {
        const std::vector<double> same(9, 0.1);
        const std::vector<double> targets{1, 2, 3, -1, 0, 2, 1, 1, 2};
        QVERIFY(std::isnan(regressionScores(same, targets).pearson));
        QVERIFY(std::isnan(regressionScores(targets, same).pearson));
        QCOMPARE(regressionScores(targets, targets).pearson, 1.0);
    }

    void masksAndWeights()
    {
        const auto sentiment = referenceSentiment();
        auto longer = sentiment;
        std::vector<std::uint8_t> mask(180, 1);
        for (int i = 0; i < 5; ++i) {
            longer.predicted.push_back(100);
            longer.targets.push_back(-3);
            mask.push_back(0);
        }
        compareScores(regressionScores(longer.predicted, longer.targets, mask), kReference);
        // weights count samples as often as if they stood there again
        const RegressionMeasure measure(sentiment.predicted, sentiment.targets);
        std::vector<std::uint32_t> weights(180, 1);
        auto repeated = sentiment;
        weights[3] = 0;
        weights[7] = 3;
        for (int i = 0; i < 2; ++i) {
            repeated.predicted.push_back(sentiment.predicted[7]);
            repeated.targets.push_back(sentiment.targets[7]);
        }
        std::vector<std::uint8_t> withoutThird(182, 1);
        withoutThird[3] = 0;
        compareScores(
            measure.measure(weights), regressionScores(repeated.predicted, repeated.targets, withoutThird));
    }

    void intervalsHoldTheValues()
    {
        const auto sentiment = referenceSentiment();
        const auto metrics = regressionMetrics(sentiment.predicted, sentiment.targets, {}, 5);
        QCOMPARE(metrics.size(), std::size_t(7));
        for (const auto& [name, entry] : metrics.items()) {
            QVERIFY(entry["low"] <= entry["value"] && entry["value"] <= entry["high"]);
            QVERIFY2(entry["low"] < entry["high"], name.c_str());
        }
        QCOMPARE(metrics["acc7"]["value"].get<double>(), kReference.acc7);
        QVERIFY(metrics == regressionMetrics(sentiment.predicted, sentiment.targets, {}, 5));
        const std::vector<double> same(180, 1);
        QVERIFY(!regressionMetrics(same, sentiment.targets, {}, 5).contains("pearson"));
        QVERIFY(regressionMetrics(same, same, std::vector<std::uint8_t>(180, 0), 5).empty());
    }
};

TEST_ENTRY(TestRegression, NoApplication)

} // namespace modalscope::tst_regression

#include "tst_regression.moc"
