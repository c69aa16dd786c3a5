#include "core/methods/ogm.h"
#include "core/methods/qmf.h"
#include "tests/core/methods/toy_task.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_joint_method {

/// What the joint methods add to a plain loss, against values that can be checked by hand.
class TestJointMethod : public QObject {
    Q_OBJECT

private:
    static StepRecord firstStep(Method& method, const Batch& batch)
    {
        StepRecord record;
        method.beginEpoch(batch.epoch, 0.05);
        method.trainBatch(batch, record);
        return record;
    }

private Q_SLOTS:
    /// s_v = 3, s_a = 6: only a is slowed, by 1 − tanh(2α).
    void ogmByHand()
    {
        const std::vector<LogitSummary> scores{
            {.rows = 10, .trueClass = 0.6}, {.rows = 10, .trueClass = 0.3}};
        const auto ratios = trueClassRatios(scores);
        QVERIFY(std::abs(ratios[0] - 2) < 1e-14 && std::abs(ratios[1] - 0.5) < 1e-14);
        const auto strong = ogmCoefficients(ratios, 0.8, OgmRule::Strict);
        QVERIFY(std::abs(strong[0] - 0.07833144559352867) < 1e-14);
        QCOMPARE(strong[1], 1.0);
        QVERIFY(std::abs(ogmCoefficients(ratios, 0.3, OgmRule::Released)[0] - 0.4629504330019647) < 1e-14);
        QVERIFY(trueClassRatios({{.rows = 10, .trueClass = 0.6}, {.rows = 0}}).empty());
    }

    /// In the first step OGM differs from concat in the encoder weights of the slowed modality alone: not in
    /// biases, not in the head; and only in its epochs.
    void ogmScalesWeights()
    {
        auto spec = toySpec(MethodKind::Concat, 2);
        spec.train.precision = Precision::Float64;
        spec.train.weightDecay = 0;
        const auto start = copyOfWeights(*built(spec));
        const auto concat = built(spec);
        firstStep(*concat, toyBatch(spec, 0, 0));
        spec.method.kind = MethodKind::Ogm;
        const auto ogm = built(spec);
        const auto record = firstStep(*ogm, toyBatch(spec, 0, 0));
        for (const auto& [name, before] : start) {
            const auto modality = name.substr(8, 1);
            const bool isScaled = name.starts_with("encoder.") && name.ends_with("weight");
            const double factor = isScaled ? record.mean("ogm/" + modality + "/coefficient") : 1.0;
            const auto wanted = before + factor * (concat->weights().at(name).detach() - before);
            QVERIFY2(torch::allclose(ogm->weights().at(name), wanted, 1e-9, 1e-12), name.c_str());
        }
        QVERIFY(record.mean("ogm/a/coefficient") < 1 || record.mean("ogm/b/coefficient") < 1);
        spec.method.ogm.firstEpoch = 1;
        const auto later = built(spec);
        firstStep(*later, toyBatch(spec, 0, 0));
        QVERIFY(haveSameBits(copyOfWeights(*later), copyOfWeights(*concat)));
    }

    /// Encoders with convolutions: their weights alone are scaled and get noise, of the size of the gradient.
    void ogmGeNoise()
    {
        auto spec = toySpec(MethodKind::Concat, 2);
        for (std::size_t m = 0; m < 2; ++m) {
            spec.modalities[m].kind = ModalityKind::Image;
            spec.modalities[m].shape = {1, 8, 8};
            spec.encoders[m] = {.kind = EncoderKind::Cnn, .feature = 8, .hidden = {}, .channels = {4, 4}};
        }
        Batch batch;
        for (int m = 0; m < 2; ++m)
            batch.inputs.push_back(
                torch::sin(torch::arange(16 * 64, torch::kFloat32) * (m + 1)).reshape({16, 1, 8, 8}));
        batch.labels = torch::arange(16).remainder(3);
        batch.rows = torch::arange(16);
        const auto concat = built(spec);
        firstStep(*concat, batch);
        spec.method.kind = MethodKind::OgmGe;
        const auto first = built(spec), again = built(spec);
        firstStep(*first, batch);
        firstStep(*again, batch);
        QVERIFY(haveSameBits(copyOfWeights(*first), copyOfWeights(*again)));
        int noisy = 0;
        for (const auto& [name, tensor] : first->weights()) {
            const bool differs = !torch::equal(tensor, concat->weights().at(name));
            QCOMPARE(differs, name.starts_with("encoder.") && tensor.dim() == 4);
            noisy += differs ? 1 : 0;
        }
        QCOMPARE(noisy, 4); // two convolutions in each encoder, also where the coefficient is 1
    }

    /// Logits of one modality sum to the fused ones.
    void concatSplits()
    {
        const auto spec = toySpec(MethodKind::Concat, 3);
        const auto outputs = built(spec)->predict(toyBatch(spec, 0, 0));
        QVERIFY(torch::allclose(
            outputs.logits[0] + outputs.logits[1] + outputs.logits[2], outputs.fused, 1e-5, 1e-6));
    }

    void qmfByHand()
    {
        const auto logits = torch::tensor({2., 1., 0., 0., 0., 0.}, torch::kFloat64).reshape({2, 3});
        const auto wanted = torch::tensor({0.240760596444438, 0.10986122886681096}, torch::kFloat64);
        QVERIFY(torch::allclose(qmfConfidence(logits), wanted, 0, 1e-14));
        // h = (1, 0): d = (1, −1), Δconf = (x, −x), so both pairs give relu(x + κ).
        const auto confidence = torch::tensor({1.5, 0.2}, torch::kFloat64);
        const auto hardness = torch::tensor({1.0, 0.0}, torch::kFloat64);
        QVERIFY(std::abs(qmfRankLoss(confidence, hardness, QmfMargin::ReleasedCode).item<double>() - 0.3)
            < 1e-14);
        QVERIFY(std::abs(qmfRankLoss(confidence, hardness, QmfMargin::Ranking).item<double>() - 2.3) < 1e-14);
    }

    /// Late fusion under skip: an absent row changes neither the loss of its modality nor the fused
    /// prediction.
    void lateFusionSkips()
    {
        auto spec = toySpec(MethodKind::Late, 2);
        const auto method = built(spec);
        const auto whole = toyBatch(spec, 0, 0);
        const auto batch = withoutModality(spec, whole, 0);
        const auto outputs = method->predict(batch);
        QVERIFY(torch::equal(outputs.fused.narrow(0, 0, 8), outputs.logits[1].narrow(0, 0, 8)));
        QVERIFY(torch::allclose(outputs.fused.narrow(0, 8, 8), method->predict(whole).fused.narrow(0, 8, 8)));
        auto garbage = batch;
        garbage.inputs[0] = batch.inputs[0].clone();
        garbage.inputs[0].narrow(0, 0, 8).fill_(1e3);
        const auto other = built(spec);
        const double loss = firstStep(*method, batch).mean("train/loss");
        QCOMPARE(firstStep(*other, garbage).mean("train/loss"), loss);
        QVERIFY(haveSameBits(copyOfWeights(*method), copyOfWeights(*other)));
    }

    /// Norm and cosine are measured on the first and every 32nd batch; the training does not notice.
    void measuringChangesNothing()
    {
        for (const auto kind : {MethodKind::Concat, MethodKind::Sum, MethodKind::Ogm, MethodKind::Qmf}) {
            const auto spec = toySpec(kind, 3);
            const auto measured = built(spec), plain = built(spec);
            auto batch = toyBatch(spec, 0, 0);
            batch.index = 32;
            const auto record = firstStep(*measured, batch);
            batch.index = 31;
            const auto silent = firstStep(*plain, batch);
            QVERIFY(haveSameBits(copyOfWeights(*measured), copyOfWeights(*plain)));
            for (const char* modality : {"a", "b", "c"}) {
                const auto prefix = "gradient/" + std::string(modality);
                QVERIFY(record.mean(prefix + "/norm") > 0);
                QVERIFY(std::abs(record.mean(prefix + "/cosine")) <= 1 + 1e-5);
                QVERIFY(std::isnan(silent.mean(prefix + "/norm")));
                QVERIFY(silent.mean("ogm/" + std::string(modality) + "/ratio") > 0);
            }
        }
    }

    /// With one modality that is all noise to the head, the joint gradient of the other is its own.
    void cosineOfUncoupledLosses()
    {
        auto spec = toySpec(MethodKind::Sum, 2);
        spec.train.precision = Precision::Float64;
        const auto method = built(spec);
        {
            const torch::NoGradGuard guard;
            method->weights().at("head.b.weight").zero_();
            method->weights().at("head.b.bias").zero_();
        }
        const auto record = firstStep(*method, toyBatch(spec, 0, 0));
        QVERIFY(std::abs(record.mean("gradient/a/cosine") - 1) < 1e-12);
    }

    void summaryByHand()
    {
        // softmax of (ln 3, 0) is (3/4, 1/4).
        const auto logits = torch::tensor({std::log(3.0), 0.0, 0.0, 0.0}, torch::kFloat64).reshape({2, 2});
        const auto labels = torch::tensor({0, 1}, torch::kInt64);
        const auto all = summarizeLogits(logits, labels);
        QVERIFY(std::abs(all.trueClass - 0.625) < 1e-15);
        QVERIFY(std::abs(all.loss - 0.5 * (std::log(4.0 / 3) + std::log(2.0))) < 1e-15);
        QCOMPARE(all.accuracy, 0.5); // ties go to the first class
        const auto first = summarizeLogits(logits, labels, torch::tensor({true, false}));
        QCOMPARE(first.rows, std::int64_t(1));
        QCOMPARE(first.accuracy, 1.0);
    }
};

TEST_ENTRY(TestJointMethod, NoApplication)

} // namespace modalscope::tst_joint_method

#include "tst_joint_method.moc"
