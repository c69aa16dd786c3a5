#include "core/adapters/adapted_network.h"
#include "tests/core/models/golden_networks.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <optional>

namespace modalscope::tst_golden_adapters {

namespace {

constexpr double kDouble = 1e-10; // of the largest value
constexpr double kSingle = 2e-5;

/// Every layer of a golden network with all its modalities present.
std::vector<AdaptableLayer> layersOf(const GoldenNetwork& golden)
{
    return adaptableLayers(
        golden.network, "", [&](const std::string& path) { return golden.network->partOf(path); });
}

AdaptedNetwork adapted(const GoldenNetwork& golden, const AdapterOptions& options)
{
    std::vector<int> present(golden.inputs.size());
    std::iota(present.begin(), present.end(), 0);
    auto network = AdaptedNetwork::make(layersOf(golden), options, present, 0);
    if (!network)
        throw std::runtime_error(network.error().message);
    return std::move(network).value();
}

AdapterOptions optionsOf(const std::string& caseName)
{
    AdapterOptions options;
    options.kind = caseName == "ssf"       ? AdapterKind::Ssf
        : caseName.starts_with("ssf_lora") ? AdapterKind::SsfLora
                                           : AdapterKind::Lora;
    options.rank = 4;
    options.convolutions = LoraConvolutions::None;
    options.alpha = caseName.ends_with("a8") ? 8 : 4;
    return options;
}

/// Δ of the file's rule, in the order of the network.
void fillAdapters(AdaptedNetwork& network)
{
    const torch::NoGradGuard noGradients;
    for (auto [name, tensor] : network.tensors())
        tensor.copy_(goldenTensor(name, tensor.sizes()));
}

} // namespace

/// Adapters in MiT, CMNeXt, MMSFormer and MulT give what hooks after the layers of the published code give.
class TestGoldenAdapters : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void outputs_data();
    void outputs();
    void counts_data();
    void counts();

private:
    void compareGradients(const GoldenNetwork& golden, const AdaptedNetwork& network,
        const std::string& group, const std::vector<torch::Tensor>& inputs, bool isDouble) const;

    std::optional<GoldenNetworks> m_file;
};

void TestGoldenAdapters::initTestCase()
{
    at::set_num_threads(1);
    const auto path = GoldenNetworks::path();
    if (path.empty())
        QSKIP("networks.h5, the results of the published networks, is not on this machine");
    m_file.emplace(path);
}

void TestGoldenAdapters::outputs_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("caseName");
    for (const char* name : {"mit_b0", "mult_mosi"})
        for (const char* caseName : {"ssf", "lora_r4_a4", "lora_r4_a8", "ssf_lora_r4_a8"})
            QTest::addRow("%s/%s", name, caseName) << name << caseName;
    for (const char* name : {"cmnext_b0_k1", "cmnext_b0_k3_scramble", "mmsformer_b0_k1"})
        QTest::addRow("%s/ssf", name) << name << "ssf";
}

void TestGoldenAdapters::outputs()
{
    QFETCH(QString, name);
    QFETCH(QString, caseName);
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
        const auto golden = goldenNetwork(name.toStdString());
        golden.network->to(type);
        auto network = adapted(golden, optionsOf(caseName.toStdString()));
        fillAdapters(network);
        const auto group = golden.name + "/" + caseName.toStdString();
        const auto wantedNames = m_file->texts(group + "/adapter/canonical");
        QCOMPARE(network.tensors().size(), wantedNames.size());
        for (const auto& [tensor, values] : network.tensors())
            QVERIFY2(std::find(wantedNames.begin(), wantedNames.end(), tensor) != wantedNames.end(),
                tensor.c_str());
        std::vector<torch::Tensor> inputs;
        for (const auto& input : m_file->inputs(golden.name, "base", golden.inputs))
            inputs.push_back(input.to(type));
        const std::string result = golden.isDense ? "logits_quarter" : "output";
        const auto run = [&] {
            FeatureRecord record;
            const auto output = golden.network->forward(inputs, {{}, &record});
            return golden.isDense ? *record.find(result) : output;
        };
        const auto wanted = m_file->read(group + "/out/" + result + (type == torch::kFloat64 ? "_f64" : ""));
        const double most = type == torch::kFloat64 ? kDouble : kSingle;
        network.attach();
        const auto output = run();
        QVERIFY2(goldenDistance(output, wanted) <= most, "attached");
        if (m_file->has(group, "adapter_grad_norm"))
            compareGradients(golden, network, group, inputs, type == torch::kFloat64);
        network.merge();
        QVERIFY2(goldenDistance(run(), wanted) <= most, "merged");
    }
}

/// Norms of the gradients of Δ; those of CMNeXt are of the logits before they are enlarged.
void TestGoldenAdapters::compareGradients(const GoldenNetwork& golden, const AdaptedNetwork& network,
    const std::string& group, const std::vector<torch::Tensor>& inputs, bool isDouble) const
{
    const std::string of = golden.name == "cmnext_b0_k1" ? "logits_quarter" : golden.output();
    FeatureRecord record;
    auto output = golden.network->forward(inputs, {{}, &record});
    if (of == "logits_quarter")
        output = *record.find(of);
    const auto probe = goldenInput("probe." + of, output.sizes()).to(output.scalar_type());
    (output * probe).mean().backward();
    const auto names = m_file->texts(group + "/adapter/canonical");
    const auto norms = m_file->read(group + (isDouble ? "/adapter_grad_norm_f64" : "/adapter_grad_norm"));
    const double largest = norms.max().item<double>();
    for (const auto& [name, tensor] : network.tensors()) {
        const auto place = std::find(names.begin(), names.end(), name) - names.begin();
        const double norm = tensor.grad().to(torch::kFloat64).norm().item<double>();
        QVERIFY2(std::abs(norm - norms[place].item<double>()) <= (isDouble ? kDouble : 1e-5) * largest,
            name.c_str());
    }
}

void TestGoldenAdapters::counts_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("layers");
    QTest::addColumn<int>("ssf");
    QTest::addColumn<int>("bitfit");
    QTest::addColumn<int>("norm");
    QTest::addColumn<int>("lora"); // linear layers alone, of rank 1
    QTest::addColumn<int>("loraConv"); // with 1x1 convolutions
    QTest::newRow("MiT-B0") << "mit_b0" << 88 << 35840 << 17920 << 7168 << 17408 << 17408;
    QTest::newRow("CMNeXt-B0 K=1") << "cmnext_b0_k1" << 236 << 94240 << 44552 << 17408 << 33792 << 53768;
    QTest::newRow("CMNeXt-B0 K=3") << "cmnext_b0_k3_plain" << 268 << 99384 << 47124 << 19456 << 33792
                                   << 55316;
    QTest::newRow("MMSFormer-B0 K=1")
        << "mmsformer_b0_k1" << 224 << 83008 << 40960 << 16384 << 39488 << 41536;
    QTest::newRow("MulT") << "mult_mosi" << 282 << 40500 << 20160 << 7920 << 28800 << 29215;
}

void TestGoldenAdapters::counts()
{
    QFETCH(QString, name);
    const auto golden = goldenNetwork(name.toStdString());
    const auto sizeOf = [&](AdapterOptions options) { return int(adapted(golden, options).size()); };
    QFETCH(int, layers);
    QFETCH(int, ssf);
    QFETCH(int, bitfit);
    QFETCH(int, norm);
    QFETCH(int, lora);
    QFETCH(int, loraConv);
    const auto placed = adapted(golden, {}).placement();
    QCOMPARE(
        int(std::count_if(placed.begin(), placed.end(), [](const auto& layer) { return layer.learned > 0; })),
        layers);
    QCOMPARE(sizeOf({.kind = AdapterKind::Ssf}), ssf);
    QCOMPARE(sizeOf({.kind = AdapterKind::Scale}), ssf / 2);
    QCOMPARE(sizeOf({.kind = AdapterKind::Shift}), ssf / 2);
    QCOMPARE(sizeOf({.kind = AdapterKind::BitFit}), bitfit);
    QCOMPARE(sizeOf({.kind = AdapterKind::Norm}), norm);
    QCOMPARE(sizeOf({.kind = AdapterKind::Lora, .rank = 1, .convolutions = LoraConvolutions::None}), lora);
    QCOMPARE(sizeOf({.kind = AdapterKind::Lora, .rank = 1}), loraConv);
}

TEST_ENTRY(TestGoldenAdapters, NoApplication)

} // namespace modalscope::tst_golden_adapters

#include "tst_golden_adapters.moc"
