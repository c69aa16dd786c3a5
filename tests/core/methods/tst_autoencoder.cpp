#include "tests/core/methods/toy_task.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_autoencoder {

/// The autoencoder: its loss by hand, and what it must not see. That loss falls, that runs resume and repeat
/// is in `tst_method`.
class TestAutoencoder : public QObject {
    Q_OBJECT

private:
    static MethodSpec doubleSpec(int modalities)
    {
        auto spec = toySpec(MethodKind::Ae, modalities);
        spec.train.precision = Precision::Float64;
        return spec;
    }

private Q_SLOTS:
    /// CE of the head on the code, and the squared error over the cells that are there.
    void lossByHand()
    {
        auto spec = doubleSpec(3);
        spec.method.reconstruction.reconstructionWeight = 0.7;
        const auto method = built(spec);
        const auto batch = withoutModality(spec, toyBatch(spec, 0, 0), 1);
        const auto weights = copyOfWeights(*method);
        const auto layer = [&](const std::string& name, const torch::Tensor& input) {
            return applyLayer(weights, name, input);
        };
        auto features = method->predict(batch).features;
        features[1] = features[1] * batch.presence[1].unsqueeze(1);
        const auto joined = torch::cat(features, 1);
        const auto code = layer("autoencoder.encode.1", layer("autoencoder.encode.0", joined).relu()).relu();
        const auto made = layer("autoencoder.decode.1", layer("autoencoder.decode.0", code).relu());
        auto squares = (made - joined).square();
        squares.narrow(1, 8, 8).narrow(0, 0, 8).zero_(); // modality b in the rows without it
        const auto wanted = torch::cross_entropy_loss(layer("head", code), batch.labels)
            + 0.7 * squares.sum() / (16 * 24 - 8 * 8);
        const double loss = trainStep(*method, batch).mean("train/loss");
        QVERIFY(std::abs(loss - wanted.item<double>()) < 1e-12);
        QCOMPARE(unreachedWeights(*method), std::string());
    }

    /// Behind an autoencoder that sees nothing, only targets that move could give an encoder a gradient.
    void targetsAreConstant()
    {
        const auto spec = doubleSpec(2);
        const auto method = built(spec);
        auto weights = copyOfWeights(*method);
        for (const char* name : {"autoencoder.encode.0.weight", "head.weight"})
            weights.at(name).zero_(); // nothing of the features goes through
        setWeights(*method, weights);
        trainStep(*method, toyBatch(spec, 0, 0));
        const auto found = gradients(*method);
        QVERIFY(found.at("autoencoder.decode.1.bias").any().item<bool>());
        QVERIFY(!found.at("encoder.a.0.weight").any().item<bool>());
        QVERIFY(!found.at("encoder.b.0.weight").any().item<bool>());
    }

    /// Logits of one modality are what is said when it is the only one.
    void logitsOfOneModality()
    {
        const auto spec = doubleSpec(2);
        const auto method = built(spec);
        trainEpochs(*method, spec, 0, 2);
        const auto batch = toyBatch(spec, 2, 0);
        const auto whole = method->predict(batch);
        const auto alone = method->predict(withoutModality(spec, batch, 1, /*everywhere=*/true));
        QVERIFY(torch::allclose(whole.logits[0], alone.fused));
        QVERIFY(!torch::allclose(whole.logits[0], whole.fused));
    }

    /// Under skip, what stands in an absent input changes neither prediction nor any gradient; under zero it
    /// does.
    void absentInputsAreNotSeen()
    {
        auto spec = doubleSpec(3);
        for (const auto treatment : {MissingTreatment::Skip, MissingTreatment::Zero}) {
            spec.treatment = treatment;
            const auto first = built(spec), second = built(spec);
            const auto batch = withoutModality(spec, toyBatch(spec, 0, 0), 2);
            const auto garbage = withGarbage(batch, 2);
            const bool isSkipped = treatment == MissingTreatment::Skip;
            QCOMPARE(torch::equal(first->predict(batch).fused, first->predict(garbage).fused), isSkipped);
            trainStep(*first, batch);
            trainStep(*second, garbage);
            QCOMPARE(haveSameBits(gradients(*first), gradients(*second)), isSkipped);
        }
    }
};

TEST_ENTRY(TestAutoencoder, NoApplication)

} // namespace modalscope::tst_autoencoder

#include "tst_autoencoder.moc"
