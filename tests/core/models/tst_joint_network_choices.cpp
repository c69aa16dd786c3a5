#include "core/models/joint_network.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_joint_network_choices {

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

NetworkOptions optionsOf(NetworkKind kind)
{
    NetworkOptions options;
    options.kind = kind;
    options.width = 12;
    options.heads = 3;
    options.levels = 2;
    return options;
}

std::vector<Modality> sequences()
{
    return {sequence("text", 6, 9), sequence("audio", 4, 5),
        {"face", ModalityKind::Features, {7}, "float32", 1, 0}};
}

} // namespace

/// What options mean, which part a layer belongs to, and which networks and modalities do not fit.
class TestJointNetworkChoices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizesFollowTheKind();
    void partsOfLayers_data();
    void partsOfLayers();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
};

void TestJointNetworkChoices::sizesFollowTheKind()
{
    NetworkOptions options;
    options.size = MitSize::B1;
    QCOMPARE(headWidthOf(options), 256);
    options.size = MitSize::B2;
    QCOMPARE(headWidthOf(options), 512);
    options.kind = NetworkKind::Segformer;
    QCOMPARE(headWidthOf(options), 768);
    options.headWidth = 96;
    QCOMPARE(headWidthOf(options), 96);
    QCOMPARE(int(mitSizeOfExtra(options)), int(MitSize::B1));
    options.size = MitSize::B0;
    QCOMPARE(int(mitSizeOfExtra(options)), int(MitSize::B0));
    options.extraSize = ExtraMitSize::B5;
    QCOMPARE(int(mitSizeOfExtra(options)), int(MitSize::B5));
}

void TestJointNetworkChoices::partsOfLayers_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QList<int>>("modalities");
    const auto row = [](const char* name, const char* path, PartKind kind, const QList<int>& modalities) {
        QTest::addRow("%s, %s", name, path) << name << path << int(kind) << modalities;
    };
    using enum PartKind;
    row("segformer", "block1.0.attn.q", Encoder, {0});
    row("segformer", "head.linear_pred", Head, {0});
    row("cmnext", "norm4", Encoder, {0});
    row("cmnext", "extra_block2.1.mlp.fc1", Encoder, {1, 2});
    row("cmnext", "extra_norm2", Encoder, {1, 2});
    row("cmnext", "extra_downsample_layers.0.proj.module", Encoder, {1, 2});
    row("cmnext", "extra_downsample_layers.3.norm.ln_1", Encoder, {2});
    row("cmnext", "extra_score_predictor.2.score_nets.0.1", Encoder, {1});
    row("cmnext", "FRMs.0.spatial_weights.mlp.0", Fusion, {0, 1, 2});
    row("cmnext", "FFMs.3.channel_emb.norm.weight", Fusion, {0, 1, 2});
    row("mmsformer", "patch_embed1.proj", Encoder, {0});
    row("mmsformer", "extra_mit.1.block1.0.attn.q", Encoder, {2});
    row("mmsformer", "fusion_block.mix_ffn.0.fc1", Fusion, {0, 1, 2});
    row("mult", "proj_a", Encoder, {1});
    row("mult", "trans_v_with_l.layers.0.self_attn.in_proj", Encoder, {0, 2});
    row("mult", "trans_a_mem.layer_norm", Fusion, {0, 1, 2});
    row("mult", "proj1", Head, {0, 1, 2});
    row("mult", "out_layer.bias", Head, {0, 1, 2});
}

void TestJointNetworkChoices::partsOfLayers()
{
    QFETCH(QString, name);
    QFETCH(QString, path);
    QFETCH(int, kind);
    QFETCH(QList<int>, modalities);
    const auto options = optionsOf(fromText<NetworkKind>(name.toStdString()).value());
    auto present = isDense(options.kind) ? std::vector{image("rgb"), image("depth", 1), image("thermal")}
                                         : sequences();
    if (options.kind == NetworkKind::Segformer)
        present.resize(1);
    const auto part = makeJointNetwork(options, present, 1).value()->partOf(path.toStdString());
    QCOMPARE(int(part.kind), kind);
    QCOMPARE(QList<int>(part.modalities.begin(), part.modalities.end()), modalities);
}

void TestJointNetworkChoices::whatDoesNotFitIsRefused_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<QString>("message");
    const char* const messages[] = {
        "modality text (sequence 6 × 9): CMNeXt needs images",
        "takes images of 1 channel, which it repeats, or of 3",
        "modality small (image 3 × 31 × 64): CMNeXt needs at least 32 rows and 32 columns",
        "needs images of the same size as modality rgb (image 3 × 40 × 64)",
        "SegFormer takes one modality and the dataset has 2",
        "MMSFormer needs two modalities or more",
        "extra_size b1 does not fit size b0 because their stages differ in width; choose extra_size b0",
        "extra_size b0 does not fit size b2 because their stages differ in width; choose an extra_size from",
        "MulT takes three modalities and the dataset has 1",
        "MulT needs sequences or features",
        "`heads` (5) does not divide `width` (12) of MulT",
        "`attention_dropout` of MulT has 1 values; give one for each of the three modalities",
        "CMNeXt needs a modality",
    };
    for (int i = 0; i < int(std::size(messages)); ++i)
        QTest::addRow("%s", messages[i]) << i << messages[i];
}

void TestJointNetworkChoices::whatDoesNotFitIsRefused()
{
    QFETCH(int, change);
    QFETCH(QString, message);
    const bool isMult = change >= 9 && change <= 11;
    auto options = optionsOf(isMult ? NetworkKind::Mult : NetworkKind::Cmnext);
    auto modalities = isMult ? sequences() : std::vector{image("rgb"), image("depth", 1)};
    switch (change) {
    case 0:
        modalities[1] = sequence("text", 6, 9);
        break;
    case 1:
        modalities[1] = image("stack", 4);
        break;
    case 2:
        modalities = {image("small", 3, 31)};
        break;
    case 3:
        modalities[1] = image("depth", 1, 40, 65);
        break;
    case 4:
        options.kind = NetworkKind::Segformer;
        break;
    case 5:
        options.kind = NetworkKind::Mmsformer, modalities.resize(1);
        break;
    case 6:
        options.kind = NetworkKind::Mmsformer, options.extraSize = ExtraMitSize::B1;
        break;
    case 7:
        options.kind = NetworkKind::Mmsformer;
        options.size = MitSize::B2;
        options.extraSize = ExtraMitSize::B0;
        break;
    case 8:
        options.kind = NetworkKind::Mult, modalities.resize(1);
        break;
    case 9:
        modalities[2] = image("face");
        break;
    case 10:
        options.heads = 5;
        break;
    case 11:
        options.attentionDropout = {0.1};
        break;
    default:
        modalities.clear();
    }
    const auto network = makeJointNetwork(options, modalities, 4);
    QVERIFY(!network);
    const auto text = QString::fromStdString(network.error().message);
    QVERIFY2(text.contains(message), network.error().message.c_str());
}

TEST_ENTRY(TestJointNetworkChoices, NoApplication)

} // namespace modalscope::tst_joint_network_choices

#include "tst_joint_network_choices.moc"
