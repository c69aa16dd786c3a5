#include "core/base/libtorch.h"
#include "core/models/encoder.h"
#include "tests/core/models/encoder_cases.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_encoder_choices {

/// Which encoder a modality gets, what its weights are called in files, and what is refused with a sentence.
class TestEncoderChoices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parameterNames_data();
    void parameterNames();
    void autoChoosesByKind();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
};

void TestEncoderChoices::parameterNames_data()
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

void TestEncoderChoices::parameterNames()
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

void TestEncoderChoices::autoChoosesByKind()
{
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("features")), EncoderKind::Mlp);
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("sequence")), EncoderKind::Gru);
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("image")), EncoderKind::Cnn);
    QCOMPARE(chooseEncoder(EncoderKind::Auto, modalityOf("video")), EncoderKind::Cnn);
    QCOMPARE(chooseEncoder(EncoderKind::Mlp, modalityOf("video")), EncoderKind::Mlp);
}

void TestEncoderChoices::whatDoesNotFitIsRefused_data()
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

void TestEncoderChoices::whatDoesNotFitIsRefused()
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

TEST_ENTRY(TestEncoderChoices, NoApplication)

} // namespace modalscope::tst_encoder_choices

#include "tst_encoder_choices.moc"
