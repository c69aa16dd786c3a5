#include "core/base/libtorch.h"
#include "core/io/safetensors.h"
#include "core/models/resnet18_encoder.h"
#include "core/train/tensor_bytes.h"
#include "tests/support/golden_fill.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_resnet18_encoder {

namespace {

torch::Tensor filled(const std::string& name, at::IntArrayRef shape, double offset, double scale)
{
    const auto values = goldenFill(name, c10::multiply_integers(shape), offset, scale);
    return torch::tensor(values, torch::kFloat32).view(shape);
}

bool endsWith(const std::string& text, const std::string& end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Weights by the reference's rule, from the names they have in the published network.
void fillAll(Resnet18Encoder& encoder, const std::string& prefix)
{
    const torch::NoGradGuard noGradients;
    for (auto& item : encoder.named_parameters()) {
        auto& tensor = item.value();
        const bool isBias = endsWith(item.key(), "bias");
        if (tensor.dim() >= 2)
            tensor.copy_(filled(prefix + item.key(), tensor.sizes(), 0,
                std::sqrt(3.0 / (double(tensor.numel()) / double(tensor.size(0))))));
        else
            tensor.copy_(filled(prefix + item.key(), tensor.sizes(), isBias ? 0 : 1, isBias ? 0.125 : 0.25));
    }
    for (auto& item : encoder.named_buffers()) {
        auto& tensor = item.value();
        if (endsWith(item.key(), "running_mean"))
            tensor.copy_(filled(prefix + item.key(), tensor.sizes(), 0, 0.125));
        else if (endsWith(item.key(), "running_var"))
            tensor.copy_(filled(prefix + item.key(), tensor.sizes(), 1, 0.25));
    }
}

std::int64_t parameterCount(const torch::nn::Module& module)
{
    std::int64_t count = 0;
    for (const auto& parameter : module.parameters())
        count += parameter.numel();
    return count;
}

} // namespace

/// ResNet-18 is the published one, value by value: names, strides, paddings, order of the layers.
class TestResnet18Encoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillIsTheReferences();
    void matchesThePublishedNetwork_data();
    void matchesThePublishedNetwork();
    void imageIsOneFrame();
    void otherFeatureSizeAddsAProjection();
};

void TestResnet18Encoder::fillIsTheReferences()
{
    const auto weight = goldenFill("patch_embed1.proj.weight", 32 * 3 * 7 * 7, 0, std::sqrt(3.0 / 147));
    QCOMPARE(weight[0], -0.0963371918f);
    QCOMPARE(weight[1], -0.0705399737f);
    QCOMPARE(weight.back(), 0.0669792369f);
}

void TestResnet18Encoder::matchesThePublishedNetwork_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isVisual");
    QTest::addColumn<QList<qint64>>("shape");
    QTest::newRow("audio, square") << "base/audio" << false << QList<qint64>{2, 1, 64, 64};
    QTest::newRow("audio, rectangle") << "rect/audio" << false << QList<qint64>{1, 1, 48, 90};
    // stored as [sample, channel, frame, row, column], ours is [sample, frame, channel, row, column]
    QTest::newRow("visual, square") << "base/visual" << true << QList<qint64>{2, 3, 3, 64, 64};
    QTest::newRow("visual, rectangle") << "rect/visual" << true << QList<qint64>{1, 3, 2, 72, 48};
}

void TestResnet18Encoder::matchesThePublishedNetwork()
{
    QFETCH(QString, path);
    QFETCH(bool, isVisual);
    QFETCH(QList<qint64>, shape);
    const auto stored = readSafetensors(MODALSCOPE_SOURCE_DIR "/tests/golden/resnet18.safetensors");
    QVERIFY(stored);
    const auto expected = toTensor(stored.value().tensors.at(path.toStdString() + "_feature_f64")).value();
    const double largest = expected.abs().max().item<double>();

    Resnet18Encoder encoder(isVisual ? 3 : 1, 512);
    QCOMPARE(parameterCount(encoder), isVisual ? 11176512 : 11170240);
    fillAll(encoder, isVisual ? "visual_net." : "audio_net.");
    encoder.eval();
    const std::vector<std::int64_t> sizes(shape.begin(), shape.end());
    auto input = filled(isVisual ? "input.visual" : "input.audio", sizes, 0, 2);
    if (isVisual)
        input = input.transpose(1, 2);
    const torch::NoGradGuard noGradients;
    const auto single = encoder.forward(input);
    QVERIFY((single - expected).abs().max().item<double>() < 2e-5 * largest);
    encoder.to(torch::kFloat64);
    const auto twice = encoder.forward(input.to(torch::kFloat64));
    QVERIFY((twice - expected).abs().max().item<double>() < 1e-10 * largest);
}

void TestResnet18Encoder::imageIsOneFrame()
{
    Resnet18Encoder encoder(3, 512);
    encoder.eval();
    const torch::NoGradGuard noGradients;
    const auto image = filled("image", {2, 3, 40, 32}, 0, 1);
    QVERIFY(torch::allclose(encoder.forward(image), encoder.forward(image.unsqueeze(1)), 1e-5, 1e-6));
}

void TestResnet18Encoder::otherFeatureSizeAddsAProjection()
{
    Resnet18Encoder encoder(1, 10);
    QVERIFY(encoder.named_parameters().contains("projection.weight"));
    QCOMPARE(encoder.featureSize(), 10);
    QCOMPARE(encoder.forward(filled("image", {2, 1, 32, 32}, 0, 1)).sizes().vec(),
        (std::vector<std::int64_t>{2, 10}));
    QVERIFY(!Resnet18Encoder(1, 512).named_parameters().contains("projection.weight"));
}

TEST_ENTRY(TestResnet18Encoder, NoApplication)

} // namespace modalscope::tst_resnet18_encoder

#include "tst_resnet18_encoder.moc"
