#include "core/methods/mla.h"
#include "tests/core/methods/golden_run.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_released_code {

/// `hgm = released-code` is chaotic: its denominators come within 4e-6 of zero, and the rounding difference
/// of two correct programs grows about tenfold per step. So it is compared in three parts: every single
/// update of P, the training with the stored P in place of the computed one, and the first steps of a free
/// run.
class TestReleasedCode : public QObject {
    Q_OBJECT

private:
    GoldenFile m_file{MODALSCOPE_SOURCE_DIR "/tests/golden/trajectories.h5"};

    static void tags()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("two modalities") << "mla-released-code/av";
        QTest::newRow("three modalities") << "mla-released-code/avt";
    }

private Q_SLOTS:
    void updates_data() { tags(); }
    void updates()
    {
        QFETCH(QString, name);
        const GoldenRun run(m_file, name.toStdString());
        const auto P = run.read("projection/P"), means = run.read("projection/r"),
                   alpha = run.read("step/alpha");
        HeadGradientModification modification(run.spec().method.mla, 16, torch::kCPU);
        for (std::int64_t step = 1; step < P.size(0); ++step) {
            modification.restoreState(
                {{"hgm/P", P[step - 1]}, {"hgm/steps", torch::full({1}, step, torch::kInt64)}});
            modification.update(means[step], alpha[step].item<double>());
            QVERIFY(relativeError(modification.P(), P[step]) < 1e-9);
            QVERIFY(relativeError(modification.norm(), run.read("step/P_norm")[step].item<double>()) < 1e-9);
            QVERIFY(relativeError(modification.effectiveRank(), run.read("step/P_rank")[step].item<double>())
                < 1e-9);
        }
    }

    /// In mode `paper` with a mean feature of zero an update leaves P as it is, which lets the stored P in.
    void trainingWithStoredP_data() { tags(); }
    void trainingWithStoredP()
    {
        QFETCH(QString, name);
        const GoldenRun run(m_file, name.toStdString());
        auto spec = run.spec();
        spec.method.mla.hgm = Hgm::Paper;
        const auto method = run.build(spec);
        auto& mla = dynamic_cast<Mla&>(*method);
        const auto P = run.read("projection/P");
        for (std::int64_t step = 0; step < P.size(0); ++step) {
            const int epoch = int(run.read("step/epoch")[step].item<double>());
            const auto modality = std::size_t(run.read("step/modality")[step].item<double>());
            const int index = int(step) / int(run.modalityCount()) % GoldenRun::batches;
            auto state = mla.state();
            state["hgm/P"] = P[step];
            if (step > 0)
                state["hgm/previous"] = torch::zeros({16}, torch::kFloat64);
            mla.restoreState(state);
            mla.beginEpoch(epoch, GoldenRun::learningRate(epoch));
            StepRecord record;
            mla.trainModality(run.trainBatch(epoch, index), modality, record);
            QVERIFY(
                relativeError(record.mean("train/loss"), run.read("step/loss")[step].item<double>()) < 1e-9);
            QVERIFY(
                relativeError(record.mean("hgm/gain"), run.read("step/gain")[step].item<double>()) < 1e-9);
        }
        for (const auto& [weight, wanted] : run.finalWeights())
            QVERIFY2(relativeError(method->weights().at(weight), wanted) < 1e-9, weight.c_str());
        const auto outputs = method->predict(run.testBatch());
        QVERIFY(relativeError(outputs.fused, run.read("test/fused_entropy_logits")) < 1e-9);
    }

    void freeRun_data() { tags(); }
    void freeRun()
    {
        QFETCH(QString, name);
        const GoldenRun run(m_file, name.toStdString());
        const auto method = run.build(run.spec());
        auto& mla = dynamic_cast<Mla&>(*method);
        mla.beginEpoch(0, GoldenRun::learningRate(0));
        for (std::int64_t step = 0; step < 8; ++step) {
            const auto count = std::int64_t(run.modalityCount());
            StepRecord record;
            mla.trainModality(run.trainBatch(0, int(step / count)), std::size_t(step % count), record);
            QVERIFY(
                relativeError(record.mean("train/loss"), run.read("step/loss")[step].item<double>()) < 1e-9);
            QVERIFY(relativeError(mla.modification().P(), run.read("projection/P")[step], 1.0) < 1e-6);
        }
    }
};

TEST_ENTRY(TestReleasedCode, NoApplication)

} // namespace modalscope::tst_released_code

#include "tst_released_code.moc"
