#include "core/models/conv_layer_norm.h"
#include "core/models/initialize_joint_network.h"
#include "core/models/packed_attention.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <functional>

namespace modalscope::tst_joint_network {

namespace {

Modality image(
    const std::string& name, std::int64_t channels = 3, std::int64_t rows = 40, std::int64_t columns = 64)
{
    return {name, ModalityKind::Image, {channels, rows, columns}, "float32", 1, 0};
}

Modality sequence(const std::string& name, std::int64_t time, std::int64_t features)
{
    return {name, ModalityKind::Sequence, {time, features}, "float32", 1, 0};
}

constexpr int kOutputs = 4;

struct Case {
    NetworkOptions options;
    std::vector<Modality> modalities;
};

/// Small networks of every kind, by name.
Case caseOf(const QString& name)
{
    Case one;
    one.modalities = {image("rgb"), image("depth", 1), image("thermal")};
    if (name == "segformer") {
        one.options.kind = NetworkKind::Segformer;
        one.modalities.resize(1);
    } else if (name == "cmnext 2") {
        one.modalities.resize(2);
    } else if (name == "mmsformer") {
        one.options.kind = NetworkKind::Mmsformer;
    } else if (name == "mult") {
        one.options.kind = NetworkKind::Mult;
        one.options.width = 12;
        one.options.heads = 3;
        one.options.levels = 2;
        one.modalities = {sequence("text", 6, 9), sequence("audio", 4, 5),
            {"face", ModalityKind::Features, {7}, "float32", 1, 0}};
    }
    return one;
}

void addCases()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"segformer", "cmnext 2", "cmnext 3", "mmsformer", "mult"})
        QTest::newRow(name) << name;
}

std::shared_ptr<JointNetwork> build(const Case& one)
{
    auto network = makeJointNetwork(one.options, one.modalities, kOutputs).value();
    initializeJointNetwork(*network, 5);
    network->setGenerator(at::detail::createCPUGenerator(1));
    return network;
}

std::vector<torch::Tensor> inputsOf(const Case& one, std::int64_t samples)
{
    auto generator = at::detail::createCPUGenerator(2);
    std::vector<torch::Tensor> inputs;
    for (const auto& modality : one.modalities) {
        std::vector<std::int64_t> sizes{samples};
        sizes.insert(sizes.end(), modality.shape.begin(), modality.shape.end());
        inputs.push_back(torch::randn(sizes, generator));
    }
    return inputs;
}

double farthest(const torch::Tensor& one, const torch::Tensor& other)
{
    return (one - other).abs().max().item<double>();
}

} // namespace

/// What every network of all modalities must do, whatever it is made of.
class TestJointNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }
    void everyParameterLearns_data() { addCases(); }
    void everyParameterLearns();
    void randomChoicesFollowTheGenerator_data() { addCases(); }
    void randomChoicesFollowTheGenerator();
    void layersReadTheirTensorsWhenTheyRun_data() { addCases(); }
    void layersReadTheirTensorsWhenTheyRun();
    void samplesAreIndependent_data() { addCases(); }
    void samplesAreIndependent();
    void startFollowsSeedAndName();
    void oneChannelIsThreeEqualOnes();
    void branchThatIsOffDoesNotCount_data();
    void branchThatIsOffDoesNotCount();
    void scrambleChangesThreeModalitiesOnly();
};

void TestJointNetwork::everyParameterLearns()
{
    QFETCH(QString, name);
    const auto one = caseOf(name);
    const auto network = build(one);
    const auto output = network->forward(inputsOf(one, 2), {});
    QCOMPARE(output.sizes().vec(),
        isDense(one.options.kind) ? (std::vector<std::int64_t>{2, kOutputs, 40, 64})
                                  : (std::vector<std::int64_t>{2, kOutputs}));
    const auto weights = torch::arange(output.numel(), torch::kFloat32).sin().view(output.sizes());
    (output * weights).sum().backward();
    for (const auto& item : network->named_parameters()) {
        QVERIFY2(item.value().grad().defined(), item.key().c_str());
        // a branch that drop path left out has no gradient, and biases before a norm have none to speak of
        QVERIFY2(item.value().grad().isfinite().all().item<bool>(), item.key().c_str());
    }
}

void TestJointNetwork::randomChoicesFollowTheGenerator()
{
    QFETCH(QString, name);
    const auto one = caseOf(name);
    const auto network = build(one);
    const auto inputs = inputsOf(one, 4);
    const torch::NoGradGuard noGradients;
    const auto forward = [&](std::uint64_t seed, std::uint64_t globalSeed) {
        torch::manual_seed(globalSeed);
        network->setGenerator(at::detail::createCPUGenerator(seed));
        return network->forward(inputs, {});
    };
    const auto first = forward(1, 5);
    QVERIFY(torch::equal(first, forward(1, 6)));
    QVERIFY(!torch::equal(first, forward(2, 5)));
    network->eval();
    QVERIFY(torch::equal(forward(1, 5), forward(2, 6)));
}

/// Every layer follows what its `weight` and `bias` hold when it runs, bias-free layers included, and the
/// network is what it was when the tensors are put back. Adapters work like this.
void TestJointNetwork::layersReadTheirTensorsWhenTheyRun()
{
    QFETCH(QString, name);
    const auto one = caseOf(name);
    const auto network = build(one);
    network->eval();
    const auto inputs = inputsOf(one, 1);
    const auto before = network->forward(inputs, {});
    std::vector<std::function<void()>> putBack;
    std::vector<std::pair<std::string, torch::Tensor>> learned;
    const auto change = [&](const std::string& path, torch::Tensor& weight, torch::Tensor& bias) {
        putBack.emplace_back(
            [&weight, &bias, old = weight, oldBias = bias] { weight = old, bias = oldBias; });
        std::vector<std::int64_t> outputs(std::size_t(weight.dim()), 1);
        outputs[0] = -1;
        const auto gamma = torch::ones({weight.size(0)}, torch::requires_grad());
        const auto beta = torch::zeros({weight.size(0)}, torch::requires_grad());
        weight = weight * gamma.view(outputs);
        bias = bias.defined() ? bias * gamma + beta : beta * 1;
        learned.emplace_back(path + " scale", gamma);
        learned.emplace_back(path + " shift", beta);
    };
    for (const auto& item : network->named_modules()) {
        auto* const module = item.value().get();
        if (auto* const linear = dynamic_cast<torch::nn::LinearImpl*>(module))
            change(item.key(), linear->weight, linear->bias);
        else if (auto* const planar = dynamic_cast<torch::nn::Conv2dImpl*>(module))
            change(item.key(), planar->weight, planar->bias);
        else if (auto* const line = dynamic_cast<torch::nn::Conv1dImpl*>(module))
            change(item.key(), line->weight, line->bias);
        else if (auto* const layerNorm = dynamic_cast<torch::nn::LayerNormImpl*>(module))
            change(item.key(), layerNorm->weight, layerNorm->bias);
        else if (auto* const batchNorm = dynamic_cast<torch::nn::BatchNorm2dImpl*>(module))
            change(item.key(), batchNorm->weight, batchNorm->bias);
        else if (auto* const convNorm = dynamic_cast<ConvLayerNorm*>(module))
            change(item.key(), convNorm->weight, convNorm->bias);
        else if (auto* const packed = dynamic_cast<PackedAttention*>(module))
            change(item.key(), packed->in_proj_weight, packed->in_proj_bias);
    }
    const auto changed = network->forward(inputs, {});
    QVERIFY(farthest(changed, before) < 1e-5);
    const auto weights = torch::arange(changed.numel(), torch::kFloat32).sin().view(changed.sizes());
    (changed * weights).sum().backward();
    QVERIFY(learned.size() > 80);
    for (const auto& [path, tensor] : learned)
        QVERIFY2(tensor.grad().defined() && tensor.grad().abs().max().item<float>() > 0, path.c_str());
    for (const auto& put : putBack)
        put();
    QVERIFY(torch::equal(network->forward(inputs, {}), before));
}

void TestJointNetwork::samplesAreIndependent()
{
    QFETCH(QString, name);
    const auto one = caseOf(name);
    const auto network = build(one);
    network->eval();
    const torch::NoGradGuard noGradients;
    const auto inputs = inputsOf(one, 3);
    std::vector<torch::Tensor> last;
    for (const auto& input : inputs)
        last.push_back(input.narrow(0, 2, 1));
    const auto all = network->forward(inputs, {});
    QVERIFY(
        farthest(all.narrow(0, 2, 1), network->forward(last, {})) < 1e-5 * all.abs().max().item<double>());
}

void TestJointNetwork::startFollowsSeedAndName()
{
    const auto small = build(caseOf("cmnext 2")), large = build(caseOf("cmnext 3"));
    const auto one = small->named_parameters(), other = large->named_parameters();
    for (const auto& item : one)
        QVERIFY2(torch::equal(item.value(), other[item.key()]), item.key().c_str());
    const auto deviation = [&](const std::string& path) { return one[path].std().item<double>(); };
    QVERIFY(std::abs(deviation("block3.0.mlp.fc1.weight") - 0.02) < 5e-4);
    QVERIFY(std::abs(deviation("patch_embed3.proj.weight") - std::sqrt(2.0 / (9 * 160))) < 1e-3);
    // not divided by groups
    QVERIFY(std::abs(deviation("block4.0.mlp.dwconv.dwconv.weight") - std::sqrt(2.0 / (9 * 1024))) < 1e-3);
    QVERIFY(torch::equal(one["extra_block1.0.layer_scale_2"], torch::full({32}, 1e-2F)));
    QVERIFY(torch::equal(one["extra_norm2.weight"], torch::ones({64})));
    QCOMPARE(one["block3.0.attn.kv.bias"].abs().max().item<float>(), 0.F);
    initializeJointNetwork(*small, 6);
    QVERIFY(!torch::equal(one["head.linear_pred.weight"], other["head.linear_pred.weight"]));
    const auto mult = build(caseOf("mult"))->named_parameters();
    const auto largest = [&](const char* path) { return mult[path].abs().max().item<double>(); };
    const double xavier = std::sqrt(6.0 / (36 + 12));
    QVERIFY(largest("trans_l_with_a.layers.0.self_attn.in_proj_weight") < xavier);
    QVERIFY(largest("trans_l_with_a.layers.0.self_attn.in_proj_weight") > 0.95 * xavier);
    QCOMPARE(largest("trans_l_with_a.layers.0.self_attn.in_proj_bias"), 0.0);
    QVERIFY(largest("proj1.bias") > 0);
}

void TestJointNetwork::oneChannelIsThreeEqualOnes()
{
    auto one = caseOf("cmnext 2");
    const auto network = build(one);
    network->eval();
    const torch::NoGradGuard noGradients;
    auto inputs = inputsOf(one, 1);
    const auto output = network->forward(inputs, {});
    inputs[1] = inputs[1].repeat({1, 3, 1, 1});
    QVERIFY(farthest(output, network->forward(inputs, {})) < 1e-6);
}

void TestJointNetwork::branchThatIsOffDoesNotCount_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QList<bool>>("off");
    QTest::newRow("cmnext, one of two further") << "cmnext 3" << QList<bool>{false, true, false};
    QTest::newRow("cmnext, both further") << "cmnext 3" << QList<bool>{false, true, true};
    QTest::newRow("cmnext, first") << "cmnext 2" << QList<bool>{true, false};
    QTest::newRow("mmsformer, one") << "mmsformer" << QList<bool>{false, false, true};
    QTest::newRow("mmsformer, first two") << "mmsformer" << QList<bool>{true, true, false};
}

void TestJointNetwork::branchThatIsOffDoesNotCount()
{
    QFETCH(QString, name);
    QFETCH(QList<bool>, off);
    const auto one = caseOf(name);
    const auto network = build(one);
    QVERIFY(network->canSwitchOff());
    network->eval();
    const torch::NoGradGuard noGradients;
    BranchSwitches switches;
    switches.off.assign(off.begin(), off.end());
    auto inputs = inputsOf(one, 1);
    const auto whole = network->forward(inputs, {});
    const auto output = network->forward(inputs, switches);
    QVERIFY(farthest(output, whole) > 0);
    for (std::size_t m = 0; m < inputs.size(); ++m)
        if (switches.isOff(m))
            inputs[m] = inputs[m] + 3;
    QVERIFY(torch::equal(network->forward(inputs, switches), output)); // whatever its input is
    for (std::size_t m = 0; m < inputs.size(); ++m)
        if (!switches.isOff(m))
            inputs[m] = inputs[m] + 3;
    QVERIFY(farthest(network->forward(inputs, switches), output) > 0);
}

void TestJointNetwork::scrambleChangesThreeModalitiesOnly()
{
    for (const char* name : {"cmnext 2", "cmnext 3"}) {
        auto one = caseOf(name);
        const auto plain = build(one);
        one.options.legacyScramble = true;
        const auto scrambled = build(one);
        plain->eval();
        scrambled->eval();
        const torch::NoGradGuard noGradients;
        const auto inputs = inputsOf(one, 1);
        const bool isSame = torch::equal(plain->forward(inputs, {}), scrambled->forward(inputs, {}));
        QCOMPARE(isSame, one.modalities.size() == 2);
    }
}

TEST_ENTRY(TestJointNetwork, NoApplication)

} // namespace modalscope::tst_joint_network

#include "tst_joint_network.moc"
