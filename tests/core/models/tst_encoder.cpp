#include "core/base/libtorch.h"
#include "core/io/safetensors.h"
#include "core/models/encoder.h"
#include "core/models/initialize.h"
#include "core/optim/optimizer.h"
#include "core/train/tensor_bytes.h"
#include "tests/core/models/encoder_cases.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>

namespace modalscope::tst_encoder {

namespace {

constexpr int kClasses = 3;

/// Random inputs whose classes differ in their mean.
torch::Tensor samplesOf(const Modality& modality, const torch::Tensor& labels)
{
    std::vector<std::int64_t> shape{labels.size(0)};
    shape.insert(shape.end(), modality.shape.begin(), modality.shape.end());
    auto generator = at::detail::createCPUGenerator(1);
    std::vector<std::int64_t> perSample(shape.size(), 1);
    perSample[0] = labels.size(0);
    return torch::randn(shape, generator) + labels.to(torch::kFloat32).view(perSample);
}

torch::Tensor labelsOf(std::int64_t count)
{
    return torch::arange(count, torch::kInt64) % kClasses;
}

std::shared_ptr<Encoder> makeInitialized(const EncoderOptions& options, const Modality& modality)
{
    auto encoder = makeEncoder(options, modality).value();
    initialize(*encoder, 7, "encoder." + modality.name);
    return encoder;
}

} // namespace

/// What every encoder must do, whatever it is made of.
class TestEncoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }
    void everyKind_data();
    void everyKind();
    void lossFalls_data() { everyKind_data(); }
    void lossFalls();
    void storedWeightsGiveTheSameFeatures_data() { everyKind_data(); }
    void storedWeightsGiveTheSameFeatures();
    void worksInDouble_data() { everyKind_data(); }
    void worksInDouble();
    void dropoutFollowsItsGenerator_data();
    void dropoutFollowsItsGenerator();
    void videoIsTheMeanOfItsFrames();
    void gruIsPyTorchs();
};

void TestEncoder::everyKind_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("modality");
    const auto row = [](EncoderKind kind, const char* modality) {
        QTest::addRow("%s of %s", toText(kind).c_str(), modality) << int(kind) << QString(modality);
    };
    for (const auto* modality : {"features", "sequence", "image", "video"})
        row(EncoderKind::Mlp, modality);
    row(EncoderKind::Cnn, "image");
    row(EncoderKind::Cnn, "video");
    row(EncoderKind::Resnet18, "video"); // images: tst_resnet18_encoder
    row(EncoderKind::Gru, "sequence");
    row(EncoderKind::Transformer, "sequence");
}

void TestEncoder::everyKind()
{
    QFETCH(int, kind);
    QFETCH(QString, modality);
    const auto description = modalityOf(modality);
    const auto encoder = makeInitialized(optionsFor(EncoderKind(kind)), description);
    QCOMPARE(encoder->featureSize(), 12);
    const auto features = encoder->forward(samplesOf(description, labelsOf(6)));
    QCOMPARE(features.sizes().vec(), (std::vector<std::int64_t>{6, 12}));
    const auto weights = torch::arange(72, torch::kFloat32).sin().view({6, 12});
    (features * weights).sum().backward();
    for (const auto& item : encoder->named_parameters()) {
        QVERIFY2(item.value().grad().defined(), item.key().c_str());
        QVERIFY2(item.value().grad().abs().max().item<float>() > 0, item.key().c_str());
    }
}

void TestEncoder::lossFalls()
{
    QFETCH(int, kind);
    QFETCH(QString, modality);
    const auto description = modalityOf(modality);
    const auto encoder = makeInitialized(optionsFor(EncoderKind(kind)), description);
    torch::nn::Linear head(12, kClasses);
    initialize(*head, 7, "head");
    Optimizer::Parameters parameters;
    for (const auto& item : encoder->named_parameters())
        parameters.emplace_back(item.key(), item.value());
    for (const auto& item : head->named_parameters())
        parameters.emplace_back("head." + item.key(), item.value());
    TrainOptions train;
    train.optimizer = OptimizerKind::AdamW;
    train.learningRate = 3e-3;
    Optimizer optimizer(parameters, train);
    const auto labels = labelsOf(24);
    const auto input = samplesOf(description, labels);
    double first = 0, last = 0;
    for (int step = 0; step < 20; ++step) {
        optimizer.clearGradients(false);
        const auto loss = torch::cross_entropy_loss(head->forward(encoder->forward(input)), labels);
        loss.backward();
        optimizer.step();
        last = loss.item<double>();
        if (step == 0)
            first = last;
    }
    QVERIFY2(last < 0.8 * first, qPrintable(QStringLiteral("%1 to %2").arg(first).arg(last)));
}

void TestEncoder::storedWeightsGiveTheSameFeatures()
{
    QFETCH(int, kind);
    QFETCH(QString, modality);
    const auto description = modalityOf(modality);
    const auto options = optionsFor(EncoderKind(kind));
    const auto input = samplesOf(description, labelsOf(5));
    const auto encoder = makeInitialized(options, description);
    encoder->forward(input); // running statistics move
    encoder->eval();

    std::map<std::string, torch::Tensor> tensors;
    for (const auto& item : encoder->named_parameters())
        tensors[item.key()] = item.value();
    for (const auto& item : encoder->named_buffers())
        tensors[item.key()] = item.value();
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("weights.safetensors").toStdString();
    QVERIFY(writeSafetensors(file, {toTensorBytes(tensors), {}}));
    const auto read = toTensors(readSafetensors(file).value().tensors).value();

    const auto copy = makeEncoder(options, description).value();
    copy->eval();
    const torch::NoGradGuard noGradients;
    for (auto& item : copy->named_parameters())
        item.value().copy_(read.at(item.key()));
    for (auto& item : copy->named_buffers())
        item.value().copy_(read.at(item.key()));
    QVERIFY(torch::equal(copy->forward(input), encoder->forward(input)));
}

void TestEncoder::worksInDouble()
{
    QFETCH(int, kind);
    QFETCH(QString, modality);
    const auto description = modalityOf(modality);
    const auto encoder = makeInitialized(optionsFor(EncoderKind(kind)), description);
    encoder->eval();
    const auto input = samplesOf(description, labelsOf(5));
    const torch::NoGradGuard noGradients;
    const auto single = encoder->forward(input);
    encoder->to(torch::kFloat64);
    const auto twice = encoder->forward(input.to(torch::kFloat64));
    QCOMPARE(twice.scalar_type(), torch::kFloat64);
    QVERIFY((single - twice).abs().max().item<double>() < 1e-4 * (1 + twice.abs().max().item<double>()));
}

void TestEncoder::dropoutFollowsItsGenerator_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("modality");
    QTest::newRow("mlp") << int(EncoderKind::Mlp) << "features";
    QTest::newRow("gru") << int(EncoderKind::Gru) << "sequence";
    QTest::newRow("transformer") << int(EncoderKind::Transformer) << "sequence";
}

void TestEncoder::dropoutFollowsItsGenerator()
{
    QFETCH(int, kind);
    QFETCH(QString, modality);
    const auto description = modalityOf(modality);
    auto options = optionsFor(EncoderKind(kind));
    options.dropout = 0.5;
    const auto encoder = makeInitialized(options, description);
    const auto input = samplesOf(description, labelsOf(5));
    const torch::NoGradGuard noGradients;
    const auto forward = [&](std::uint64_t seed, int globalSeed) {
        torch::manual_seed(std::uint64_t(globalSeed));
        encoder->setGenerator(at::detail::createCPUGenerator(seed));
        return encoder->forward(input);
    };
    const auto first = forward(1, 5);
    QVERIFY(torch::equal(first, forward(1, 6)));
    QVERIFY(!torch::equal(first, forward(2, 5)));
    encoder->eval();
    QVERIFY(torch::equal(encoder->forward(input), encoder->forward(input)));
}

void TestEncoder::videoIsTheMeanOfItsFrames()
{
    auto options = optionsFor(EncoderKind::Cnn);
    options.feature = 8; // as many as the last block has: no further layer
    const auto encoder = makeInitialized(options, modalityOf("video"));
    encoder->eval();
    const torch::NoGradGuard noGradients;
    const auto input = samplesOf(modalityOf("video"), labelsOf(4));
    const auto apart = (encoder->forward(input.select(1, 0)) + encoder->forward(input.select(1, 1))) / 2;
    QVERIFY(torch::allclose(encoder->forward(input), apart, 1e-5, 1e-6));
}

void TestEncoder::gruIsPyTorchs()
{
    const auto encoder = makeInitialized(optionsFor(EncoderKind::Gru), modalityOf("sequence"));
    torch::nn::GRU gru(torch::nn::GRUOptions(3, 16).num_layers(2).batch_first(true));
    torch::nn::Linear projection(16, 12);
    const torch::NoGradGuard noGradients;
    const auto parameters = encoder->named_parameters();
    for (auto& item : gru->named_parameters())
        item.value().copy_(parameters["gru." + item.key()]);
    for (auto& item : projection->named_parameters())
        item.value().copy_(parameters["projection." + item.key()]);
    const auto input = samplesOf(modalityOf("sequence"), labelsOf(5));
    const auto expected = projection->forward(std::get<0>(gru->forward(input)).mean(1));
    QVERIFY(torch::allclose(encoder->forward(input), expected, 1e-5, 1e-6));
}

TEST_ENTRY(TestEncoder, NoApplication)

} // namespace modalscope::tst_encoder

#include "tst_encoder.moc"
