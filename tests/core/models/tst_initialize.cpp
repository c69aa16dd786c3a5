#include "core/base/libtorch.h"
#include "core/models/encoder.h"
#include "core/models/initialize.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <thread>

namespace modalscope::tst_initialize {

namespace {

const Modality kImage{"image", ModalityKind::Image, {3, 16, 16}, "float32", 1.0, 0.0};
const Modality kSequence{"audio", ModalityKind::Sequence, {7, 5}, "float32", 1.0, 0.0};

std::shared_ptr<Encoder> make(EncoderKind kind, const Modality& modality)
{
    EncoderOptions options;
    options.kind = kind;
    return makeEncoder(options, modality).value();
}

double largest(const torch::Tensor& tensor)
{
    return tensor.abs().max().item<double>();
}

} // namespace

/// Weights depend on the seed and on their own names, on nothing else, and have PyTorch's distributions.
class TestInitialize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameSeedSameWeights_data();
    void sameSeedSameWeights();
    void linearLayersAreUniform();
    void normsStartAtIdentity();
    void recurrentLayersAreUniform();
    void resnetConvolutionsAreKaimingNormal();
    void valuesDoNotDependOnThePrecision();
};

void TestInitialize::sameSeedSameWeights_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isImage");
    QTest::newRow("mlp") << int(EncoderKind::Mlp) << true;
    QTest::newRow("cnn") << int(EncoderKind::Cnn) << true;
    QTest::newRow("gru") << int(EncoderKind::Gru) << false;
    QTest::newRow("transformer") << int(EncoderKind::Transformer) << false;
}

void TestInitialize::sameSeedSameWeights()
{
    QFETCH(int, kind);
    QFETCH(bool, isImage);
    const auto& modality = isImage ? kImage : kSequence;
    const auto first = make(EncoderKind(kind), modality), second = make(EncoderKind(kind), modality);
    const auto other = make(EncoderKind(kind), modality), named = make(EncoderKind(kind), modality);
    initialize(*first, 3, "encoder.a");
    std::thread([&] { // another thread, after other random choices
        at::set_num_threads(2);
        torch::manual_seed(99);
        initialize(*named, 3, "encoder.b");
        initialize(*other, 4, "encoder.a");
        initialize(*second, 3, "encoder.a");
    })
        .join();
    const auto expected = first->named_parameters();
    for (const auto& item : second->named_parameters())
        QVERIFY2(torch::equal(item.value(), expected[item.key()]), item.key().c_str());
    for (const auto& item : expected) {
        if (item.key().find("norm") != std::string::npos)
            continue;
        QVERIFY2(!torch::equal(item.value(), other->named_parameters()[item.key()]), item.key().c_str());
        QVERIFY2(!torch::equal(item.value(), named->named_parameters()[item.key()]), item.key().c_str());
    }
}

void TestInitialize::linearLayersAreUniform()
{
    torch::nn::Linear head(100, 400);
    initialize(*head, 0, "head");
    const auto weight = head->weight.to(torch::kFloat64);
    // U(-0.1, 0.1): mean 0, deviation 0.1/√3; 40000 values
    QVERIFY(largest(weight) <= 0.1 && largest(weight) > 0.0999);
    QVERIFY(std::abs(weight.mean().item<double>()) < 0.001);
    QVERIFY(std::abs(weight.std().item<double>() - 0.1 / std::sqrt(3.0)) < 0.001);
    QVERIFY(largest(head->bias) <= 0.1 && largest(head->bias) > 0.09);
}

void TestInitialize::normsStartAtIdentity()
{
    const auto cnn = make(EncoderKind::Cnn, kImage);
    cnn->forward(torch::rand({4, 3, 16, 16})); // running statistics have moved
    initialize(*cnn, 0, "encoder.image");
    for (const auto& item : cnn->named_parameters())
        if (item.key().find("norm") != std::string::npos)
            QVERIFY((item.value() == (item.key().find("weight") != std::string::npos ? 1 : 0))
                        .all()
                        .item<bool>());
    for (const auto& item : cnn->named_buffers())
        QVERIFY((item.value() == (item.key().find("running_var") != std::string::npos ? 1 : 0))
                    .all()
                    .item<bool>());
    const auto weight = cnn->named_parameters()["block1.conv.weight"]; // fan in 16 · 9
    QVERIFY(largest(weight) <= 1.0 / 12 && largest(weight) > 0.99 / 12);
}

void TestInitialize::recurrentLayersAreUniform()
{
    const auto gru = make(EncoderKind::Gru, kSequence);
    initialize(*gru, 0, "encoder.audio");
    for (const auto& item : gru->named_parameters())
        if (item.key().find("gru.") == 0) // 64 values wide: U(-1/8, 1/8), biases and inputs too
            QVERIFY2(largest(item.value()) <= 0.125 && largest(item.value()) > 0.12, item.key().c_str());
}

void TestInitialize::resnetConvolutionsAreKaimingNormal()
{
    const auto resnet = make(EncoderKind::Resnet18, kImage);
    initialize(*resnet, 0, "encoder.image");
    const auto parameters = resnet->named_parameters();
    const auto weight = parameters["layer2.0.conv1.weight"].to(torch::kFloat64); // 128 outputs, 3 × 3
    const double deviation = std::sqrt(2.0 / (128 * 9));
    QVERIFY(std::abs(weight.std().item<double>() / deviation - 1) < 0.01);
    QVERIFY(std::abs(weight.mean().item<double>()) < 0.01 * deviation);
    QVERIFY(largest(weight) > 3.5 * deviation);
    QVERIFY((parameters["layer3.0.downsample.1.weight"] == 1).all().item<bool>());
    QVERIFY(largest(parameters["projection.weight"]) <= 1 / std::sqrt(512.0));
}

void TestInitialize::valuesDoNotDependOnThePrecision()
{
    torch::nn::Linear single(20, 30), twice(20, 30);
    twice->to(torch::kFloat64);
    initialize(*single, 1, "head");
    initialize(*twice, 1, "head");
    QVERIFY(torch::equal(single->weight, twice->weight.to(torch::kFloat32)));
}

TEST_ENTRY(TestInitialize, NoApplication)

} // namespace modalscope::tst_initialize

#include "tst_initialize.moc"
