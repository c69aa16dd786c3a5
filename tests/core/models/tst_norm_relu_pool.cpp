#include "core/base/libtorch.h"
#include "core/models/norm_relu_pool.h"
#include "tests/support/test_entry.h"
#include "tests/support/waves.h"

#include <QtTest>

#include <limits>

namespace modalscope::tst_norm_relu_pool {

namespace {

torch::nn::BatchNorm2d makeNorm(std::int64_t channels, torch::ScalarType type)
{
    torch::nn::BatchNorm2d norm(channels);
    norm->to(type);
    const torch::NoGradGuard noGradients;
    norm->weight.copy_(waves(
        {channels}, 1.7, type)); // some negative: the smallest value of the four is the largest after it
    norm->bias.copy_(waves({channels}, 0.9, type) * 0.5);
    norm->running_mean.copy_(waves({channels}, 0.4, type) * 0.2);
    norm->running_var.copy_(waves({channels}, 0.6, type).abs() + 0.5);
    return norm;
}

torch::Tensor layerByLayer(const torch::Tensor& input, torch::nn::BatchNorm2d& norm)
{
    return torch::max_pool2d(torch::relu(norm->forward(input)), 2);
}

} // namespace

/// The fused layer computes what batch norm, ReLU and max pool compute one after another, forward and
/// backward.
class TestNormReluPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trainsAsTheLayers_data();
    void trainsAsTheLayers();
    void evaluatesAsTheLayers_data() { trainsAsTheLayers_data(); }
    void evaluatesAsTheLayers();
    void largeMeanLosesNoDigits();
    void constantChannelIsFinite();
    void notANumberStaysOne();
    void gradientInEvaluationMode();
    void channelsLastOfOneChannel();
};

void TestNormReluPool::trainsAsTheLayers_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<bool>("inDouble");
    for (const bool inDouble : {true, false})
        for (const int channels : {1, 3, 16, 35})
            for (const auto& [rows, columns] :
                {std::pair(8, 6), std::pair(7, 13), std::pair(2, 2), std::pair(3, 2)})
                QTest::addRow("%d x %d x %d %s", channels, rows, columns, inDouble ? "float64" : "float32")
                    << channels << rows << columns << inDouble;
}

void TestNormReluPool::trainsAsTheLayers()
{
    QFETCH(int, channels);
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(bool, inDouble);
    const auto type = inDouble ? torch::kFloat64 : torch::kFloat32;
    const double tolerance = inDouble ? 1e-12 : 2e-4;
    auto ours = makeNorm(channels, type), theirs = makeNorm(channels, type);
    for (const bool isChannelsLast : {false, true}) {
        const auto start = waves({5, channels, rows, columns}, 2.3, type);
        auto x = (isChannelsLast ? withChannelsLast(start) : start.clone()).detach().requires_grad_();
        auto y = start.clone().requires_grad_();
        const auto a = normReluPool(x, ours), b = layerByLayer(y, theirs);
        QCOMPARE(a.sizes(), b.sizes());
        QVERIFY(distance(a, b) < tolerance);
        const auto weights = waves(b.sizes(), 0.77, type);
        (a * weights).sum().backward();
        (b * weights).sum().backward();
        QVERIFY(y.grad().abs().max().item<double>() > 1e-3);
        QVERIFY(distance(x.grad(), y.grad()) < tolerance);
        QVERIFY(distance(ours->weight.grad(), theirs->weight.grad()) < 10 * tolerance);
        QVERIFY(distance(ours->bias.grad(), theirs->bias.grad()) < 10 * tolerance);
        QVERIFY(distance(ours->running_mean, theirs->running_mean) < tolerance);
        QVERIFY(distance(ours->running_var, theirs->running_var) < tolerance);
        QVERIFY(torch::equal(ours->num_batches_tracked, theirs->num_batches_tracked));
    }
}

void TestNormReluPool::evaluatesAsTheLayers()
{
    QFETCH(int, channels);
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(bool, inDouble);
    const auto type = inDouble ? torch::kFloat64 : torch::kFloat32;
    auto norm = makeNorm(channels, type);
    norm->eval();
    const torch::NoGradGuard noGradients;
    const auto x = waves({5, channels, rows, columns}, 2.3, type);
    QVERIFY(distance(normReluPool(x, norm), layerByLayer(x, norm)) < (inDouble ? 1e-13 : 1e-5));
}

void TestNormReluPool::largeMeanLosesNoDigits()
{
    auto norm = makeNorm(4, torch::kFloat32), exact = makeNorm(4, torch::kFloat64);
    const auto x = waves({6, 4, 10, 10}, 2.3, torch::kFloat32) + 1000;
    QVERIFY(distance(normReluPool(x, norm), layerByLayer(x.to(torch::kFloat64), exact)) < 1e-3);
}

void TestNormReluPool::constantChannelIsFinite()
{
    auto norm = makeNorm(2, torch::kFloat32);
    auto x = torch::full({3, 2, 4, 4}, 0.1f).requires_grad_();
    const auto y = normReluPool(x, norm);
    y.sum().backward();
    QVERIFY(torch::isfinite(y).all().item<bool>());
    QVERIFY(torch::isfinite(x.grad()).all().item<bool>());
}

void TestNormReluPool::notANumberStaysOne()
{
    auto norm = makeNorm(2, torch::kFloat32);
    auto x = waves({3, 2, 4, 4}, 1.1, torch::kFloat32);
    x[1][0][2][2] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(torch::isnan(normReluPool(x, norm).sum()).item<bool>());
}

void TestNormReluPool::gradientInEvaluationMode()
{
    auto ours = makeNorm(3, torch::kFloat64), theirs = makeNorm(3, torch::kFloat64);
    ours->eval();
    theirs->eval();
    auto x = waves({2, 3, 6, 6}, 2.3, torch::kFloat64).requires_grad_();
    auto y = x.detach().clone().requires_grad_();
    normReluPool(x, ours).pow(2).sum().backward();
    layerByLayer(y, theirs).pow(2).sum().backward();
    QVERIFY(distance(x.grad(), y.grad()) < 1e-12);
}

void TestNormReluPool::channelsLastOfOneChannel()
{
    const auto x = waves({2, 1, 5, 4}, 1.3, torch::kFloat32);
    const auto last = withChannelsLast(x);
    QVERIFY(torch::equal(last, x));
    QCOMPARE(last.suggest_memory_format(), at::MemoryFormat::ChannelsLast);
}

TEST_ENTRY(TestNormReluPool, NoApplication)

} // namespace modalscope::tst_norm_relu_pool

#include "tst_norm_relu_pool.moc"
