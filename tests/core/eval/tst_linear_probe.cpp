#include "core/base/random.h"
#include "core/eval/linear_probe.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_linear_probe {

namespace {

struct Problem {
    ArrayD features;
    std::vector<int> labels;
};

/// 60 samples of 4 features and 3 classes by formula; `x` is easy to make again in another language.
Problem smallProblem()
{
    Problem out{ArrayD({60, 4}), {}};
    for (int i = 0; i < 60; ++i) {
        const auto row = out.features.row(i);
        for (int d = 0; d < 4; ++d)
            row[std::size_t(d)] = std::sin(1 + 0.7 * i + 1.3 * d * d + 0.11 * i * d) * (d + 1) + d;
        out.labels.push_back((row[0] > 0 ? 1 : 0) + (row[1] > 1.5 && i % 5 != 0 ? 1 : 0));
    }
    return out;
}

/// Σ cross-entropy + ½·penalty·‖W‖² of a probe.
double objective(const LinearProbe& probe, const Problem& problem, double penalty)
{
    const auto logits = probe.logits(problem.features);
    double sum = 0;
    for (std::int64_t i = 0; i < logits.rows(); ++i) {
        double total = 0;
        for (const double logit : logits.row(i))
            total += std::exp(logit);
        sum += std::log(total) - logits.row(i)[std::size_t(problem.labels[std::size_t(i)])];
    }
    for (const double weight : probe.weight.values)
        sum += 0.5 * penalty * weight * weight;
    return sum;
}

} // namespace

/// Protects the measure of laziness that does not depend on the joint head.
class TestLinearProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reachesTheOptimum()
    {
        // Expected: Newton's method in NumPy on the same problem, gradient below 4e-15
        // (tests/golden/README.md).
        const std::vector<double> expected{-1.678898101091, -1.256982363102, 0.18480453385, 0.007256272508,
            0.430261884585, -0.128371830809, -0.027125919172, 0.201392808199, 1.248636216505, 1.385354193911,
            -0.157678614678, -0.208649080707};
        const std::vector<double> expectedBias{-0.06398495075, 1.260995239101, -1.197010288351};
        const auto problem = smallProblem();
        const auto probe = fitLinearProbe(problem.features, problem.labels, 3);
        QVERIFY(probe);
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(std::abs(probe.value().weight.values[i] - expected[i]) < 2e-5,
                qPrintable(QString::number(probe.value().weight.values[i], 'g', 12)));
        const auto& bias = probe.value().bias;
        const double mean = (bias[0] + bias[1] + bias[2]) / 3;
        for (std::size_t c = 0; c < 3; ++c)
            QVERIFY(std::abs(bias[c] - mean - expectedBias[c]) < 2e-5);
        QVERIFY(std::abs(objective(probe.value(), problem, 1) - 32.75948717050038) < 1e-8);
    }

    void gradientVanishes()
    {
        const auto problem = smallProblem();
        auto probe = fitLinearProbe(problem.features, problem.labels, 3, {.penalty = 0.1}).value();
        for (auto* parameters : {&probe.weight.values, &probe.bias}) {
            for (auto& parameter : *parameters) {
                const double at = parameter;
                parameter = at + 1e-4;
                const double above = objective(probe, problem, 0.1);
                parameter = at - 1e-4;
                const double below = objective(probe, problem, 0.1);
                parameter = at;
                QVERIFY(std::abs(above - below) / 2e-4 < 5e-5); // of the sum over 60 samples
            }
        }
    }

    void sameInputSameProbe()
    {
        const auto problem = smallProblem();
        const auto first = fitLinearProbe(problem.features, problem.labels, 3).value();
        const auto again = fitLinearProbe(problem.features, problem.labels, 3).value();
        QCOMPARE(first.weight.values, again.weight.values);
        QCOMPARE(first.bias, again.bias);
    }

    void scaleAndOffsetOfFeaturesDoNotMatter()
    {
        auto problem = smallProblem();
        const auto before
            = fitLinearProbe(problem.features, problem.labels, 3).value().logits(problem.features);
        for (auto& value : problem.features.values)
            value = 250 * value - 4000;
        const auto after
            = fitLinearProbe(problem.features, problem.labels, 3).value().logits(problem.features);
        for (std::size_t i = 0; i < before.values.size(); ++i)
            QVERIFY(std::abs(before.values[i] - after.values[i]) < 1e-4);
    }

    void constantFeaturesAreIgnored()
    {
        auto problem = smallProblem();
        for (std::int64_t i = 0; i < 60; ++i)
            problem.features.row(i)[2] = 0.1; // not exact in binary: its mean has a rounding error
        const auto probe = fitLinearProbe(problem.features, problem.labels, 3).value();
        QCOMPARE(probe.deviation[2], 1.0);
        for (std::size_t c = 0; c < 3; ++c)
            QVERIFY(std::abs(probe.weight.values[c * 4 + 2]) < 1e-9);
    }

    void manyBlocksAreOneProblem()
    {
        // 5000 samples are worked on in three pieces; the first 60 repeated give the optimum of a smaller
        // penalty.
        const auto problem = smallProblem();
        Problem many{ArrayD({6000, 4}), {}};
        for (std::int64_t i = 0; i < 6000; ++i) {
            const auto row = problem.features.row(i % 60);
            std::copy(row.begin(), row.end(), many.features.row(i).begin());
            many.labels.push_back(problem.labels[std::size_t(i % 60)]);
        }
        const auto one = fitLinearProbe(problem.features, problem.labels, 3, {.penalty = 1}).value();
        const auto hundred = fitLinearProbe(many.features, many.labels, 3, {.penalty = 100}).value();
        for (std::size_t i = 0; i < one.weight.values.size(); ++i)
            QVERIFY(std::abs(one.weight.values[i] - hundred.weight.values[i]) < 2e-5);
    }

    void stopsBetweenIterations()
    {
        const auto problem = smallProblem();
        int asked = 0;
        const auto probe
            = fitLinearProbe(problem.features, problem.labels, 3, {}, [&] { return ++asked == 2; });
        QVERIFY(!probe);
        QCOMPARE(int(probe.error().kind), int(ErrorKind::Cancelled));
        QCOMPARE(asked, 2);
    }

    void badInput()
    {
        auto problem = smallProblem();
        const auto kindOf = [](const Result<LinearProbe>& result) { return int(result.error().kind); };
        const std::vector<int> tooFew(59, 0);
        QCOMPARE(kindOf(fitLinearProbe(problem.features, tooFew, 3)), int(ErrorKind::Shape));
        QCOMPARE(kindOf(fitLinearProbe(ArrayD(), {}, 3)), int(ErrorKind::Shape));
        QCOMPARE(kindOf(fitLinearProbe(problem.features, problem.labels, 2)), int(ErrorKind::InvalidInput));
        problem.features.values[7] = std::nan("");
        const auto broken = fitLinearProbe(problem.features, problem.labels, 3);
        QCOMPARE(kindOf(broken), int(ErrorKind::Numeric));
        QVERIFY(broken.error().message.find("feature 3 of sample 1") != std::string::npos);
    }
};

TEST_ENTRY(TestLinearProbe, NoApplication)

} // namespace modalscope::tst_linear_probe

#include "tst_linear_probe.moc"
