#include "core/models/feature_fusion.h"
#include "core/models/feature_rectify.h"
#include "core/models/mmsformer_fusion.h"
#include "core/models/mspa_block.h"
#include "core/models/mult_transformer.h"
#include "tests/core/models/golden_networks.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <optional>

namespace modalscope::tst_golden_networks {

namespace {

constexpr double kDouble = 1e-10; // of the largest value
constexpr double kSingle = 2e-5;

/// The network's own name for a result of the file, or empty.
std::string recordedName(const std::string& network, const std::string& result)
{
    static const std::vector<std::array<std::string, 2>> begins{{"stage", "fused.stage"},
        {"aux_stage", "encoder.aux.stage"}, {"l_mem", "memory.l"}, {"a_mem", "memory.a"},
        {"v_mem", "memory.v"}};
    if (result == "logits_quarter" || result == "last")
        return result;
    if (result.starts_with("frm")) // frm1_rgb, frm1_aux
        return std::string(result.ends_with("rgb") ? "rectified.0" : "rectified.aux") + ".stage" + result[3];
    if (result.find("_with_") != std::string::npos)
        return "encoder." + result;
    for (const auto& [stored, ours] : begins)
        if (result.starts_with(stored))
            return (network == "mit_b0" ? "encoder.0.stage" : ours) + result.substr(stored.size());
    return {};
}

/// Asserts are exceptions here, so that they work below the test function as well.
void expectClose(
    const std::string& what, const torch::Tensor& value, const torch::Tensor& wanted, double most)
{
    const double distance = goldenDistance(value, wanted);
    if (!(distance <= most))
        throw std::runtime_error(what + ": off by " + std::to_string(distance * 1e9) + "e-9 of its size");
}

} // namespace

/// MiT, CMNeXt, MMSFormer and MulT compute what the published code computes from the same weights and
/// inputs, value by value, and have its gradients.
class TestGoldenNetworks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void parametersAreThePublishedOnes_data();
    void parametersAreThePublishedOnes();
    void outputs_data();
    void outputs();
    void gradients_data();
    void gradients();
    void modules_data();
    void modules();
    void masksOfMult();
    void positionsOfMult();

private:
    void compareResults(const GoldenNetwork& golden, const std::string& group, const torch::Tensor& output,
        const FeatureRecord& record, bool isDouble) const;

    std::optional<GoldenNetworks> m_file;
};

void TestGoldenNetworks::initTestCase()
{
    at::set_num_threads(1);
    const auto path = GoldenNetworks::path();
    if (path.empty())
        QSKIP("networks.h5, the results of the published networks, is not on this machine");
    m_file.emplace(path);
}

void TestGoldenNetworks::parametersAreThePublishedOnes_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name :
        {"mit_b0", "cmnext_b0_k1", "cmnext_b0_k3_scramble", "mmsformer_b0_k1", "mult_mosi"})
        QTest::newRow(name) << name;
}

void TestGoldenNetworks::parametersAreThePublishedOnes()
{
    QFETCH(QString, name);
    const auto golden = goldenNetwork(name.toStdString());
    std::vector<std::string> wanted, parameters;
    std::size_t statistics = 0;
    const auto buffers = golden.network->named_buffers();
    for (const auto& tensor : m_file->texts(golden.params + "/canonical"))
        if (tensor.find(".running_") == std::string::npos)
            wanted.push_back(tensor);
        else
            QVERIFY2(buffers.contains(tensor) && ++statistics > 0, tensor.c_str());
    for (const auto& item : golden.network->named_parameters())
        parameters.push_back(item.key());
    QCOMPARE(parameters, wanted);
    QCOMPARE(statistics, buffers.size() / 3 * 2); // beside each pair the number of batches
}

void TestGoldenNetworks::outputs_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("caseName");
    const std::vector<std::pair<const char*, std::vector<const char*>>> cases{
        {"mit_b0", {"base", "rect"}},
        {"cmnext_b0_k1", {"base", "rect", "aux_zero_input", "rgb_zero_input", "aux_branch_off"}},
        {"cmnext_b0_k3_scramble", {"base", "rect", "aux1_zero_input"}},
        {"cmnext_b0_k3_plain", {"base", "rect", "aux1_zero_input"}},
        {"mmsformer_b0_k1", {"base"}},
        {"mult_mosi", {"base", "no_mask", "text_zero", "text_zero_no_mask", "audio_vision_zero", "padded"}},
    };
    for (const auto& [name, names] : cases)
        for (const char* caseName : names)
            QTest::addRow("%s/%s", name, caseName) << name << caseName;
}

void TestGoldenNetworks::compareResults(const GoldenNetwork& golden, const std::string& group,
    const torch::Tensor& output, const FeatureRecord& record, bool isDouble) const
{
    int compared = 0;
    for (const std::string part : {"out", "mid"})
        for (const auto& result : m_file->names(group, part)) {
            const bool resultIsDouble = result.ends_with("_f64");
            const auto plain = resultIsDouble ? result.substr(0, result.size() - 4) : result;
            const auto name = recordedName(golden.name, plain);
            if (resultIsDouble != isDouble || (name.empty() && plain != golden.output()))
                continue;
            const auto* const value = name.empty() ? &output : record.find(name);
            if (!value)
                throw std::runtime_error("nothing is recorded as " + name);
            expectClose(group + "/" + result, *value, m_file->read(group + "/" + part + "/" + result),
                isDouble ? kDouble : kSingle);
            ++compared;
        }
    if (compared == 0)
        throw std::runtime_error(group + " has no results");
}

void TestGoldenNetworks::outputs()
{
    QFETCH(QString, name);
    QFETCH(QString, caseName);
    const auto golden = goldenNetwork(name.toStdString(), !caseName.contains("no_mask"));
    const auto inputs = m_file->inputs(golden.name, caseName.toStdString(), golden.inputs);
    const torch::NoGradGuard noGradients;
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
        golden.network->to(type);
        std::vector<torch::Tensor> typed;
        for (const auto& input : inputs)
            typed.push_back(input.to(type));
        FeatureRecord record;
        BranchSwitches switches;
        switches.record = &record;
        if (caseName == "aux_branch_off")
            switches.off = {false, true};
        const auto output = golden.network->forward(typed, switches);
        try {
            compareResults(
                golden, golden.name + "/" + caseName.toStdString(), output, record, type == torch::kFloat64);
        } catch (const std::exception& error) {
            QFAIL(error.what());
        }
    }
}

void TestGoldenNetworks::gradients_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("of");
    for (const char* name : {"mit_b0", "mult_mosi"})
        for (const char* of : {"mean", "probe"})
            QTest::addRow("%s/%s", name, of) << name << of;
}

void TestGoldenNetworks::gradients()
{
    QFETCH(QString, name);
    QFETCH(QString, of);
    const auto root = name.toStdString() + "/base/grad_" + of.toStdString() + "/";
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
        const auto golden = goldenNetwork(name.toStdString());
        golden.network->to(type);
        auto inputs = m_file->inputs(golden.name, "base", golden.inputs);
        for (auto& input : inputs)
            input = input.to(type).requires_grad_(true);
        auto output = golden.network->forward(inputs, {});
        if (of == "probe")
            output = output * goldenInput("probe." + golden.output(), output.sizes()).to(type);
        output.mean().backward();
        for (std::size_t i = 0; i < inputs.size(); ++i) // stored in float32
            QVERIFY2(
                goldenDistance(inputs[i].grad(), m_file->read(root + "d_" + golden.inputs[i])) <= kSingle,
                golden.inputs[i].c_str());
        const auto names = m_file->texts(golden.params + "/canonical");
        const auto norms = m_file->read(root + (type == torch::kFloat64 ? "param_norm_f64" : "param_norm"));
        const double largest = norms.nan_to_num().max().item<double>();
        const auto parameters = golden.network->named_parameters();
        for (std::size_t i = 0; i < names.size(); ++i)
            if (const auto* parameter = parameters.find(names[i])) {
                const double norm = parameter->grad().to(torch::kFloat64).norm().item<double>();
                const double wanted = norms[std::int64_t(i)].item<double>();
                QVERIFY2(std::abs(norm - wanted) <= (type == torch::kFloat64 ? kDouble : 1e-5) * largest,
                    names[i].c_str());
            }
    }
}

void TestGoldenNetworks::modules_data()
{
    QTest::addColumn<bool>("isDouble");
    QTest::newRow("float32") << false;
    QTest::newRow("float64") << true;
}

void TestGoldenNetworks::modules()
{
    QFETCH(bool, isDouble);
    const torch::NoGradGuard noGradients;
    const auto type = isDouble ? torch::kFloat64 : torch::kFloat32;
    const auto prepare = [&](torch::nn::Module& module, const std::string& prefix) {
        fillGolden(module, prefix);
        module.to(type);
        module.eval();
    };
    const auto input = [&](const std::string& network, const std::string& name) {
        return TokenMap::of(m_file->read(network + "/base/in/" + name).to(type));
    };
    const auto compare = [&](const std::string& path, const TokenMap& value) {
        expectClose(
            path, value.image(), m_file->read(path + (isDouble ? "_f64" : "")), isDouble ? kDouble : kSingle);
    };
    try {
        const std::string root = "modules_d32/base/out/";
        const auto x1 = input("modules_d32", "x1"), x2 = input("modules_d32", "x2");
        FeatureRectify rectify(32);
        prepare(rectify, "frm.");
        const auto [first, second] = rectify.forward(x1, x2);
        compare(root + "frm_x1", first);
        compare(root + "frm_x2", second);
        for (const int heads : {1, 4}) {
            FeatureFusion fusion(32, heads);
            prepare(fusion, "ffm.");
            compare(root + "ffm_heads" + std::to_string(heads), fusion.forward(x1, x2));
        }
        MspaBlock block(32, 8, 0);
        prepare(block, "mspa.");
        compare(root + "mspa_block", block.forward(x1));
        torch::nn::Module owner;
        MmsformerFusion fusion;
        fusion.addLinear(owner, "0", 64, 2);
        fusion.addConvolutions(owner, "0", 64);
        fusion.addAttention(owner, "0", 64);
        prepare(owner, "mmsfusion.");
        compare("mmsfusion_d64/base/out/fused",
            fusion.forward({input("mmsfusion_d64", "x1"), input("mmsfusion_d64", "x2")}));
    } catch (const std::exception& error) {
        QFAIL(error.what());
    }
}

void TestGoldenNetworks::masksOfMult()
{
    for (const auto& [name, own, source] :
        {std::tuple{"q10_k10", 10, 10}, std::tuple{"q12_k15", 12, 15}, std::tuple{"q15_k10", 15, 10}}) {
        const auto mask = laterSteps(own, source, torch::kFloat32);
        const auto blocked = m_file->read(std::string("mult_mosi/masks/") + name).to(torch::kBool);
        QVERIFY(torch::equal(mask.isneginf(), blocked));
        QCOMPARE(mask.masked_fill(blocked, 0).abs().max().item<double>(), 0.0);
    }
}

void TestGoldenNetworks::positionsOfMult()
{
    for (const int width : {30, 60, 7}) {
        const auto wanted = m_file->read("mult_mosi/positions/d" + std::to_string(width));
        PositionTable positions(width);
        const auto rows = positions.rows(wanted.size(0) - 1, torch::kFloat32);
        QVERIFY(goldenDistance(rows, wanted.narrow(0, 1, rows.size(0))) < kSingle);
        // position 0 is padding: steps whose first value is exactly 0
        const StepRows steps{
            torch::tensor({{0.F, 2.F}, {1.F, 2.F}}).repeat({1, width}).narrow(1, 0, width), 2, 1};
        const auto bare = steps.values * std::sqrt(double(width));
        const auto added = embedded(steps, positions).values - bare;
        QCOMPARE(added[0].abs().max().item<float>(), 0.F);
        QVERIFY((added[1] - wanted[2]).abs().max().item<float>() < 1e-5F);
    }
}

TEST_ENTRY(TestGoldenNetworks, NoApplication)

} // namespace modalscope::tst_golden_networks

#include "tst_golden_networks.moc"
