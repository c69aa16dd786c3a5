#include "core/models/feature_fusion.h"
#include "core/models/feature_rectify.h"
#include "core/models/joint_network.h"
#include "core/models/mit_encoder.h"
#include "core/models/mspa_block.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_joint_network_sizes {

namespace {

qint64 parametersOf(const torch::nn::Module& module)
{
    qint64 count = 0;
    for (const auto& parameter : module.parameters())
        count += parameter.numel();
    return count;
}

/// By part: encoder of the first modality, other encoders, fusion, head.
struct PartCounts {
    qint64 first = 0, others = 0, fusion = 0, head = 0;
};

PartCounts countsOf(const JointNetwork& network)
{
    PartCounts counts;
    for (const auto& item : network.named_parameters()) {
        const auto part = network.partOf(item.key());
        const auto size = item.value().numel();
        if (part.kind == PartKind::Head)
            counts.head += size;
        else if (part.kind == PartKind::Fusion)
            counts.fusion += size;
        else
            (part.modalities == std::vector<int>{0} ? counts.first : counts.others) += size;
    }
    return counts;
}

std::vector<Modality> images(int count)
{
    std::vector<Modality> modalities;
    for (int m = 0; m < count; ++m)
        modalities.push_back({"m" + std::to_string(m), ModalityKind::Image, {3, 64, 64}, "float32", 1, 0});
    return modalities;
}

std::shared_ptr<JointNetwork> dense(NetworkKind kind, MitSize size, int modalities, int classes)
{
    NetworkOptions options;
    options.kind = kind;
    options.size = size;
    return makeJointNetwork(options, images(modalities), classes).value();
}

} // namespace

/// Networks have as many parameters as the published ones, to the last, in every part (`adapters.md` 1.7 and
/// section 6).
class TestJointNetworkSizes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mitWithHead_data();
    void mitWithHead();
    void parts_data();
    void parts();
    void mult_data();
    void mult();
    void modules();
};

void TestJointNetworkSizes::mitWithHead_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<qint64>("backbone");
    QTest::addColumn<qint64>("withHead");
    const auto row = [](MitSize size, qint64 backbone, qint64 withHead) {
        QTest::newRow(toText(size).c_str()) << int(size) << backbone << withHead;
    };
    row(MitSize::B0, 3319392, 3752694);
    row(MitSize::B1, 13151424, 13715798);
    row(MitSize::B2, 24196288, 27461974);
    row(MitSize::B3, 44072128, 47337814);
    row(MitSize::B4, 60842688, 64108374);
    row(MitSize::B5, 81443008, 84708694);
}

void TestJointNetworkSizes::mitWithHead()
{
    QFETCH(int, size);
    QFETCH(qint64, backbone);
    QFETCH(qint64, withHead);
    const auto network = dense(NetworkKind::Segformer, MitSize(size), 1, 150);
    const auto counts = countsOf(*network);
    QCOMPARE(counts.first, backbone);
    QCOMPARE(counts.first + counts.head, withHead);
}

void TestJointNetworkSizes::parts_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("modalities");
    QTest::addColumn<int>("classes");
    QTest::addColumn<QList<qint64>>("counts"); // total, first, others, fusion, head
    const auto row = [](const char* name, NetworkKind kind, MitSize size, int modalities, int classes,
                         const QList<qint64>& counts) {
        QTest::newRow(name) << int(kind) << int(size) << modalities << classes << counts;
    };
    using enum NetworkKind;
    using enum MitSize;
    row("CMNeXt-B4, 9 classes", Cmnext, B4, 2, 9, {116560396, 60842688, 37545275, 16591880, 1580553});
    row("CMNeXt-B4, 40 classes", Cmnext, B4, 2, 40, {116576299, 60842688, 37545275, 16591880, 1596456});
    row("CMNeXt-B2, 4 modalities", Cmnext, B2, 4, 20, {58729560, 24196288, 16355196, 16591880, 1586196});
    row("CMNeXt-B0", Cmnext, B0, 2, 9, {10287337, 3319392, 2413944, 4156936, 397065});
    row("CMNeXt-B0, 4 modalities", Cmnext, B0, 4, 20, {10309120, 3319392, 2432900, 4156936, 399892});
    row("CMNeXt-B1", Cmnext, B1, 2, 9, {39686825, 13151424, 9415384, 16591880, 528137});
    row("CMNeXt-B2, 1 modality", Cmnext, B2, 1, 25, {25785049, 24196288, 0, 0, 1588761});
    row("MMSFormer-B2", Mmsformer, B2, 4, 20, {68462356, 24196288, 39454272, 3225600, 1586196});
    row("MMSFormer-B4", Mmsformer, B4, 4, 20, {105108756, 60842688, 39454272, 3225600, 1586196});
    row("MMSFormer-B0", Mmsformer, B0, 2, 9, {7674057, 3319392, 3319392, 638208, 397065});
}

void TestJointNetworkSizes::parts()
{
    QFETCH(int, kind);
    QFETCH(int, size);
    QFETCH(int, modalities);
    QFETCH(int, classes);
    QFETCH(QList<qint64>, counts);
    const auto network = dense(NetworkKind(kind), MitSize(size), modalities, classes);
    const auto found = countsOf(*network);
    QCOMPARE(
        (QList<qint64>{parametersOf(*network), found.first, found.others, found.fusion, found.head}), counts);
}

void TestJointNetworkSizes::mult_data()
{
    QTest::addColumn<QList<int>>("features");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("levels");
    QTest::addColumn<QList<qint64>>("counts"); // total, encoders, fusion, head; 0 = not published
    QTest::newRow("MOSI") << QList<int>{300, 5, 20} << 30 << 5 << 5
                          << QList<qint64>{1071211, 345810, 660060, 65341};
    QTest::newRow("MOSEI") << QList<int>{300, 74, 35} << 30 << 5 << 5
                           << QList<qint64>{1073731, 348330, 660060, 65341};
    QTest::newRow("MOSI, width 40") << QList<int>{300, 5, 20} << 40 << 8 << 4
                                    << QList<qint64>{1537241, 0, 0, 0};
    QTest::newRow("MOSEI, width 40") << QList<int>{300, 74, 35} << 40 << 8 << 4
                                     << QList<qint64>{1540601, 0, 0, 0};
}

void TestJointNetworkSizes::mult()
{
    QFETCH(QList<int>, features);
    QFETCH(int, width);
    QFETCH(int, heads);
    QFETCH(int, levels);
    QFETCH(QList<qint64>, counts);
    NetworkOptions options;
    options.kind = NetworkKind::Mult;
    options.width = width;
    options.heads = heads;
    options.levels = levels;
    std::vector<Modality> modalities;
    for (const int feature : features)
        modalities.push_back(
            {"m" + std::to_string(feature), ModalityKind::Sequence, {50, feature}, "", 1, 0});
    const auto network = makeJointNetwork(options, modalities, 1).value();
    QCOMPARE(parametersOf(*network), counts[0]);
    if (counts[1] == 0)
        return;
    const auto found = countsOf(*network);
    QCOMPARE((QList<qint64>{found.first + found.others, found.fusion, found.head}), counts.mid(1));
    qint64 crossmodal = 0;
    for (const auto& item : network->named_parameters())
        if (item.key().starts_with("trans_v_with_l."))
            crossmodal += item.value().numel();
    QCOMPARE(crossmodal, 56010);
}

void TestJointNetworkSizes::modules()
{
    const auto shape = mitShape(MitSize::B2);
    const std::array<qint64, 4> rectify{107074, 427138, 2665282, 6820354},
        fusion{71296, 281856, 1749120, 4469760}, mspa{78979, 297219, 954243, 2411523},
        mit{314880, 465920, 1656320, 3172864};
    const auto network = dense(NetworkKind::Segformer, MitSize::B2, 1, 2);
    for (std::size_t s = 0; s < 4; ++s) {
        const auto d = shape.widths[s];
        const std::int64_t r = s < 2 ? 8 : 4;
        QCOMPARE(parametersOf(FeatureRectify(d)), rectify[s]);
        QCOMPARE(rectify[s], 26 * d * d + 9 * d + 2);
        QCOMPARE(parametersOf(FeatureFusion(d, kMitHeads[s])), fusion[s]);
        QCOMPARE(fusion[s], 17 * d * d + 26 * d);
        QCOMPARE(parametersOf(MspaBlock(d, r, 0)), mspa[s]);
        QCOMPARE(mspa[s], (1 + 2 * r) * d * d + (58 + 11 * r) * d + 3);
        qint64 block = 0;
        for (const auto& item : network->named_parameters())
            if (item.key().starts_with("block" + std::to_string(s + 1) + ".0."))
                block += item.value().numel();
        QCOMPARE(block, mit[s]);
    }
}

TEST_ENTRY(TestJointNetworkSizes, NoApplication)

} // namespace modalscope::tst_joint_network_sizes

#include "tst_joint_network_sizes.moc"
