#include "core/methods/network_method.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_network_method {

namespace {

MethodSpec regressionSpec()
{
    MethodSpec spec;
    spec.method.kind = MethodKind::Network;
    spec.method.network.kind = NetworkKind::Mult;
    spec.method.network.width = 12;
    spec.method.network.heads = 2;
    spec.method.network.levels = 1;
    spec.task = Task::Regression;
    spec.classCount = 1;
    spec.train.optimizer = OptimizerKind::AdamW;
    spec.train.learningRate = 3e-3;
    spec.train.weightDecay = 0.1;
    spec.train.precision = Precision::Float64;
    spec.modalities = {{"text", ModalityKind::Sequence, {4, 5}, "float32"},
        {"audio", ModalityKind::Sequence, {6, 3}, "float32"},
        {"vision", ModalityKind::Sequence, {5, 2}, "float32"}};
    spec.seed = 3;
    return spec;
}

MethodSpec segmentationSpec()
{
    MethodSpec spec;
    spec.method.kind = MethodKind::Network;
    spec.method.network.headWidth = 16;
    spec.task = Task::Segmentation;
    spec.classCount = 3;
    spec.train.optimizer = OptimizerKind::AdamW;
    spec.modalities = {{"rgb", ModalityKind::Image, {3, 32, 32}, "uint8"},
        {"thermal", ModalityKind::Image, {1, 32, 32}, "uint8"}};
    return spec;
}

torch::Tensor wave(const std::vector<std::int64_t>& shape, torch::ScalarType type)
{
    const auto count = elementCount(shape);
    return (torch::arange(count, torch::kFloat64) * 0.7).sin().view(shape).to(type);
}

Batch batchOf(const MethodSpec& spec, std::int64_t samples)
{
    const auto type = scalarType(spec.train.precision);
    Batch batch;
    for (const auto& modality : spec.modalities) {
        auto shape = modality.shape;
        shape.insert(shape.begin(), samples);
        batch.inputs.push_back(wave(shape, type));
    }
    batch.labels = spec.task == Task::Segmentation
        ? torch::arange(samples * 32 * 32, torch::kInt64).remainder(spec.classCount).view({samples, 32, 32})
        : wave({samples, spec.classCount}, type);
    batch.presence.resize(spec.modalities.size());
    batch.rows = torch::arange(samples, torch::kInt64);
    return batch;
}

std::unique_ptr<Method> make(const MethodSpec& spec)
{
    auto method = buildMethod(spec);
    if (!method)
        qWarning("%s", method.error().message.c_str());
    method.value()->beginEpoch(0, spec.train.learningRate);
    return std::move(method).value();
}

bool areSame(const std::map<std::string, torch::Tensor>& a, const std::map<std::string, torch::Tensor>& b)
{
    return std::ranges::equal(
        a, b, [](const auto& x, const auto& y) { return x.first == y.first && x.second.equal(y.second); });
}

} // namespace

/// A network of all modalities trains like any other method: it learns, goes on from its state bit for bit,
/// and its prediction leads gradients back.
class TestNetworkMethod : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learns();
    void goesOnFromItsState();
    void decaysMatricesOnly();
    void aBatchWithoutPixelsIsLeftOut();
    void lossIsOverTheSamplesThatHaveSomething();
    void branchesCanBeOff();
    void oneModuleWithItsParts();
};

void TestNetworkMethod::learns()
{
    const auto spec = regressionSpec();
    const auto method = make(spec);
    const auto batch = batchOf(spec, 6);
    const auto error
        = [&] { return (method->predict(batch).fused - batch.labels).abs().mean().item<double>(); };
    const double before = error();
    StepRecord record;
    for (int step = 0; step < 30; ++step)
        method->trainBatch(batch, record);
    QVERIFY2(error() < 0.8 * before, qPrintable(QString::number(error()) + " of " + QString::number(before)));
    QVERIFY(record.mean("train/loss") > 0);
    QCOMPARE(record.mean("train/fused/mae"), record.mean("train/loss"));
}

void TestNetworkMethod::goesOnFromItsState()
{
    for (const auto& spec : {regressionSpec(), segmentationSpec()}) {
        const auto first = make(spec);
        const auto batch = batchOf(spec, 2);
        StepRecord record;
        first->trainBatch(batch, record);
        const auto second = make(spec);
        const auto state = first->state();
        for (auto& [name, tensor] : second->weights())
            torch::NoGradGuard(), tensor.data().copy_(first->weights().at(name));
        second->restoreState(state);
        for (auto* method : {first.get(), second.get()})
            for (int step = 0; step < 2; ++step)
                method->trainBatch(batch, record);
        QVERIFY(areSame(first->weights(), second->weights()));
        QVERIFY(areSame(first->state(), second->state()));
    }
}

void TestNetworkMethod::decaysMatricesOnly()
{
    TrainOptions train;
    train.optimizer = OptimizerKind::Sgd;
    train.momentum = 0;
    train.weightDecay = 0.5;
    for (const bool all : {false, true}) {
        auto matrix = torch::ones({2, 2}, torch::kFloat64), vector = torch::ones({2}, torch::kFloat64);
        Optimizer optimizer({{"m", matrix}, {"v", vector}}, train, all);
        matrix.mutable_grad() = torch::zeros_like(matrix);
        vector.mutable_grad() = torch::zeros_like(vector);
        optimizer.setLearningRate(1);
        optimizer.step();
        QCOMPARE(matrix[0][0].item<double>(), 0.5);
        QCOMPARE(vector[0].item<double>(), all ? 0.5 : 1.0);
    }
}

void TestNetworkMethod::aBatchWithoutPixelsIsLeftOut()
{
    const auto spec = segmentationSpec();
    const auto method = make(spec);
    auto batch = batchOf(spec, 2);
    batch.labels.fill_(kIgnoredPixel);
    StepRecord record;
    method->trainBatch(batch, record);
    QVERIFY(std::isnan(record.mean("train/loss")));
    const auto state = method->state();
    QVERIFY(std::ranges::none_of(state, [](const auto& one) { return one.first.starts_with("optimizer/"); }));
}

void TestNetworkMethod::lossIsOverTheSamplesThatHaveSomething()
{
    const auto spec = regressionSpec();
    const auto method = make(spec);
    auto batch = batchOf(spec, 3);
    const auto wanted = (method->predict(batch).fused - batch.labels)[1].abs().item<double>();
    batch.presence.assign(3, torch::tensor({false, true, false}));
    const auto loss = method->lossOf(method->forward(batch), batch);
    QVERIFY(loss.requires_grad());
    QVERIFY(std::abs(loss.item<double>() - wanted) < 1e-12);
    batch.presence.assign(3, torch::zeros({3}, torch::kBool));
    QVERIFY(!method->lossOf(method->forward(batch), batch).defined());
}

void TestNetworkMethod::branchesCanBeOff()
{
    const auto spec = segmentationSpec();
    const auto built = make(spec);
    auto& method = dynamic_cast<NetworkMethod&>(*built);
    const auto batch = batchOf(spec, 1);
    const auto whole = method.predict(batch).fused;
    QCOMPARE(whole.sizes().vec(), (std::vector<std::int64_t>{1, 3, 32, 32}));
    QVERIFY(method.switchBranchesOff({false, true}));
    QVERIFY(!method.predict(batch).fused.equal(whole));
    QVERIFY(method.switchBranchesOff({false, false}));
    QVERIFY(method.predict(batch).fused.equal(whole));
    QVERIFY(!dynamic_cast<NetworkMethod&>(*make(regressionSpec())).switchBranchesOff({false, false, true}));
}

void TestNetworkMethod::oneModuleWithItsParts()
{
    const auto method = make(segmentationSpec());
    const auto modules = method->modules();
    QCOMPARE(modules.size(), std::size_t(1));
    QVERIFY(modules.front().path.empty());
    for (const auto& item : modules.front().module->named_parameters())
        QVERIFY2(method->weights().contains(item.key()), item.key().c_str());
    QCOMPARE(modules.front().partOf("head.linear_pred.weight").kind, PartKind::Head);
}

TEST_ENTRY(TestNetworkMethod, NoApplication)

} // namespace modalscope::tst_network_method

#include "tst_network_method.moc"
