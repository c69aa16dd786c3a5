#include "core/adapters/placement.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>

namespace modalscope::tst_placement {

namespace {

std::vector<AdaptableLayer> layersOf(
    const NetworkOptions& options, const std::vector<std::string>& modalities, int classes)
{
    std::vector<Modality> images;
    for (const auto& name : modalities)
        images.push_back({name, ModalityKind::Image, {3, 64, 64}, "float32", 1, 0});
    const auto network = makeJointNetwork(options, images, classes).value();
    return adaptableLayers(network, "", [network](const std::string& path) { return network->partOf(path); });
}

std::int64_t learned(const std::vector<PlacedLayer>& placed)
{
    std::int64_t count = 0;
    for (const auto& layer : placed)
        count += layer.learned;
    return count;
}

} // namespace

/// The rule that says which layers get adapters (`adapters.md` 1.2) and the sizes that follow from it (1.7).
class TestPlacement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizes_data();
    void sizes();
    void missingBranchesGetNone();
    void headGetsNone();
    void layersCanBeLeftOut();
    void depthwiseNeverGetsLora();
    void badOptions();
};

void TestPlacement::sizes_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("modalities");
    QTest::addColumn<int>("layers");
    QTest::addColumn<int>("ssf");
    QTest::addColumn<int>("bitfit");
    QTest::addColumn<int>("norm");
    QTest::addColumn<int>("lora");
    QTest::addColumn<int>("loraConv");
    const int cmnext = int(NetworkKind::Cmnext), mmsformer = int(NetworkKind::Mmsformer);
    QTest::newRow("CMNeXt-B4") << cmnext << 4 << 2 << 828 << 760418 << 375048 << 127232 << 226432 << 385160;
    QTest::newRow("CMNeXt-B2 K=3") << cmnext << 2 << 4 << 410 << 328520 << 159124 << 59008 << 103488
                                   << 174420;
    QTest::newRow("CMNeXt-B1") << cmnext << 1 << 2 << 236 << 188448 << 89096 << 34816 << -1 << -1;
    QTest::newRow("MMSFormer-B2") << mmsformer << 2 << 4 << 478 << 379136 << 188480 << 73088 << 186560
                                  << 190656;
    QTest::newRow("MMSFormer-B4") << mmsformer << 4 << 4 << 728 << 625024 << 311424 << 116480 << 309504
                                  << 313600;
}

void TestPlacement::sizes()
{
    QFETCH(int, kind);
    QFETCH(int, size);
    QFETCH(int, modalities);
    NetworkOptions options;
    options.kind = NetworkKind(kind);
    options.size = MitSize(size);
    std::vector<std::string> names{"rgb"};
    std::vector<int> present{0};
    for (int m = 1; m < modalities; ++m) {
        names.push_back("aux" + std::to_string(m));
        present.push_back(m);
    }
    const auto layers = layersOf(options, names, 20);
    const auto place
        = [&](const AdapterOptions& adapter) { return placeAdapters(layers, adapter, present).value(); };
    QFETCH(int, ssf);
    QFETCH(int, bitfit);
    QFETCH(int, norm);
    QFETCH(int, lora);
    QFETCH(int, loraConv);
    const auto placed = place({});
    QTEST(
        int(std::count_if(placed.begin(), placed.end(), [](const auto& layer) { return layer.learned > 0; })),
        "layers");
    QCOMPARE(int(learned(placed)), ssf);
    QCOMPARE(int(learned(place({.kind = AdapterKind::BitFit}))), bitfit);
    QCOMPARE(int(learned(place({.kind = AdapterKind::Norm}))), norm);
    if (lora < 0)
        return;
    QCOMPARE(
        int(learned(place({.kind = AdapterKind::Lora, .rank = 1, .convolutions = LoraConvolutions::None}))),
        lora);
    QCOMPARE(int(learned(place({.kind = AdapterKind::Lora, .rank = 1}))), loraConv);
}

void TestPlacement::missingBranchesGetNone()
{
    NetworkOptions options;
    options.size = MitSize::B4;
    const auto layers = layersOf(options, {"rgb", "thermal"}, 9);
    QCOMPARE(int(learned(placeAdapters(layers, {}, {0}).value())), 438544);
    QCOMPARE(int(learned(placeAdapters(layers, {}, {1}).value())), 373090);
    options.size = MitSize::B2;
    const auto material = layersOf(options, {"rgb", "aolp", "dolp", "nir"}, 20);
    QCOMPARE(int(learned(placeAdapters(material, {}, {0}).value())), 192656);
}

void TestPlacement::headGetsNone()
{
    const auto placed = placeAdapters(layersOf({}, {"rgb", "thermal"}, 9), {}, {0, 1}).value();
    int heads = 0;
    for (const auto& layer : placed) {
        QCOMPARE(layer.path.starts_with("head."), layer.part.kind == PartKind::Head);
        heads += int(layer.part.kind == PartKind::Head);
        QCOMPARE(layer.learned > 0, layer.part.kind != PartKind::Head);
    }
    QVERIFY(heads > 4);
}

void TestPlacement::layersCanBeLeftOut()
{
    const auto layers = layersOf({}, {"rgb", "thermal"}, 9);
    const auto all = placeAdapters(layers, {}, {0, 1}).value();
    const auto fewer = placeAdapters(layers, {.leaveOut = {"FRMs.*", "norm1"}}, {0, 1}).value();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool isLeftOut = all[i].path.starts_with("FRMs.") || all[i].path == "norm1";
        QCOMPARE(fewer[i].learned, isLeftOut ? 0 : all[i].learned);
    }
    QVERIFY(learned(fewer) < learned(all));
}

void TestPlacement::depthwiseNeverGetsLora()
{
    const AdapterOptions options{
        .kind = AdapterKind::Lora, .rank = 1, .convolutions = LoraConvolutions::Dense};
    int convolutions = 0, depthwise = 0;
    for (const auto& layer : placeAdapters(layersOf({}, {"rgb", "thermal"}, 9), options, {0, 1}).value()) {
        depthwise += int(layer.kind == LayerKind::DepthwiseConvolution);
        QVERIFY(layer.kind != LayerKind::DepthwiseConvolution || layer.learned == 0);
        convolutions += int(layer.kind == LayerKind::Convolution && layer.learned > 0);
    }
    QVERIFY(depthwise > 0 && convolutions > 0);
}

void TestPlacement::badOptions()
{
    const auto layers = layersOf({}, {"rgb", "thermal"}, 9);
    const auto refusal = [&](const AdapterOptions& options, const std::vector<int>& present) {
        const auto placed = placeAdapters(layers, options, present);
        return placed ? std::string() : placed.error().message;
    };
    QVERIFY(refusal({}, {}).find("present") != std::string::npos);
    QVERIFY(refusal({.kind = AdapterKind::Lora, .rank = 4096}, {0}).find("rank") != std::string::npos);
    QVERIFY(refusal({.leaveOut = {"block9.*"}}, {0}).find("block9.*") != std::string::npos);
    QVERIFY(refusal({.leaveOut = {"*"}}, {0}).find("no layer") != std::string::npos);
    QCOMPARE(refusal({.kind = AdapterKind::Pretrained}, {0}), std::string());
}

TEST_ENTRY(TestPlacement, NoApplication)

} // namespace modalscope::tst_placement

#include "tst_placement.moc"
