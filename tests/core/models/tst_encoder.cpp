#include "core/base/libtorch.h"
#include "core/io/safetensors.h"
#include "core/models/encoder.h"
#include "core/models/initialize.h"
#include "core/optim/optimizer.h"
#include "core/train/tensor_bytes.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>

namespace modalscope::tst_encoder {

namespace {

Modality modalityOf(const QString& kind)
{
    if (kind == "features")
        return {"pix240", ModalityKind::Features, {20}, "float32", 1.0, 0.0};
    if (kind == "sequence")
        return {"acc", ModalityKind::Sequence, {9, 3}, "float32", 1.0, 0.0};
    if (kind == "image")
        return {"image", ModalityKind::Image, {2, 12, 11}, "float32", 1.0, 0.0};
    return {"film", ModalityKind::Video, {2, 3, 12, 11}, "float32", 1.0, 0.0};
}

EncoderOptions optionsFor(EncoderKind kind)
{
    EncoderOptions options;
    options.kind = kind;
    options.feature = 12;
    options.hidden = {24, 16};
    options.channels = {4, 8};
    options.width = 16;
    options.layers = 2;
    options.heads = 2;
    return options;
}

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
    void parameterNames_data();
    void parameterNames();
    void dropoutFollowsItsGenerator_data();
    void dropoutFollowsItsGenerator();
    void videoIsTheMeanOfItsFrames();
    void gruIsPyTorchs();
    void autoChoosesByKind();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
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

void TestEncoder::parameterNames_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("modality");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("mlp") << int(EncoderKind::Mlp) << "features"
                         << QStringList{"0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"};
    QTest::newRow("gru") << int(EncoderKind::Gru) << "sequence"
                         << QStringList{"gru.weight_ih_l0", "gru.weight_hh_l1", "gru.bias_ih_l1",
                                "projection.weight"};
    QTest::newRow("resnet18") << int(EncoderKind::Resnet18) << "image"
                              << QStringList{"conv1.weight", "bn1.weight", "layer1.0.conv1.weight",
                                     "layer2.0.downsample.0.weight", "layer2.0.downsample.1.bias",
                                     "layer4.1.bn2.weight"};
    QTest::newRow("cnn") << int(EncoderKind::Cnn) << "image"
                         << QStringList{"block0.conv.weight", "block1.norm.bias", "projection.weight"};
    QTest::newRow("transformer") << int(EncoderKind::Transformer) << "sequence"
                                 << QStringList{"input.weight", "layer0.in_proj.weight",
                                        "layer1.linear2.bias", "norm.weight", "projection.bias"};
}

void TestEncoder::parameterNames()
{
    QFETCH(int, kind);
    QFETCH(QString, modality);
    QFETCH(QStringList, names);
    const auto encoder = makeEncoder(optionsFor(EncoderKind(kind)), modalityOf(modality)).value();
    for (const auto& name : names)
        QVERIFY2(encoder->named_parameters().contains(name.toStdString()), qPrintable(name));
    if (EncoderKind(kind) == EncoderKind::Mlp)
        QCOMPARE(qsizetype(encoder->named_parameters().size()), names.size());
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

void TestEncoder::autoChoosesByKind()
{
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("features")), EncoderKind::Mlp);
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("sequence")), EncoderKind::Gru);
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("image")), EncoderKind::Cnn);
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("video")), EncoderKind::Cnn);
    QCOMPARE(chooseEncoder(EncoderKind::Mlp, modalityOf("video")), EncoderKind::Mlp);
}

void TestEncoder::whatDoesNotFitIsRefused_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("modality");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("blocks");
    QTest::addColumn<QString>("message");
    QTest::newRow("cnn of features") << int(EncoderKind::Cnn) << "features" << 2 << 2
                                     << "modality pix240 (features 20): a CNN needs images or video; use "
                                        "auto, or mlp, which takes everything";
    QTest::newRow("cnn without blocks") << int(EncoderKind::Cnn) << "image" << 2 << 0 << "has no blocks";
    QTest::newRow("image too small") << int(EncoderKind::Cnn) << "image" << 2 << 4
                                     << "the image is too small for a CNN of 4 blocks";
    QTest::newRow("resnet of a sequence")
        << int(EncoderKind::Resnet18) << "sequence" << 2 << 2 << "ResNet-18 needs images";
    QTest::newRow("gru of an image") << int(EncoderKind::Gru) << "image" << 2 << 2
                                     << "a GRU needs a sequence";
    QTest::newRow("transformer of features")
        << int(EncoderKind::Transformer) << "features" << 2 << 2 << "a transformer needs a sequence";
    QTest::newRow("heads") << int(EncoderKind::Transformer) << "sequence" << 3 << 2
                           << "`heads` (3) does not divide `width` (16)";
}

void TestEncoder::whatDoesNotFitIsRefused()
{
    QFETCH(int, kind);
    QFETCH(QString, modality);
    QFETCH(int, heads);
    QFETCH(int, blocks);
    QFETCH(QString, message);
    auto options = optionsFor(EncoderKind(kind));
    options.heads = heads;
    options.channels.assign(std::size_t(blocks), 4);
    const auto encoder = makeEncoder(options, modalityOf(modality));
    QVERIFY(!encoder);
    QCOMPARE(encoder.error().kind, ErrorKind::Shape);
    QVERIFY2(
        QString::fromStdString(encoder.error().message).contains(message), encoder.error().message.c_str());
}

TEST_ENTRY(TestEncoder, NoApplication)

} // namespace modalscope::tst_encoder

#include "tst_encoder.moc"
