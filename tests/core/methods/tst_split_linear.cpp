#include "core/methods/cross_entropy.h"
#include "core/methods/split_linear.h"
#include "tests/support/test_entry.h"
#include "tests/support/waves.h"

#include <QtTest>

namespace modalscope::tst_split_linear {

/// The two operators of a linear head, against LibTorch's own.
class TestSplitLinear : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computesAsOneLayerOverEverything_data();
    void computesAsOneLayerOverEverything();
    void partsLeadBackToNothing();
    void crossEntropyAsLibTorch_data();
    void crossEntropyAsLibTorch();
    void crossEntropyOfHugeLogitsIsFinite();
    void crossEntropyShowsWhatIsNoNumber();
};

void TestSplitLinear::computesAsOneLayerOverEverything_data()
{
    QTest::addColumn<QList<int>>("widths");
    QTest::addColumn<bool>("inDouble");
    for (const bool inDouble : {true, false})
        for (const auto& widths :
            {QList<int>{5}, QList<int>{4, 7}, QList<int>{3, 3, 3}, QList<int>{1, 2, 3, 4}})
            QTest::addRow(
                "%lld features, %s", static_cast<long long>(widths.size()), inDouble ? "float64" : "float32")
                << widths << inDouble;
}

void TestSplitLinear::computesAsOneLayerOverEverything()
{
    QFETCH(QList<int>, widths);
    QFETCH(bool, inDouble);
    const auto type = inDouble ? torch::kFloat64 : torch::kFloat32;
    const double tolerance = inDouble ? 1e-14 : 5e-6;
    std::vector<torch::Tensor> features;
    int all = 0;
    for (const int width : widths) {
        features.push_back(waves({6, width}, 0.7 + width, type).set_requires_grad(true));
        all += width;
    }
    const auto weight = waves({4, all}, 1.1, type).set_requires_grad(true);
    const auto bias = waves({4}, 0.4, type).set_requires_grad(true);

    const auto logits = splitLinear(features, weight, bias);
    const auto expected = torch::linear(torch::cat(features, 1), weight, bias);
    QVERIFY(distance(logits.fused, expected) < tolerance);
    QCOMPARE(logits.parts.size(), features.size());
    int begin = 0;
    for (std::size_t m = 0; m < features.size(); ++m) {
        const auto part = torch::linear(
            features[m], weight.narrow(1, begin, features[m].size(1)), bias / double(features.size()));
        QVERIFY(distance(logits.parts[m], part) < tolerance);
        begin += int(features[m].size(1));
    }

    auto inputs = features;
    inputs.push_back(weight);
    inputs.push_back(bias);
    const auto factor = waves({6, 4}, 0.37, type);
    const auto gradients = torch::autograd::grad({(logits.fused * factor).sum()}, inputs);
    const auto expectedGradients = torch::autograd::grad({(expected * factor).sum()}, inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        QVERIFY2(distance(gradients[i], expectedGradients[i]) < tolerance, qPrintable(QString::number(i)));
}

void TestSplitLinear::partsLeadBackToNothing()
{
    const auto weight = torch::ones({2, 4}).set_requires_grad(true);
    for (const std::vector<torch::Tensor>& features :
        {std::vector{torch::ones({3, 4})}, std::vector{torch::ones({3, 2}), torch::ones({3, 2})}}) {
        const auto logits = splitLinear(features, weight, torch::zeros({2}));
        QVERIFY(logits.fused.requires_grad());
        for (const auto& part : logits.parts)
            QVERIFY(!part.requires_grad());
    }
}

void TestSplitLinear::crossEntropyAsLibTorch_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("classes");
    QTest::addColumn<bool>("inDouble");
    for (const bool inDouble : {true, false})
        for (const auto& [rows, classes] : {std::pair(1, 2), std::pair(7, 3), std::pair(64, 100)})
            QTest::addRow("%d x %d %s", rows, classes, inDouble ? "float64" : "float32")
                << rows << classes << inDouble;
}

void TestSplitLinear::crossEntropyAsLibTorch()
{
    QFETCH(int, rows);
    QFETCH(int, classes);
    QFETCH(bool, inDouble);
    const auto type = inDouble ? torch::kFloat64 : torch::kFloat32;
    const double tolerance = inDouble ? 1e-14 : 2e-6;
    const auto logits = (waves({rows, classes}, 1.9, type) * 4).set_requires_grad(true);
    const auto labels = torch::arange(rows, torch::kInt64).remainder(classes);
    const auto loss = crossEntropy(logits, labels), expected = torch::cross_entropy_loss(logits, labels);
    QVERIFY(distance(loss, expected) < tolerance);
    const auto gradient = torch::autograd::grad({loss * 3}, {logits})[0];
    QVERIFY(distance(gradient, torch::autograd::grad({expected * 3}, {logits})[0]) < tolerance);
}

void TestSplitLinear::crossEntropyOfHugeLogitsIsFinite()
{
    const auto logits = torch::tensor({{1e4f, -1e4f}, {-1e4f, 1e4f}}).set_requires_grad(true);
    const auto loss = crossEntropy(logits, torch::tensor({0, 0}, torch::kInt64));
    QCOMPARE(loss.item<float>(), 1e4f); // mean of 0 and 2e4
    QVERIFY(torch::autograd::grad({loss}, {logits})[0].isfinite().all().item<bool>());
}

void TestSplitLinear::crossEntropyShowsWhatIsNoNumber()
{
    auto logits = torch::ones({2, 3});
    logits[1][2] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(!std::isfinite(crossEntropy(logits, torch::tensor({0, 1}, torch::kInt64)).item<float>()));
}

TEST_ENTRY(TestSplitLinear, NoApplication)

} // namespace modalscope::tst_split_linear

#include "tst_split_linear.moc"
