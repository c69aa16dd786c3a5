#include "core/imported/logit_fusion.h"
#include "tests/core/imported/results_files.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_logit_fusion {

/// Protects the fusion rules by which sets of modalities of an imported run are computed: values by hand.
class TestLogitFusion : public QObject {
    Q_OBJECT

    const std::vector<ArrayD> m_logits{matrixOf({{2, 0}, {0, 0}}), matrixOf({{0, 1}, {3, 0}})};

    static void compare(const ArrayD& found, const std::vector<double>& expected)
    {
        QCOMPARE(found.values.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(std::abs(found.values[i] - expected[i]) < 1e-12,
                qPrintable(QStringLiteral("%1: %2").arg(i).arg(found.values[i], 0, 'g', 15)));
    }

private Q_SLOTS:
    void meanAndSum()
    {
        compare(fuseStoredLogits(m_logits, {}, ImportedFusion::Mean), {1, 0.5, 1.5, 0});
        compare(fuseStoredLogits(m_logits, {}, ImportedFusion::Sum), {2, 1, 3, 0});
    }

    void entropyTrustsTheCertain()
    {
        const auto entropy = [](double z) { // of softmax(z, 0)
            const double p = 1 / (1 + std::exp(-z));
            return z == 0 ? std::log(2.0) : -p * std::log(p) - (1 - p) * std::log(1 - p);
        };
        const double a = std::exp(-entropy(2)), b = std::exp(-entropy(-1)), c = std::exp(-entropy(0)),
                     d = std::exp(-entropy(3));
        compare(fuseStoredLogits(m_logits, {}, ImportedFusion::Entropy),
            {a / (a + b) * 2, b / (a + b), d / (c + d) * 3, 0});
        const auto p = [](double z) { return 1 / (1 + std::exp(-z)); };
        const double first = (a * p(2) + b * p(-1)) / (a + b), second = (c * 0.5 + d * p(3)) / (c + d);
        compare(fuseStoredLogits(m_logits, {}, ImportedFusion::EntropyProbabilities),
            {first, 1 - first, second, 1 - second});
    }

    void absentOnesDoNotCount()
    {
        const std::vector<std::vector<std::uint8_t>> presence{{0, 1}, {}};
        for (const auto rule : {ImportedFusion::Mean, ImportedFusion::Sum, ImportedFusion::Entropy}) {
            const auto fused = fuseStoredLogits(m_logits, presence, rule);
            QCOMPARE(fused.values[0], 0.0); // text alone
            QCOMPARE(fused.values[1], 1.0);
        }
        compare(fuseStoredLogits(
                    m_logits, std::vector<std::vector<std::uint8_t>>{{0, 1}, {0, 1}}, ImportedFusion::Mean),
            {0, 0, 1.5, 0}); // nothing there
    }

    void largeLogitsStayFinite()
    {
        const std::vector<ArrayD> large{matrixOf({{1000, -1000}}), matrixOf({{0, 0}})};
        const auto fused = fuseStoredLogits(large, {}, ImportedFusion::Entropy);
        QVERIFY(std::isfinite(fused.values[0]) && fused.values[0] > 600); // weights 1 and 1/2
    }
};

TEST_ENTRY(TestLogitFusion, NoApplication)

} // namespace modalscope::tst_logit_fusion

#include "tst_logit_fusion.moc"
