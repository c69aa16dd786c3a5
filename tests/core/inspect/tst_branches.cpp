#include "core/inspect/branches.h"
#include "core/inspect/layer_guess.h"
#include "tests/core/inspect/memory_tensor.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_branches {

namespace {

/// "audio encoder, head head"
std::string branchText(const std::vector<Branch>& branches)
{
    std::string text;
    for (const auto& branch : branches)
        text += (text.empty() ? "" : ", ") + branch.name + " " + toText(branch.kind);
    return text;
}

} // namespace

/// Tensors are put to the modality, the fusion or the head that they belong to, in our files and in others'.
class TestBranches : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    Checkpoint withLayers(
        const std::vector<std::string>& layers, const std::map<std::string, std::string>& metadata = {}) const
    {
        std::vector<std::tuple<std::string, Shape, std::vector<float>>> tensors;
        for (const auto& layer : layers)
            tensors.emplace_back(layer, Shape{1}, std::vector<float>{1});
        return openedCheckpoint(writeWeights(m_folder, "x.safetensors", tensors, metadata));
    }
    std::map<std::string, std::string> ours(const char* modalities) const
    {
        return {{"format", "modalscope-checkpoint-1"}, {"modalities", modalities}};
    }

private Q_SLOTS:
    void ofOurRuns()
    {
        const auto opened
            = withLayers({"weights/encoder.audio.0.weight", "weights/encoder.image.0.weight",
                             "weights/head.weight", "weights/film.weight", "standardizer/audio/mean"},
                ours(R"([{"name":"image"},{"name":"audio"}])"));
        const auto branches = branchesOf(opened);
        QCOMPARE(branchText(branches), std::string("image encoder, audio encoder, film fusion, head head"));
        QVERIFY(!branches[0].isGuessed);
        QCOMPARE(branches[0].tensors.size(), std::size_t(1));
        QCOMPARE(opened.tensors[branches[0].tensors[0]].layer, std::string("encoder.image.0.weight"));
    }

    void ofPublishedNetworks_data()
    {
        QTest::addColumn<QString>("layers");
        QTest::addColumn<QString>("unknown");
        QTest::addColumn<QString>("known");
        QTest::newRow("cmnext")
            << "backbone.patch_embed1.proj.weight backbone.extra_downsample_layers.0.proj.weight "
               "backbone.FRMs.0.w decode_head.linear.weight"
            << "extra encoder, backbone encoder, fusion fusion, head head"
            << "a encoder, b+c encoder, fusion fusion, head head";
        QTest::newRow("mmsformer")
            << "patch_embed1.proj.w extra_mit.0.block1.w extra_mit.1.block1.w fusion_block.w head.w"
            << "extra 0 encoder, extra 1 encoder, backbone encoder, fusion fusion, head head"
            << "a encoder, b encoder, c encoder, fusion fusion, head head";
        QTest::newRow("segformer") << "patch_embed1.w block1.0.w norm1.w head.w"
                                   << "backbone encoder, head head"
                                   << "a encoder, head head";
        QTest::newRow("mult")
            << "proj_l.weight proj_a.weight proj_v.weight trans_l_mem.w proj1.weight out_layer.w"
            << "audio encoder, text encoder, vision encoder, fusion fusion, head head"
            << "a encoder, b encoder, c encoder, fusion fusion, head head";
    }

    void ofPublishedNetworks()
    {
        QFETCH(QString, layers);
        QFETCH(QString, unknown);
        QFETCH(QString, known);
        std::vector<std::string> names, inRun;
        for (const auto& name : layers.split(QLatin1Char(' '))) {
            names.push_back(name.toStdString());
            inRun.push_back("weights/" + name.toStdString());
        }
        QCOMPARE(branchText(branchesOf(withLayers(names))), unknown.toStdString());
        const auto opened = withLayers(inRun, ours(R"([{"name":"a"},{"name":"b"},{"name":"c"}])"));
        QCOMPARE(branchText(branchesOf(opened)), known.toStdString());
    }

    void guesses_data()
    {
        QTest::addColumn<QString>("layer");
        QTest::addColumn<QString>("branch");
        const auto row = [](const char* layer, const char* branch) {
            QTest::newRow(layer) << QString::fromUtf8(layer) << QString::fromUtf8(branch);
        };
        row("audio_net.layer1.0.conv1.weight", "audio encoder");
        row("encoder.visual.blocks.0.weight", "visual encoder");
        row("rgbEncoder.conv.weight", "rgb encoder");
        row("depth2.conv.weight", "depth2 encoder");
        row("audio_encoder.fc.weight", "audio encoder");
        row("fc_audio.weight", "head head");
        row("classifier.1.weight", "head head");
        row("fusion.audio_proj.weight", "fusion fusion");
        row("cross_attn_av.q.weight", "fusion fusion");
        row("out.weight", "head head");
        row("blocks.0.out_proj.weight", "blocks other");
        row("cls_token", "cls_token other");
        row("backbone.fc.weight", "backbone encoder");
        row("layer1.0.conv1.weight", "layer other");
        row("0.weight", "layers other");
    }

    void guesses()
    {
        QFETCH(QString, layer);
        QFETCH(QString, branch);
        const auto found = guessedBranch(layer.toStdString());
        QCOMPARE(found.name + " " + toText(found.kind), branch.toStdString());
    }

    void adaptersStandApart()
    {
        const auto branches
            = branchesOf(withLayers({"audio.q.weight", "audio.q.lora_A.weight", "head.weight"}));
        QCOMPARE(branchText(branches), std::string("audio encoder, head head, audio adapters adapter"));
        QVERIFY(branches[0].isGuessed);
    }

    void manyOthersBecomeOne()
    {
        std::vector<std::string> layers;
        for (int i = 0; i < 100; ++i)
            layers.push_back("part" + std::string(std::size_t(i + 1), 'x') + ".weight");
        const auto branches = branchesOf(withLayers(layers));
        QVERIFY(branches.size() <= 40);
        std::size_t tensors = 0;
        for (const auto& branch : branches)
            tensors += branch.tensors.size();
        QCOMPARE(tensors, std::size_t(100));
    }

    void sizes()
    {
        const auto opened = openedCheckpoint(writeWeights(m_folder, "sizes.safetensors",
            {{"audio.weight", {2}, {3, 0}},
                {"audio.bias", {3}, {4, std::numeric_limits<float>::quiet_NaN(), 0}},
                {"audio.running_mean", {1}, {100}}}));
        const auto branches = branchesOf(opened);
        QCOMPARE(branches.size(), std::size_t(1));
        QCOMPARE(branches[0].values, 5); // running statistics are not learned
        QCOMPARE(branches[0].bytes, 24);
        const auto size = sizeOf(opened, branches[0], {});
        QVERIFY(bool(size));
        QCOMPARE(size.value().norm, 5.0);
        QCOMPARE(size.value().rootMeanSquare, 2.5); // over the four finite ones
        QCOMPARE(size.value().nan, 1);
        std::stop_source stop;
        stop.request_stop();
        RunContext run;
        run.stop = stop.get_token();
        QCOMPARE(sizeOf(opened, branches[0], run).error().kind, ErrorKind::Cancelled);
    }
};

TEST_ENTRY(TestBranches, NoApplication)

} // namespace modalscope::tst_branches

#include "tst_branches.moc"
