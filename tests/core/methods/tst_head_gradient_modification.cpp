#include "core/methods/head_gradient_modification.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_head_gradient_modification {

/// The update of P against values that can be checked by hand, and the properties that make it a projection.
class TestHeadGradientModification : public QObject {
    Q_OBJECT

private:
    static torch::Tensor vector(std::vector<double> values) { return torch::tensor(values, torch::kFloat64); }
    static torch::Tensor matrix(std::vector<double> values, std::int64_t rows)
    {
        return vector(std::move(values)).reshape({rows, -1});
    }
    static bool isNear(const torch::Tensor& a, const torch::Tensor& b, double tolerance = 1e-12)
    {
        return torch::allclose(a, b, 0, tolerance);
    }
    static MlaOptions options(Hgm hgm, HgmNormalization normalization = HgmNormalization::None)
    {
        MlaOptions made;
        made.hgm = hgm;
        made.normalization = normalization;
        return made;
    }
    static HeadGradientModification modification(const MlaOptions& made, std::int64_t size = 3)
    {
        return HeadGradientModification(made, size, torch::kCPU);
    }

    /// A head's weight with a gradient.
    static torch::Tensor weightWith(const torch::Tensor& gradient)
    {
        auto weight = torch::zeros_like(gradient).requires_grad_();
        weight.mutable_grad() = gradient.clone();
        return weight;
    }

private Q_SLOTS:
    /// h = (1,2,2), α = 0.1: P = I − hhᵀ/9.1; then h = (1,0,−1), α = 0.01.
    void paperByHand()
    {
        auto hgm = modification(options(Hgm::Paper));
        const auto h = vector({1, 2, 2});
        hgm.update(h, 0.1);
        QVERIFY(isNear(hgm.P(), torch::eye(3, torch::kFloat64) - torch::outer(h, h) / 9.1));
        QVERIFY(isNear(hgm.P().mv(h), vector({0.1 / 9.1, 0.2 / 9.1, 0.2 / 9.1})));
        const auto gradient = matrix({1, 0, 0, 0, 1, -1}, 2);
        QVERIFY(isNear(hgm.project(gradient),
            matrix({0.8901098901098901, -0.21978021978021978, -0.21978021978021978, 0, 1, -1}, 2)));
        QVERIFY(std::abs(hgm.norm() - 1.4142562562571594) < 1e-12);
        hgm.update(vector({1, 0, -1}), 0.01);
        QVERIFY(isNear(hgm.P(),
            matrix({0.24180209357469196, -0.3481580012723382, 0.23596090451680068, -0.3481580012723382,
                       0.535018217569834, -0.34931467237291075, 0.23596090451680068, -0.34931467237291075,
                       0.24006708692383322},
                3)));
        QVERIFY(std::abs(hgm.norm() - 1.0000847549600294) < 1e-12);
    }

    void frobeniusByHand()
    {
        auto hgm = modification(options(Hgm::Paper, HgmNormalization::Frobenius));
        hgm.update(vector({1, 2, 2}), 0.1);
        hgm.update(vector({1, 0, -1}), 0.01);
        QVERIFY(isNear(hgm.P(),
            matrix({0.2431881618735025, -0.3478439985809267, 0.23494601760869854, -0.3478439985809267,
                       0.5350201073955497, -0.34947610635613535, 0.23494601760869854, -0.34947610635613535,
                       0.24074000021068948},
                3)));
    }

    /// Element by element and scaled; the second update is not symmetric.
    void releasedCodeByHand()
    {
        auto hgm = modification(options(Hgm::ReleasedCode));
        hgm.update(vector({1, 2, 3}), 0.1);
        QVERIFY(isNear(hgm.P(),
            matrix({0.038310035807699164, -0.40134323227113394, -0.40781651021099097, -0.40134323227113394,
                       0.010278302289870466, -0.41450202677182696, -0.40781651021099097, -0.41450202677182696,
                       0.0046308834492822986},
                3)));
        hgm.update(vector({1, 2, 3}), 0.05);
        QVERIFY(isNear(hgm.P(),
            matrix({0.6255248207074536, 0.12680982363573035, 0.0009854745320979287, 0.4967089651064953,
                       0.25145940093889857, -0.0007928878892715188, 0.5012648616529078, 0.1248364047431311,
                       0.1258338255887875},
                3),
            1e-10));
        QVERIFY(isNear(hgm.project(matrix({1, 0, 0}, 1)).flatten(), hgm.P().select(1, 0)));
    }

    void alphaByHand()
    {
        const auto hgm = modification(options(Hgm::Paper));
        QCOMPARE(hgm.alpha(0, 105), 0.1);
        QVERIFY(std::abs(hgm.alpha(1, 105) - 0.0978309319017829) < 1e-15);
        QVERIFY(std::abs(hgm.alpha(52, 105) - 0.03197141845527297) < 1e-15);
        QVERIFY(std::abs(hgm.alpha(104, 105) - 0.01022171598042169) < 1e-15);
        auto constant = options(Hgm::Paper);
        constant.alphaKind = HgmAlpha::Constant;
        constant.alpha = 0.25;
        QCOMPARE(modification(constant).alpha(52, 105), 0.25);
    }

    /// P stays symmetric to the last bit, positive semidefinite, with no eigenvalue above 1, and loses rank.
    void staysProjectionLike()
    {
        auto hgm = modification(options(Hgm::Paper), 24);
        double rank = hgm.effectiveRank();
        QVERIFY(std::abs(rank - 24) < 1e-9);
        for (int step = 0; step < 200; ++step) {
            const auto h = torch::sin(torch::arange(24, torch::kFloat64) * (step + 1)).relu();
            hgm.update(h, 0.01);
            if (step % 50 != 49)
                continue;
            QVERIFY(torch::equal(hgm.P(), hgm.P().t()));
            const auto values = torch::linalg_eigvalsh(hgm.P(), "L");
            QVERIFY(values.min().item<double>() > -1e-12);
            QVERIFY(values.max().item<double>() < 1 + 1e-12);
            QVERIFY(hgm.effectiveRank() < rank);
            rank = hgm.effectiveRank();
        }
    }

    /// First update: ‖P h‖ = α‖h‖/(α + hᵀh); for α → 0 P is the projector onto what is orthogonal to h.
    void firstUpdate()
    {
        const auto h = vector({0.3, -1.2, 0.5, 2});
        for (const double alpha : {1.0, 0.1, 1e-3}) {
            auto hgm = modification(options(Hgm::Paper), 4);
            hgm.update(h, alpha);
            const double wanted = alpha * h.norm().item<double>() / (alpha + h.dot(h).item<double>());
            QVERIFY(std::abs(hgm.P().mv(h).norm().item<double>() - wanted) < 1e-14);
        }
        auto hgm = modification(options(Hgm::Paper), 4);
        hgm.update(h, 1e-12);
        QVERIFY(isNear(hgm.P(), torch::eye(4, torch::kFloat64) - torch::outer(h, h) / h.dot(h), 1e-11));
    }

    /// Nothing in the first step; then each mode uses the mean feature it says.
    void meanOfTheRightStep()
    {
        const auto first = matrix({1, 0, 0, 3, 0, 0}, 2), second = matrix({0, 1, 0, 0, 1, 0}, 2);
        const auto gradient = torch::ones({2, 3}, torch::kFloat64);
        const auto after = [&](Hgm mode) {
            auto hgm = modification(options(mode));
            auto weight = weightWith(gradient);
            const double gain = hgm.modify(weight, first, 0.1);
            QTest::qVerify(
                gain == 1 && torch::equal(weight.grad(), gradient), "first step", "", __FILE__, __LINE__);
            hgm.modify(weight, second, 0.1);
            return weight.grad();
        };
        auto wanted = gradient.clone();
        wanted.select(1, 0).fill_(0.1 / 4.1); // along the mean (2,0,0) of the step before
        QVERIFY(isNear(after(Hgm::Paper), wanted));
        QVERIFY(isNear(after(Hgm::Fresh), wanted));
        wanted = gradient.clone();
        wanted.select(1, 1).fill_(0.1 / 1.1); // along the mean (0,1,0) of this step
        QVERIFY(isNear(after(Hgm::CurrentMean), wanted));
    }

    void controls()
    {
        const auto gradient = matrix({1, 2, 3, 4, 5, 6}, 2), features = torch::ones({2, 3}, torch::kFloat64);
        auto slow = modification(options(Hgm::SlowHead));
        auto weight = weightWith(gradient);
        QCOMPARE(slow.modify(weight, features, 0.1), 1 / 22.6);
        QVERIFY(isNear(weight.grad(), gradient / 22.6));
        auto frozen = modification(options(Hgm::FrozenHead));
        weight = weightWith(gradient);
        QCOMPARE(frozen.modify(weight, features, 0.1), 0.0);
        QVERIFY(!weight.grad().defined());
        auto zero = options(Hgm::FrozenHead);
        zero.frozenGradient = FrozenGradient::Zero;
        weight = weightWith(gradient);
        modification(zero).modify(weight, features, 0.1);
        QVERIFY(torch::equal(weight.grad(), torch::zeros_like(gradient)));
    }

    /// An update that is not finite is left out, in every mode.
    void guardsAgainstNonFinite()
    {
        for (const auto mode : {Hgm::Paper, Hgm::CurrentMean, Hgm::Fresh, Hgm::ReleasedCode}) {
            auto hgm = modification(options(mode));
            hgm.update(vector({1, 2, 2}), 0.1);
            const auto before = hgm.P().clone();
            for (const double bad : {std::numeric_limits<double>::infinity(), std::nan("")})
                hgm.update(vector({1, bad, 2}), 0.1);
            QVERIFY(torch::equal(hgm.P(), before));
        }
        auto hgm = modification(options(Hgm::ReleasedCode)); // k_i r_j = −α at i = j = 0: a division by zero
        hgm.restoreState(
            {{"hgm/P", -torch::eye(3, torch::kFloat64)}, {"hgm/steps", torch::ones({1}, torch::kInt64)}});
        hgm.update(vector({0.5, 0.5, 0.5}), 0.25);
        QVERIFY(torch::equal(hgm.P(), -torch::eye(3, torch::kFloat64)));
    }

    void stateGoesOn()
    {
        const auto gradient = matrix({1, 2, 3, 4, 5, 6}, 2);
        auto whole = modification(options(Hgm::Paper));
        auto weight = weightWith(gradient);
        whole.modify(weight, matrix({1, 2, 3}, 1), 0.1);
        whole.modify(weight, matrix({2, 2, 0}, 1), 0.1);
        auto resumed = modification(options(Hgm::Paper));
        resumed.restoreState(whole.state());
        auto a = weightWith(gradient), b = weightWith(gradient);
        whole.modify(a, matrix({0, 1, 1}, 1), 0.1);
        resumed.modify(b, matrix({0, 1, 1}, 1), 0.1);
        QVERIFY(torch::equal(a.grad(), b.grad()));
        QVERIFY(torch::equal(whole.P(), resumed.P()));
    }

    /// A float head is projected with P in double, and stays float.
    void floatHead()
    {
        auto hgm = modification(options(Hgm::CurrentMean));
        auto weight = weightWith(torch::ones({2, 3}));
        hgm.modify(weight, torch::ones({2, 3}), 0.1);
        const double gain = hgm.modify(weight, torch::ones({2, 3}), 0.1);
        QCOMPARE(weight.grad().scalar_type(), torch::kFloat32);
        QVERIFY(std::abs(gain - 0.1 / 3.1) < 1e-6);
    }
};

TEST_ENTRY(TestHeadGradientModification, NoApplication)

} // namespace modalscope::tst_head_gradient_modification

#include "tst_head_gradient_modification.moc"
