#include "core/methods/mla.h"
#include "tests/core/methods/golden_run.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_mla_trajectories {

/// MLA in every mode but `released-code`, and with missing modalities, computes step by step what an
/// independent program computed (`tests/golden/README.md`): losses, gains, P and its rank, final weights,
/// test predictions of every fusion.
class TestMlaTrajectories : public QObject {
    Q_OBJECT

private:
    static constexpr double kTolerance = 1e-9; // relative
    GoldenFile m_file{MODALSCOPE_SOURCE_DIR "/tests/golden/trajectories.h5"};

    /// Compares the steps of one batch, of which the first is `step`; returns how many there were.
    static std::int64_t compareBatch(const GoldenRun& run, const StepRecord& record, std::int64_t step)
    {
        std::int64_t executed = 0;
        for (std::size_t m = 0; m < run.modalityCount(); ++m) {
            const double loss = record.mean("train/" + run.modality(m) + "/loss");
            if (std::isnan(loss)) // no row of this modality in the batch: no step
                continue;
            const auto stored
                = [&](const char* name) { return run.read(name)[step + executed].item<double>(); };
            verify(stored("step/modality") == double(m), "order of the steps", 0);
            verify(relativeError(loss, stored("step/loss")) < kTolerance, "loss", step + executed);
            const double gain = record.mean("hgm/gain/" + run.modality(m));
            if (!std::isnan(gain))
                verify(relativeError(gain, stored("step/gain")) < kTolerance, "gain", step + executed);
            ++executed;
        }
        return executed;
    }

    /// P after the steps done so far, where it is stored.
    static void compareProjection(
        const GoldenRun& run, const HeadGradientModification& modification, std::int64_t steps)
    {
        verify(relativeError(modification.norm(), run.read("step/P_norm")[steps - 1].item<double>())
                < kTolerance,
            "norm of P", steps);
        verify(relativeError(modification.effectiveRank(), run.read("step/P_rank")[steps - 1].item<double>())
                < kTolerance,
            "rank of P", steps);
        const auto after = run.read("projection/after_step");
        for (std::int64_t i = 0; i < after.size(0); ++i)
            if (after[i].item<double>() == double(steps))
                verify(relativeError(modification.P(), run.read("projection/P")[i]) < kTolerance, "P", steps);
    }

    static void verify(bool holds, const char* what, std::int64_t step)
    {
        QVERIFY2(holds, qPrintable(QString("%1, step %2").arg(what).arg(step)));
    }

    /// A method with the fusion asked for and the weights of another.
    static Outputs predict(const GoldenRun& run, Method& trained, MlaFusion fusion, const Batch& batch)
    {
        auto spec = run.spec();
        spec.method.mla.fusion = fusion;
        const auto method = run.build(spec);
        const torch::NoGradGuard guard;
        for (const auto& [name, weight] : method->weights())
            weight.copy_(trained.weights().at(name));
        return method->predict(batch);
    }

    static void compareWeights(const GoldenRun& run, const char* stored, const Outputs& outputs)
    {
        QVERIFY(relativeError(torch::stack(outputs.weights, 1), run.read(stored)) < kTolerance);
    }

    static void compareFusions(const GoldenRun& run, Method& trained)
    {
        const auto batch = run.testBatch();
        const auto mean = predict(run, trained, MlaFusion::Mean, batch);
        QVERIFY(relativeError(mean.fused, run.read("test/fused_mean")) < kTolerance);
        for (std::size_t m = 0; m < run.modalityCount(); ++m)
            QVERIFY(relativeError(mean.logits[m], run.read("test/logits_" + run.modality(m))) < kTolerance);
        const auto entropy = predict(run, trained, MlaFusion::Entropy, batch);
        QVERIFY(relativeError(entropy.fused, run.read("test/fused_entropy_logits")) < kTolerance);
        compareWeights(run, "test/weights_entropy", entropy);
        const auto probabilities = predict(run, trained, MlaFusion::EntropyProbabilities, batch);
        QVERIFY(probabilities.fusedAreProbabilities);
        QVERIFY(relativeError(probabilities.fused, run.read("test/fused_entropy_probs")) < kTolerance);
        QCOMPARE(run.has("test", "fused_entropy_batch"), run.has("test", "weights_entropy_batch"));
        if (!run.has("test", "fused_entropy_batch")) // with absent modalities there is no reference
            return;
        for (int block = 0; block < 4; ++block) {
            Batch part;
            for (const auto& input : batch.inputs)
                part.inputs.push_back(input.narrow(0, 16 * block, 16));
            part.labels = batch.labels.narrow(0, 16 * block, 16);
            const auto whole = predict(run, trained, MlaFusion::ReleasedCodeBatch, part);
            const auto wanted = run.read("test/fused_entropy_batch").narrow(0, 16 * block, 16);
            QVERIFY(relativeError(whole.fused, wanted) < kTolerance);
            for (std::size_t m = 0; m < run.modalityCount(); ++m)
                QVERIFY(relativeError(whole.weights[m],
                            run.read("test/weights_entropy_batch")[block][std::int64_t(m)].expand({16}))
                    < kTolerance);
        }
    }

private Q_SLOTS:
    void replay_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* run : {"mla-off", "mla-paper", "mla-paper-constant-alpha", "mla-current-mean",
                 "mla-fresh", "mla-frozen-head", "mla-frozen-head-undefined", "mla-slow-head", "missing-skip",
                 "missing-zero"})
            for (const char* tag : {"av", "avt"})
                QTest::addRow("%s/%s", run, tag) << QString("%1/%2").arg(run, tag);
    }

    void replay()
    {
        QFETCH(QString, name);
        const GoldenRun run(m_file, name.toStdString());
        const auto method = run.build(run.spec());
        const auto& mla = dynamic_cast<const Mla&>(*method);
        std::int64_t steps = 0;
        for (int epoch = 0; epoch < GoldenRun::epochs; ++epoch) {
            method->beginEpoch(epoch, GoldenRun::learningRate(epoch));
            for (int b = 0; b < GoldenRun::batches; ++b) {
                StepRecord record;
                method->trainBatch(run.trainBatch(epoch, b), record);
                steps += compareBatch(run, record, steps);
                if (mla.modification().isProjecting())
                    compareProjection(run, mla.modification(), steps);
            }
        }
        QCOMPARE(steps, run.read("step/loss").size(0));
        for (const auto& [weight, wanted] : run.finalWeights())
            QVERIFY2(relativeError(method->weights().at(weight), wanted) < kTolerance, weight.c_str());
        compareFusions(run, *method);
    }

    /// Frozen with an undefined gradient: not one bit of the head's weights changes; the bias learns.
    void frozenHeadStays()
    {
        const GoldenRun run(m_file, "mla-frozen-head-undefined/av");
        const auto method = run.build(run.spec());
        const auto weight = method->weights().at("head.weight").clone();
        const auto bias = method->weights().at("head.bias").clone();
        StepRecord record;
        method->beginEpoch(0, 0.05);
        method->trainBatch(run.trainBatch(0, 0), record);
        QVERIFY(torch::equal(method->weights().at("head.weight"), weight));
        QVERIFY(!torch::equal(method->weights().at("head.bias"), bias));
    }

    /// P after steps 1, 2, 3 with the stored mean features, also in the middle of a batch.
    void firstUpdates()
    {
        for (const char* name :
            {"mla-paper/av", "mla-paper/avt", "mla-current-mean/av", "mla-fresh/av", "mla-fresh/avt"}) {
            const GoldenRun run(m_file, name);
            HeadGradientModification modification(run.spec().method.mla, 16, torch::kCPU);
            const auto means = run.read("projection/r"), wanted = run.read("projection/P"),
                       alpha = run.read("step/alpha");
            for (std::int64_t i = 1; i < 3; ++i) {
                if (QString(name).startsWith("mla-fresh"))
                    modification = HeadGradientModification(run.spec().method.mla, 16, torch::kCPU);
                modification.update(means[i], alpha[i].item<double>());
                QVERIFY(relativeError(modification.P(), wanted[i]) < kTolerance);
            }
        }
    }
};

TEST_ENTRY(TestMlaTrajectories, NoApplication)

} // namespace modalscope::tst_mla_trajectories

#include "tst_mla_trajectories.moc"
