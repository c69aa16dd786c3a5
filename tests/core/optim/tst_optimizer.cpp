#include "core/base/libtorch.h"
#include "core/optim/optimizer.h"
#include "core/train/tensor_bytes.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_optimizer {

namespace {

constexpr int kSteps = 20;

std::vector<torch::Tensor> startValues(torch::ScalarType type)
{
    std::vector<torch::Tensor> values;
    for (const auto& shape : {std::vector<std::int64_t>{5, 7}, {5}, {3, 2, 3, 3}}) {
        const auto count = elementCount(shape);
        values.push_back(
            (torch::arange(count, torch::kFloat64) * 0.7 + 1).sin().view(shape).to(type).clone());
    }
    return values;
}

torch::Tensor gradientOf(const torch::Tensor& parameter, int step, int index)
{
    const auto k = torch::arange(parameter.numel(), torch::kFloat64);
    return (k * 1.3 + step * 2.1 + index).cos().view(parameter.sizes()).to(parameter.scalar_type())
        * (1 + step % 3);
}

/// The third parameter has no gradient in every third step, and in the first one.
bool hasGradient(int step, int index)
{
    return index != 2 || step % 3 != 0;
}

TrainOptions optionsOf(OptimizerKind kind, double rate, double weightDecay = 1e-2)
{
    TrainOptions options;
    options.optimizer = kind;
    options.learningRate = rate;
    options.weightDecay = weightDecay;
    return options;
}

Optimizer makeOptimizer(const std::vector<torch::Tensor>& values, const TrainOptions& options)
{
    Optimizer::Parameters parameters;
    for (std::size_t i = 0; i < values.size(); ++i)
        parameters.emplace_back("layer" + std::to_string(i) + ".weight", values[i]);
    return {std::move(parameters), options};
}

void setGradients(std::vector<torch::Tensor>& values, int step)
{
    for (int i = 0; i < int(values.size()); ++i)
        values[std::size_t(i)].mutable_grad()
            = hasGradient(step, i) ? gradientOf(values[std::size_t(i)], step, i) : torch::Tensor();
}

std::unique_ptr<torch::optim::Optimizer> reference(
    const std::vector<torch::Tensor>& values, const TrainOptions& o)
{
    using namespace torch::optim;
    if (o.optimizer == OptimizerKind::Sgd)
        return std::make_unique<SGD>(values,
            SGDOptions(o.learningRate).momentum(o.momentum).nesterov(o.nesterov).weight_decay(o.weightDecay));
    const auto betas = std::make_tuple(o.beta1, o.beta2);
    if (o.optimizer == OptimizerKind::Adam)
        return std::make_unique<Adam>(
            values, AdamOptions(o.learningRate).betas(betas).weight_decay(o.weightDecay));
    return std::make_unique<AdamW>(
        values, AdamWOptions(o.learningRate).betas(betas).weight_decay(o.weightDecay));
}

double largestDifference(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, (a[i] - b[i]).abs().max().item<double>());
    return largest;
}

} // namespace

/// Our optimisers compute what PyTorch's do, and their state can be stored and restored bit for bit.
class TestOptimizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computesAsPyTorch_data();
    void computesAsPyTorch();
    void parameterWithoutGradientIsNotTouched();
    void otherMemoryLayoutsGiveTheSameValues();
    void restoredStateGoesOnBitForBit_data();
    void restoredStateGoesOnBitForBit();
    void clearsGradientsInBothWays();
    void clipsTheCommonNorm();
    void changeIsNoticedByAutograd();
};

void TestOptimizer::computesAsPyTorch_data()
{
    QTest::addColumn<TrainOptions>("options");
    QTest::addColumn<bool>("inDouble");
    const auto sgd = optionsOf(OptimizerKind::Sgd, 0.05);
    const auto withoutDecay = optionsOf(OptimizerKind::Sgd, 0.05, 0);
    const auto adam = optionsOf(OptimizerKind::Adam, 0.05), adamW = optionsOf(OptimizerKind::AdamW, 0.05);
    auto plain = sgd, nesterov = sgd;
    plain.momentum = 0;
    nesterov.nesterov = true;
    for (const bool inDouble : {true, false}) {
        const auto row = [&](const char* name) -> QTestData& {
            return QTest::addRow("%s %s", name, inDouble ? "float64" : "float32");
        };
        row("sgd") << plain << inDouble;
        row("momentum") << sgd << inDouble;
        row("without decay") << withoutDecay << inDouble;
        row("nesterov") << nesterov << inDouble;
        row("adam") << adam << inDouble;
        row("adamw") << adamW << inDouble;
    }
}

void TestOptimizer::computesAsPyTorch()
{
    QFETCH(TrainOptions, options);
    QFETCH(bool, inDouble);
    const auto type = inDouble ? torch::kFloat64 : torch::kFloat32;
    auto ours = startValues(type), theirs = startValues(type);
    auto optimizer = makeOptimizer(ours, options);
    const auto peer = reference(theirs, options);
    for (int step = 0; step < kSteps; ++step) {
        if (step == kSteps / 2) { // a schedule changes the rate
            optimizer.setLearningRate(options.learningRate / 10);
            for (auto& group : peer->param_groups())
                group.options().set_lr(options.learningRate / 10);
        }
        setGradients(ours, step);
        setGradients(theirs, step);
        optimizer.step();
        peer->step();
    }
    QVERIFY(largestDifference(ours, startValues(type)) > 0.1);
    const double difference = largestDifference(ours, theirs);
    QVERIFY2(difference < (inDouble ? 1e-12 : 1e-5), qPrintable(QString::number(difference)));
}

void TestOptimizer::parameterWithoutGradientIsNotTouched()
{
    auto values = startValues(torch::kFloat64);
    auto optimizer = makeOptimizer(values, optionsOf(OptimizerKind::Sgd, 0.1, 0.1));
    for (int step = 1; step < 3; ++step) {
        setGradients(values, step);
        optimizer.step();
    }
    const auto before = values[2].clone();
    const auto buffer = optimizer.state().at("layer2.weight/momentum");
    for (auto& value : values)
        value.mutable_grad() = torch::Tensor();
    optimizer.step();
    QVERIFY(torch::equal(values[2], before));
    QVERIFY(torch::equal(optimizer.state().at("layer2.weight/momentum"), buffer));
}

void TestOptimizer::otherMemoryLayoutsGiveTheSameValues()
{
    for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW}) {
        auto options = optionsOf(kind, 0.05);
        options.nesterov = true;
        const auto start = startValues(torch::kFloat64)[2];
        std::vector<torch::Tensor> plain{start.clone()};
        std::vector<torch::Tensor> channelsLast{start.clone().contiguous(at::MemoryFormat::ChannelsLast)};
        auto first = makeOptimizer(plain, options), second = makeOptimizer(channelsLast, options);
        for (int step = 0; step < 4; ++step) {
            const auto gradient = gradientOf(start, step, 0);
            plain[0].mutable_grad() = gradient;
            // once in the parameter's layout, once not: the loop and the operators
            channelsLast[0].mutable_grad()
                = step % 2 ? gradient : gradient.contiguous(at::MemoryFormat::ChannelsLast);
            first.step();
            second.step();
        }
        QVERIFY(largestDifference(plain, channelsLast) < 1e-14);
        QVERIFY(!torch::equal(plain[0], start));
    }
}

void TestOptimizer::restoredStateGoesOnBitForBit_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("sgd") << int(OptimizerKind::Sgd);
    QTest::newRow("adam") << int(OptimizerKind::Adam);
    QTest::newRow("adamw") << int(OptimizerKind::AdamW);
}

void TestOptimizer::restoredStateGoesOnBitForBit()
{
    QFETCH(int, kind);
    const auto options = optionsOf(OptimizerKind(kind), 0.03);
    auto values = startValues(torch::kFloat32);
    auto optimizer = makeOptimizer(values, options);
    std::vector<torch::Tensor> resumed;
    std::map<std::string, TensorBytes> stored;
    for (int step = 0; step < 10; ++step) {
        if (step == 1) { // the third parameter has not been stepped yet: it has no state
            stored = toTensorBytes(optimizer.state());
            for (const auto& value : values)
                resumed.push_back(value.clone());
        }
        setGradients(values, step);
        optimizer.step();
    }
    auto second = makeOptimizer(resumed, options);
    second.restoreState(toTensors(stored).value());
    for (int step = 1; step < 10; ++step) {
        setGradients(resumed, step);
        second.step();
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        QVERIFY(torch::equal(values[i], resumed[i]));
    QVERIFY(toTensorBytes(optimizer.state()) == toTensorBytes(second.state()));
}

void TestOptimizer::clearsGradientsInBothWays()
{
    auto values = startValues(torch::kFloat64);
    auto optimizer = makeOptimizer(values, {});
    setGradients(values, 0); // none for the third
    const auto held = values[0].grad();
    optimizer.clearGradients(true);
    QCOMPARE(values[0].grad().abs().sum().item<double>(), 0.0);
    QVERIFY(held.abs().sum().item<double>() > 0);
    QVERIFY(!values[2].grad().defined());
    optimizer.clearGradients(false);
    QVERIFY(!values[0].grad().defined());
}

void TestOptimizer::clipsTheCommonNorm()
{
    std::vector<torch::Tensor> values{torch::zeros({1}), torch::zeros({2}), torch::zeros({1})};
    auto optimizer = makeOptimizer(values, {});
    values[0].mutable_grad() = torch::tensor({2.0f});
    values[1].mutable_grad() = torch::tensor({2.0f, 1.0f}); // 2² + 2² + 1² = 3²
    QCOMPARE(optimizer.clipGradients(0), 0.0);
    QCOMPARE(values[0].grad().item<float>(), 2.0f);
    QVERIFY(std::abs(optimizer.clipGradients(5) - 3) < 1e-6);
    QCOMPARE(values[0].grad().item<float>(), 2.0f);
    QVERIFY(std::abs(optimizer.clipGradients(1.5) - 3) < 1e-6);
    QVERIFY(std::abs(values[0].grad().item<float>() - 1.0f) < 1e-5);
    QVERIFY(std::abs(values[1].grad()[1].item<float>() - 0.5f) < 1e-5);
}

void TestOptimizer::changeIsNoticedByAutograd()
{
    std::vector<torch::Tensor> values{torch::ones({3}).requires_grad_()};
    auto optimizer = makeOptimizer(values, {});
    const auto result = (values[0] * values[0]).sum(); // keeps the value for backward
    values[0].mutable_grad() = torch::ones({3});
    optimizer.step();
    QVERIFY_EXCEPTION_THROWN(result.backward(), c10::Error);
}

TEST_ENTRY(TestOptimizer, NoApplication)

} // namespace modalscope::tst_optimizer

#include "tst_optimizer.moc"
