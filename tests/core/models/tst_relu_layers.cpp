#include "core/base/libtorch.h"
#include "core/models/relu_layers.h"
#include "tests/support/test_entry.h"
#include "tests/support/waves.h"

#include <QtTest>

#include <limits>

namespace modalscope::tst_relu_layers {

namespace {

torch::Tensor layerByLayer(const torch::Tensor& input, const std::vector<torch::Tensor>& parameters)
{
    auto values = input;
    for (std::size_t i = 0; i < parameters.size(); i += 2)
        values = torch::relu(torch::linear(values, parameters[i], parameters[i + 1]));
    return values;
}

} // namespace

/// The fused layers compute what linear layers and ReLU compute one after another, forward and backward.
class TestReluLayers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computesAsTheLayers_data();
    void computesAsTheLayers();
    void notANumberStaysOne();
    void secondPassSeesChangedWeights();
    void changedWeightsBeforeBackwardAreNoticed();
};

void TestReluLayers::computesAsTheLayers_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<QList<int>>("widths");
    QTest::addColumn<bool>("inDouble");
    for (const bool inDouble : {true, false})
        for (const int rows : {0, 1, 5, 64})
            for (const auto& widths : {QList<int>{7, 3}, QList<int>{6, 20, 9}, QList<int>{17, 8, 8, 1}})
                QTest::addRow("%d rows, %lld layers, %s", rows, static_cast<long long>(widths.size() - 1),
                    inDouble ? "float64" : "float32")
                    << rows << widths << inDouble;
}

void TestReluLayers::computesAsTheLayers()
{
    QFETCH(int, rows);
    QFETCH(QList<int>, widths);
    QFETCH(bool, inDouble);
    const auto type = inDouble ? torch::kFloat64 : torch::kFloat32;
    const double tolerance = inDouble ? 1e-13 : 2e-5;
    std::vector<torch::Tensor> parameters;
    for (qsizetype i = 0; i + 1 < widths.size(); ++i) {
        parameters.push_back(
            waves({widths[i + 1], widths[i]}, 1.3 + double(i), type).set_requires_grad(true));
        parameters.push_back(waves({widths[i + 1]}, 0.7 + double(i), type).set_requires_grad(true));
    }
    const auto input = waves({rows, widths.front()}, 0.9, type).set_requires_grad(true);
    auto all = parameters;
    all.push_back(input);

    const auto expected = layerByLayer(input, parameters);
    const auto output = reluLayers(input, parameters);
    QVERIFY(distance(output, expected) < tolerance);
    QCOMPARE(output.requires_grad(), true);

    const auto weight = waves(expected.sizes(), 0.37, type);
    const auto expectedGradients = torch::autograd::grad({(expected * weight).sum()}, all);
    const auto gradients = torch::autograd::grad({(output * weight).sum()}, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        QCOMPARE(gradients[i].sizes() == all[i].sizes(), true);
        QVERIFY2(
            distance(gradients[i], expectedGradients[i]) < tolerance * 10, qPrintable(QString::number(i)));
    }
}

void TestReluLayers::notANumberStaysOne()
{
    auto input = torch::ones({2, 3});
    input[1][2] = std::numeric_limits<float>::quiet_NaN();
    const auto output = reluLayers(input, {torch::ones({4, 3}), torch::zeros({4})});
    QVERIFY(output[0].isfinite().all().item<bool>());
    QVERIFY(output[1].isnan().all().item<bool>());
}

void TestReluLayers::secondPassSeesChangedWeights()
{
    auto weight = torch::ones({1, 2});
    const auto bias = torch::zeros({1});
    const auto input = torch::ones({1, 2});
    QCOMPARE(reluLayers(input, {weight, bias}).item<float>(), 2.0f);
    weight.fill_(3);
    QCOMPARE(reluLayers(input, {weight, bias}).item<float>(), 6.0f);
}

/// A gradient from weights that are no longer those of the forward pass would be wrong without a word.
void TestReluLayers::changedWeightsBeforeBackwardAreNoticed()
{
    auto weight = torch::ones({2, 2}).set_requires_grad(true);
    const auto bias = torch::zeros({2}).set_requires_grad(true);
    const auto sum = reluLayers(torch::ones({1, 2}), {weight, bias}).sum();
    {
        const torch::NoGradGuard noGradients;
        weight.mul_(2);
    }
    QVERIFY_EXCEPTION_THROWN(sum.backward(), c10::Error);
}

TEST_ENTRY(TestReluLayers, NoApplication)

} // namespace modalscope::tst_relu_layers

#include "tst_relu_layers.moc"
