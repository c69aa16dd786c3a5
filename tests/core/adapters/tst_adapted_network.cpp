#include "core/adapters/adapted_network.h"
#include "core/models/initialize_joint_network.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_adapted_network {

namespace {

std::shared_ptr<JointNetwork> smallMult()
{
    NetworkOptions options;
    options.kind = NetworkKind::Mult;
    options.width = 10;
    options.levels = 2;
    const auto sequence = [](const char* name, std::int64_t features) {
        return Modality{name, ModalityKind::Sequence, {6, features}, "float32", 1, 0};
    };
    auto network
        = makeJointNetwork(options, {sequence("l", 7), sequence("a", 4), sequence("v", 5)}, 1).value();
    initializeJointNetwork(*network, 1);
    network->eval();
    return network;
}

std::vector<torch::Tensor> someInputs(torch::ScalarType type = torch::kFloat32)
{
    torch::manual_seed(3);
    return {torch::randn({3, 6, 7}, type), torch::randn({3, 6, 4}, type), torch::randn({3, 6, 5}, type)};
}

AdaptedNetwork adapted(const std::shared_ptr<JointNetwork>& network, const AdapterOptions& options,
    const std::vector<int>& present = {0, 1, 2})
{
    auto layers
        = adaptableLayers(network, "", [network](const std::string& path) { return network->partOf(path); });
    auto made = AdaptedNetwork::make(std::move(layers), options, present, 5);
    if (!made)
        throw std::runtime_error(made.error().message);
    return std::move(made).value();
}

/// Moves every tensor of Δ away from where it starts.
void disturb(AdaptedNetwork& network)
{
    torch::manual_seed(9);
    const torch::NoGradGuard noGradients;
    for (const auto& [name, tensor] : network.tensors())
        tensor.add_(0.1 * torch::randn_like(tensor));
}

std::map<std::string, torch::Tensor> copyOfWeights(JointNetwork& network)
{
    std::map<std::string, torch::Tensor> all;
    for (const auto& item : network.named_parameters())
        all[item.key()] = item.value().detach().clone();
    for (const auto& item : network.named_buffers())
        all[item.key()] = item.value().detach().clone();
    return all;
}

void addKinds()
{
    QTest::addColumn<int>("kind");
    for (const auto& choice : choices(AdapterKind()))
        if (choice.value != AdapterKind::Pretrained && choice.value != AdapterKind::Full)
            QTest::newRow(std::string(choice.text).c_str()) << int(choice.value);
}

} // namespace

/// The properties of adapters that can be proved (`adapters.md` 1.6).
class TestAdaptedNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void identityStartPredictsAsTheBase_data() { addKinds(); }
    void identityStartPredictsAsTheBase();
    void baseStaysAsItIs_data() { addKinds(); }
    void baseStaysAsItIs();
    void mergedIsAttached_data() { addKinds(); }
    void mergedIsAttached();
    void switchingIsExact();
    void shiftOfKeysIsDead();
    void randomStartIsThatOfTheSsfCode();
};

void TestAdaptedNetwork::identityStartPredictsAsTheBase()
{
    QFETCH(int, kind);
    const auto network = smallMult();
    const auto wanted = network->forward(someInputs(), {});
    auto adapters = adapted(network, {.kind = AdapterKind(kind), .rank = 2});
    adapters.attach();
    QVERIFY(torch::equal(network->forward(someInputs(), {}), wanted));
    adapters.merge();
    QVERIFY(torch::equal(network->forward(someInputs(), {}), wanted));
}

void TestAdaptedNetwork::baseStaysAsItIs()
{
    QFETCH(int, kind);
    const auto network = smallMult();
    const auto before = copyOfWeights(*network);
    const auto wanted = network->forward(someInputs(), {});
    {
        auto adapters = adapted(network, {.kind = AdapterKind(kind), .rank = 2});
        disturb(adapters);
        adapters.attach();
        const auto output = network->forward(someInputs(), {});
        QVERIFY(!torch::equal(output, wanted)); // the adapters do something
        output.sum().backward();
        for (const auto& [name, tensor] : adapters.tensors())
            QVERIFY2(tensor.grad().defined(), name.c_str());
    }
    const auto after = copyOfWeights(*network);
    for (const auto& [name, tensor] : before)
        QVERIFY2(torch::equal(tensor, after.at(name)), name.c_str());
    QVERIFY(torch::equal(network->forward(someInputs(), {}), wanted));
}

void TestAdaptedNetwork::mergedIsAttached()
{
    QFETCH(int, kind);
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
        const auto network = smallMult();
        network->to(type);
        auto adapters = adapted(network, {.kind = AdapterKind(kind), .rank = 2});
        disturb(adapters);
        adapters.attach();
        const auto attached = network->forward(someInputs(type), {});
        adapters.merge();
        const auto merged = network->forward(someInputs(type), {});
        QVERIFY(!merged.requires_grad() || network->parameters().front().requires_grad());
        const double distance = ((attached - merged).abs().max() / attached.abs().max()).item<double>();
        QVERIFY2(distance <= (type == torch::kFloat64 ? 1e-12 : 1e-5), std::to_string(distance).c_str());
    }
}

void TestAdaptedNetwork::switchingIsExact()
{
    const auto network = smallMult();
    auto one = adapted(network, {.kind = AdapterKind::Ssf}, {0});
    auto other = adapted(network, {.kind = AdapterKind::Lora, .rank = 2}, {1, 2});
    disturb(one);
    disturb(other);
    const auto predict = [&](AdaptedNetwork& adapters) {
        adapters.merge();
        const auto output = network->forward(someInputs(), {});
        adapters.remove();
        return output;
    };
    const auto first = predict(one);
    const auto between = predict(other);
    QVERIFY(!torch::equal(first, between));
    QVERIFY(torch::equal(predict(one), first));
}

/// Softmax takes no notice of a value that all scores of a query share, so a shift of the keys changes
/// nothing.
void TestAdaptedNetwork::shiftOfKeysIsDead()
{
    const auto network = smallMult();
    network->to(torch::kFloat64);
    auto adapters = adapted(network, {.kind = AdapterKind::Shift});
    adapters.attach();
    network->forward(someInputs(torch::kFloat64), {}).sum().backward();
    int projections = 0;
    for (const auto& [name, tensor] : adapters.tensors()) {
        if (name.find("in_proj.ssf.beta") == std::string::npos)
            continue;
        ++projections;
        const auto width = tensor.size(0) / 3;
        const auto gradient = tensor.grad();
        const double keys = gradient.narrow(0, width, width).abs().max().item<double>();
        const double values = gradient.narrow(0, 2 * width, width).abs().max().item<double>();
        QVERIFY2(keys <= 1e-10 * std::max(values, 1e-3), name.c_str());
        QVERIFY2(values > 0, name.c_str());
    }
    QCOMPARE(projections, 6 * 2 + 3 * 3); // two levels; memories have three at least
}

void TestAdaptedNetwork::randomStartIsThatOfTheSsfCode()
{
    const auto network = smallMult();
    auto adapters = adapted(network, {.kind = AdapterKind::Ssf, .start = AdapterStart::SsfCode});
    std::vector<torch::Tensor> gammas, betas;
    for (const auto& [name, tensor] : adapters.tensors())
        (name.ends_with("gamma") ? gammas : betas).push_back(tensor.detach());
    const auto gamma = torch::cat(gammas), beta = torch::cat(betas);
    QVERIFY(std::abs(gamma.mean().item<double>() - 1) < 0.003);
    QVERIFY(std::abs(beta.mean().item<double>()) < 0.003);
    QVERIFY(std::abs(gamma.std().item<double>() - 0.02) < 0.002);
    QVERIFY(std::abs(beta.std().item<double>() - 0.02) < 0.002);
}

TEST_ENTRY(TestAdaptedNetwork, NoApplication)

} // namespace modalscope::tst_adapted_network

#include "tst_adapted_network.moc"
