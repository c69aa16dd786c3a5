#include "core/base/atomic_file.h"
#include "core/store/epoch_weights.h"
#include "core/store/weights_mapping.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_weights_mapping {

namespace {

WeightsMapping someMapping()
{
    return {"encoders.image", "the encoder of image", "/w/a,b.pth", std::string(64, 'a'), true,
        {{"conv1.weight", {64, 3, 7, 7}, "encoder.image.conv1.weight", {64, 1, 7, 7}, WeightUse::Summed, 0},
            {"bn1.weight", {64}, "encoder.image.bn1.weight", {64}, WeightUse::Used, 1},
            {"", {}, "encoder.image.bn1.num_batches_tracked", {}, WeightUse::Zero, 0},
            {"", {}, "encoder.image.bn1.bias", {64}, WeightUse::Missing, 0},
            {"fc.bias", {1000}, "", {}, WeightUse::Unused, 2}}};
}

} // namespace

/// What is told of initial weights, and which weights of epochs a run's folder has.
class TestWeightsMapping : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void csvHasEveryTensor()
    {
        QCOMPARE(mappingCsv({someMapping()}),
            std::string(
                "part,file,stored,stored_shape,ours,our_shape,use,frozen\n"
                "encoders.image,\"a,b.pth\",conv1.weight,64x3x7x7,encoder.image.conv1.weight,64x1x7x7,"
                "summed,1\n"
                "encoders.image,\"a,b.pth\",bn1.weight,64,encoder.image.bn1.weight,64,used,1\n"
                "encoders.image,\"a,b.pth\",,,encoder.image.bn1.num_batches_tracked,scalar,zero,0\n"
                "encoders.image,\"a,b.pth\",,,encoder.image.bn1.bias,64,missing,0\n"
                "encoders.image,\"a,b.pth\",fc.bias,1000,,,unused,0\n"));
        QCOMPARE(mappingCsv({}), std::string("part,file,stored,stored_shape,ours,our_shape,use,frozen\n"));
    }

    void textAndSummary()
    {
        const auto text = mappingText(someMapping());
        QVERIFY(text.find("bn1.weight [64] -> encoder.image.bn1.weight [64]: used, frozen\n")
            != std::string::npos);
        QVERIFY(text.find("fc.bias [1000]: not used\n") != std::string::npos);
        QCOMPARE(mappingSummary(someMapping()),
            std::string("the encoder of image starts from /w/a,b.pth (SHA-256 aaaaaaaaaaaa): 2 tensors "
                        "loaded and frozen, 1 of the encoder's missing: encoder.image.bn1.bias, summed over "
                        "three channels: encoder.image.conv1.weight, 1 of the file not used: fc.bias"));
    }

    void epochsAreListedInOrder()
    {
        QTemporaryDir dir;
        const std::filesystem::path folder(dir.path().toStdString());
        QVERIFY(epochWeights(folder / "none").empty());
        for (const char* name : {"weights-epoch-10.safetensors", "weights-epoch-0.safetensors",
                 "weights-epoch-2.safetensors", "weights-epoch-02.safetensors", "weights-epoch-.safetensors",
                 "weights-epoch-3.safetensors.part-1", "weights-epoch--1.safetensors",
                 "checkpoint.safetensors"})
            QVERIFY(writeFileAtomically(folder / name, std::string("x")));
        std::vector<int> epochs;
        for (const auto& kept : epochWeights(folder)) {
            epochs.push_back(kept.epoch);
            QVERIFY(kept.file == folder / epochWeightsFile(kept.epoch));
        }
        QCOMPARE(epochs, (std::vector<int>{0, 2, 10}));
    }
};

TEST_ENTRY(TestWeightsMapping, NoApplication)

} // namespace modalscope::tst_weights_mapping

#include "tst_weights_mapping.moc"
