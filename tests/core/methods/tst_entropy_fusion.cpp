#include "core/methods/entropy_fusion.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_entropy_fusion {

/// Fusions of MLA against values that can be checked by hand, and what holds for any logits.
class TestEntropyFusion : public QObject {
    Q_OBJECT

private:
    static torch::Tensor matrix(std::vector<double> values, std::int64_t rows)
    {
        return torch::tensor(values, torch::kFloat64).reshape({rows, -1});
    }
    static bool isNear(const torch::Tensor& a, const torch::Tensor& b)
    {
        return torch::allclose(a, b, 0, 1e-12);
    }

    const torch::Tensor m_a = matrix({2, 1, 0, 0, 0, 0}, 2), m_v = matrix({0, 0, 3, 4, 0, 0}, 2);
    const torch::Tensor m_present = torch::tensor({true, true}), m_onlyFirst = torch::tensor({true, false});

private Q_SLOTS:
    void entropyByHand()
    {
        const auto fusion = fuseLogits({m_a, m_v}, {}, MlaFusion::Entropy);
        QVERIFY(isNear(
            fusion.weights[0], torch::tensor({0.3856104237679365, 0.2846954033315044}, torch::kFloat64)));
        QVERIFY(isNear(
            fusion.weights[1], torch::tensor({0.6143895762320635, 0.7153045966684957}, torch::kFloat64)));
        QVERIFY(isNear(fusion.fused,
            matrix(
                {0.771220847535873, 0.3856104237679365, 1.8431687286961904, 2.8612183866739826, 0, 0}, 2)));
        QVERIFY(!fusion.areProbabilities);
    }

    void threeModalitiesByHand()
    {
        const auto t = matrix({1, 1, 0}, 1);
        const auto fusion = fuseLogits({m_a.narrow(0, 0, 1), m_v.narrow(0, 0, 1), t}, {}, MlaFusion::Entropy);
        const std::vector<double> wanted{0.29201965162859833, 0.46527225136295086, 0.24270809700845092};
        for (std::size_t m = 0; m < 3; ++m)
            QVERIFY(std::abs(fusion.weights[m].item<double>() - wanted[m]) < 1e-12);
    }

    void probabilitiesByHand()
    {
        const auto fusion = fuseLogits({m_a, m_v}, {}, MlaFusion::EntropyProbabilities);
        QVERIFY(fusion.areProbabilities);
        QVERIFY(isNear(fusion.fused,
            matrix({0.2843424857484176, 0.12218848831582117, 0.5934690259357612, 0.7849264574806089,
                       0.10753677125969553, 0.10753677125969553},
                2)));
        QVERIFY(isNear(fusion.fused.sum(1), torch::ones({2}, torch::kFloat64)));
    }

    /// One weight for the whole batch, as the released code has it.
    void releasedCodeByHand()
    {
        const auto fusion = fuseLogits({m_a, m_v}, {}, MlaFusion::ReleasedCodeBatch);
        QVERIFY(isNear(fusion.weights[0], torch::full({2}, 0.33926368050994743, torch::kFloat64)));
        QVERIFY(isNear(fusion.weights[1], torch::full({2}, 0.6607363194900526, torch::kFloat64)));
        QVERIFY(isNear(fusion.fused, 0.33926368050994743 * m_a + 0.6607363194900526 * m_v));
    }

    void meanAndFixed()
    {
        QVERIFY(isNear(fuseLogits({m_a, m_v}, {}, MlaFusion::Mean).fused, (m_a + m_v) / 2));
        const auto fixed = fuseLogits({m_a, m_v}, {}, MlaFusion::Fixed, {3, 1});
        QVERIFY(isNear(fixed.fused, 0.75 * m_a + 0.25 * m_v));
        QVERIFY(isNear(fixed.weights[0], torch::full({2}, 0.75, torch::kFloat64)));
    }

    /// λ sums to 1, equals softmax(−e), and a constant added to all logits of a modality changes nothing.
    void properties()
    {
        const auto a = torch::sin(torch::arange(40, torch::kFloat64) * 3).reshape({8, 5}) * 4;
        const auto b = torch::cos(torch::arange(40, torch::kFloat64) * 7).reshape({8, 5}) * 2;
        const auto fusion = fuseLogits({a, b}, {}, MlaFusion::Entropy);
        QVERIFY(isNear(fusion.weights[0] + fusion.weights[1], torch::ones({8}, torch::kFloat64)));
        const auto entropy = [](const torch::Tensor& z) {
            const auto p = z.softmax(1);
            return -(p * p.log()).sum(1);
        };
        const auto wanted = torch::softmax(-torch::stack({entropy(a), entropy(b)}), 0);
        QVERIFY(isNear(fusion.weights[0], wanted[0]));
        const auto shifted = fuseLogits({a + 100, b}, {}, MlaFusion::Entropy);
        QVERIFY(torch::allclose(shifted.weights[0], fusion.weights[0], 0, 1e-11));
        const auto sure = fuseLogits({a * 1e4, b}, {}, MlaFusion::Entropy); // probabilities underflow to 0
        QVERIFY(sure.fused.isfinite().all().item<bool>());
    }

    void absentRowsHaveNoWeight_data()
    {
        QTest::addColumn<int>("kind");
        for (const auto& choice : choices(MlaFusion{}))
            QTest::addRow("%s", std::string(choice.text).c_str()) << int(choice.value);
    }
    void absentRowsHaveNoWeight()
    {
        QFETCH(int, kind);
        const auto fused = fuseLogits({m_a, m_v}, {m_present, m_onlyFirst}, MlaFusion(kind), {3, 1});
        const auto whole = fuseLogits({m_a, m_v}, {}, MlaFusion(kind), {3, 1});
        const auto alone = fused.areProbabilities ? m_a.softmax(1) : m_a;
        QVERIFY(isNear(fused.fused[1], alone[1])); // what is left has weight 1
        if (MlaFusion(kind) != MlaFusion::ReleasedCodeBatch) // there one row matters to all
            QVERIFY(isNear(fused.fused[0], whole.fused[0]));
        for (const auto& weights : fused.weights)
            QVERIFY(weights.isfinite().all().item<bool>());
        const auto same = fuseLogits({m_a, m_v}, {m_present, torch::Tensor()}, MlaFusion(kind), {3, 1});
        QVERIFY(isNear(same.fused, whole.fused));
    }
};

TEST_ENTRY(TestEntropyFusion, NoApplication)

} // namespace modalscope::tst_entropy_fusion

#include "tst_entropy_fusion.moc"
