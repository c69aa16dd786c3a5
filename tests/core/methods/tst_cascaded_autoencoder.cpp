#include "tests/core/methods/toy_task.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_cascaded_autoencoder {

/// The cascade of residual autoencoders: its loss by hand, and what it must not see. That loss falls, that
/// runs resume and repeat is in `tst_method`.
class TestCascadedAutoencoder : public QObject {
    Q_OBJECT

private:
    static MethodSpec doubleSpec(int modalities)
    {
        auto spec = toySpec(MethodKind::Cra, modalities);
        spec.train.precision = Precision::Float64;
        return spec;
    }

private Q_SLOTS:
    /// Each block answers with a residual of what the ones before made; the head sees the codes of all.
    void lossByHand()
    {
        auto spec = doubleSpec(2);
        spec.method.reconstruction.blocks = 3;
        spec.method.reconstruction.reconstructionWeight = 2;
        const auto method = built(spec);
        const auto batch = withoutModality(spec, toyBatch(spec, 0, 0), 0);
        const auto weights = copyOfWeights(*method);
        const auto layer = [&](const std::string& name, const torch::Tensor& input) {
            return applyLayer(weights, name, input);
        };
        auto features = method->predict(batch).features;
        features[0] = features[0] * batch.presence[0].unsqueeze(1);
        const auto joined = torch::cat(features, 1);
        std::vector<torch::Tensor> codes, residuals{joined};
        for (const std::string block : {"cascade.0", "cascade.1", "cascade.2"}) {
            const auto input = torch::stack(residuals).sum(0);
            codes.push_back(layer(block + ".encode.1", layer(block + ".encode.0", input).relu()).relu());
            residuals.push_back(layer(block + ".decode.1", layer(block + ".decode.0", codes.back()).relu()));
        }
        auto squares = (torch::stack(residuals).sum(0) - joined).square();
        squares.narrow(1, 0, 8).narrow(0, 0, 8).zero_(); // modality a in the rows without it
        const auto wanted = torch::cross_entropy_loss(layer("head", torch::cat(codes, 1)), batch.labels)
            + 2 * squares.sum() / (16 * 16 - 8 * 8);
        const double loss = trainStep(*method, batch).mean("train/loss");
        QVERIFY(std::abs(loss - wanted.item<double>()) < 1e-12);
        QCOMPARE(unreachedWeights(*method), std::string());
    }

    /// Logits of one modality are what is said when it is the only one.
    void logitsOfOneModality()
    {
        const auto spec = doubleSpec(3);
        const auto method = built(spec);
        trainEpochs(*method, spec, 0, 2);
        const auto batch = toyBatch(spec, 2, 0);
        const auto pair = withoutModality(spec, batch, 1, /*everywhere=*/true);
        const auto alone = method->predict(withoutModality(spec, pair, 0, /*everywhere=*/true));
        QVERIFY(torch::allclose(method->predict(batch).logits[2], alone.fused));
        QVERIFY(!torch::allclose(method->predict(batch).fused, alone.fused));
    }

    /// Under skip, what stands in an absent input changes neither prediction nor any gradient; under zero it
    /// does.
    void absentInputsAreNotSeen()
    {
        auto spec = doubleSpec(2);
        for (const auto treatment : {MissingTreatment::Skip, MissingTreatment::Zero}) {
            spec.treatment = treatment;
            const auto first = built(spec), second = built(spec);
            const auto batch = withoutModality(spec, toyBatch(spec, 0, 0), 1);
            const auto garbage = withGarbage(batch, 1);
            const bool isSkipped = treatment == MissingTreatment::Skip;
            QCOMPARE(torch::equal(first->predict(batch).fused, first->predict(garbage).fused), isSkipped);
            trainStep(*first, batch);
            trainStep(*second, garbage);
            QCOMPARE(haveSameBits(gradients(*first), gradients(*second)), isSkipped);
        }
    }
};

TEST_ENTRY(TestCascadedAutoencoder, NoApplication)

} // namespace modalscope::tst_cascaded_autoencoder

#include "tst_cascaded_autoencoder.moc"
