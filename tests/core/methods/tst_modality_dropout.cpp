#include "core/methods/modality_dropout.h"
#include "tests/core/methods/toy_task.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_modality_dropout {

/// Modality dropout: what is dropped, and that it is Concat apart from that. That loss falls, that runs
/// resume and repeat is in `tst_method`.
class TestModalityDropout : public QObject {
    Q_OBJECT

private:
    static MethodSpec doubleSpec(int modalities, double dropout)
    {
        auto spec = toySpec(MethodKind::ModalityDropout, modalities);
        spec.train.precision = Precision::Float64;
        spec.method.modalityDropout = dropout;
        return spec;
    }

private Q_SLOTS:
    /// A cell is lost with the rate, unless all would be: rate − rate^M / M.
    void dropsAtItsRate()
    {
        for (const double rate : {0.0, 0.3, 0.95}) {
            Random random(3, "dropped cells");
            const auto kept = dropCells(torch::ones({3, 20000}, torch::kBool), rate, random);
            QVERIFY(kept.any(0).all().item<bool>());
            const double dropped = 1 - kept.to(torch::kFloat64).mean().item<double>();
            QVERIFY(std::abs(dropped - (rate - std::pow(rate, 3) / 3)) < 0.01);
        }
    }

    void dropsNothingThatIsAbsent()
    {
        auto present = torch::ones({2, 2000}, torch::kBool);
        present[0].narrow(0, 0, 1000).fill_(false);
        present[1].narrow(0, 1000, 500).fill_(false);
        Random random(4, "dropped cells");
        const auto kept = dropCells(present, 0.9, random);
        QVERIFY(torch::equal(kept.narrow(1, 0, 1500), present.narrow(1, 0, 1500))); // the last one stays
        QVERIFY(!kept.narrow(1, 1500, 500).all().item<bool>());
        QVERIFY(present.narrow(1, 1500, 500).all().item<bool>()); // what is given does not change
    }

    void withoutDroppingIsConcat()
    {
        auto spec = doubleSpec(3, 0);
        const auto method = built(spec);
        spec.method.kind = MethodKind::Concat;
        const auto concat = built(spec);
        trainEpochs(*method, spec, 0, 2);
        trainEpochs(*concat, spec, 0, 2);
        for (const auto& [name, tensor] : copyOfWeights(*concat))
            QVERIFY2(torch::allclose(method->weights().at(name), tensor, 1e-9, 1e-12), name.c_str());
    }

    /// CE of one layer over features that are zero where they are dropped; anew in every batch and epoch.
    void lossByHand()
    {
        const auto spec = doubleSpec(2, 0.5);
        const auto method = built(spec);
        for (const auto& [epoch, index] : {std::pair{0, 0}, std::pair{0, 1}, std::pair{1, 0}}) {
            const auto batch = toyBatch(spec, epoch, index);
            const auto weights = copyOfWeights(*method);
            auto features = method->predict(batch).features;
            Random random(
                spec.seed, "modality dropout/" + std::to_string(epoch) + "/" + std::to_string(index));
            const auto kept = dropCells(torch::ones({2, 16}, torch::kBool), 0.5, random);
            QVERIFY(!kept.all().item<bool>());
            for (std::int64_t m = 0; m < 2; ++m)
                features[std::size_t(m)] = features[std::size_t(m)] * kept[m].unsqueeze(1);
            const auto logits = applyLayer(weights, "head", torch::cat(features, 1));
            const double wanted = torch::cross_entropy_loss(logits, batch.labels).item<double>();
            QVERIFY(std::abs(trainStep(*method, batch).mean("train/loss") - wanted) < 1e-12);
            QCOMPARE(unreachedWeights(*method), std::string());
        }
    }

    /// In prediction nothing is dropped, and logits of one modality are its columns' share.
    void logitsSumToFused()
    {
        const auto spec = doubleSpec(3, 0.5);
        const auto method = built(spec);
        const auto batch = withoutModality(spec, toyBatch(spec, 0, 0), 0);
        const auto outputs = method->predict(batch);
        QVERIFY(torch::allclose(outputs.logits[0] + outputs.logits[1] + outputs.logits[2], outputs.fused));
        const auto share = method->weights().at("head.bias").detach() / 3;
        QVERIFY(torch::allclose(outputs.logits[0].narrow(0, 0, 8), share.expand({8, 3}))); // absent
        const auto logits = applyLayer(copyOfWeights(*method), "head", torch::cat(outputs.features, 1));
        QVERIFY(torch::allclose(logits, outputs.fused));
    }

    /// Under skip, what stands in an absent input changes neither prediction nor any gradient; under zero it
    /// does.
    void absentInputsAreNotSeen()
    {
        auto spec = doubleSpec(2, 0.3);
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

TEST_ENTRY(TestModalityDropout, NoApplication)

} // namespace modalscope::tst_modality_dropout

#include "tst_modality_dropout.moc"
