#include "tests/core/methods/toy_task.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <numeric>
#include <thread>

namespace modalscope::tst_method {

/// What every method promises, whatever it computes.
class TestMethod : public QObject {
    Q_OBJECT

private:
    static void methods()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("modalities");
        for (const auto& choice : trainedMethods()) {
            if (choice.value == MethodKind::Network)
                continue; // is for other tasks: tst_network_method
            const bool isPair = choice.value == MethodKind::Film || choice.value == MethodKind::Gated;
            if (choice.value == MethodKind::Unimodal)
                QTest::newRow("unimodal") << int(choice.value) << 1;
            for (int count = 2; count <= (isPair ? 2 : 3) && choice.value != MethodKind::Unimodal; ++count)
                QTest::addRow("%s, %d", std::string(choice.text).c_str(), count)
                    << int(choice.value) << count;
        }
    }

    static MethodSpec fetched()
    {
        QFETCH(int, kind);
        QFETCH(int, modalities);
        return toySpec(MethodKind(kind), modalities);
    }

private Q_SLOTS:
    void lossFalls_data() { methods(); }
    void lossFalls()
    {
        const auto spec = fetched();
        const auto method = built(spec);
        const auto before = copyOfWeights(*method);
        const auto losses = trainEpochs(*method, spec, 0, 8);
        const double first = std::accumulate(losses.begin(), losses.begin() + 4, 0.0);
        const double last = std::accumulate(losses.end() - 4, losses.end(), 0.0);
        QVERIFY2(last < 0.9 * first, qPrintable(QString("%1 → %2").arg(first).arg(last)));
        for (const auto& [name, tensor] : copyOfWeights(*method)) // the gradient reaches every parameter
            QVERIFY2(!torch::equal(tensor, before.at(name)), name.c_str());
    }

    void predicts_data() { methods(); }
    void predicts()
    {
        const auto spec = fetched();
        const auto method = built(spec);
        const auto batch = toyBatch(spec, 0, 0);
        const auto outputs = method->predict(batch);
        QCOMPARE(outputs.fused.sizes().vec(), (std::vector<std::int64_t>{16, 3}));
        QCOMPARE(outputs.features.size(), spec.modalities.size());
        QCOMPARE(outputs.logits.size(), spec.modalities.size());
        QVERIFY(!outputs.fused.requires_grad());
        QVERIFY(torch::equal(outputs.fused, method->predict(batch).fused));
        QVERIFY(haveSameBits(copyOfWeights(*method), copyOfWeights(*built(spec)))); // looking changes nothing
    }

    /// Training and prediction go on when a modality is missing in some rows, or in all rows of a batch.
    void missingModality_data() { methods(); }
    void missingModality()
    {
        auto spec = fetched();
        for (const auto treatment : {MissingTreatment::Skip, MissingTreatment::Zero})
            for (std::size_t m = 0; m < spec.modalities.size(); ++m)
                for (const bool everywhere : {false, true}) {
                    spec.treatment = treatment;
                    const auto method = built(spec);
                    const auto batch = withoutModality(spec, toyBatch(spec, 0, 0), m, everywhere);
                    method->beginEpoch(0, 0.05);
                    StepRecord record;
                    method->trainBatch(batch, record);
                    const bool happened
                        = spec.modalities.size() > 1 || treatment == MissingTreatment::Zero || !everywhere;
                    QCOMPARE(std::isfinite(record.mean("train/loss")), happened);
                    QVERIFY(method->predict(batch).fused.isfinite().all().item<bool>());
                    for (const auto& [name, tensor] : method->weights())
                        QVERIFY2(tensor.isfinite().all().item<bool>(), name.c_str());
                }
    }

    /// A run that was stored between two epochs and goes on in a new object ends with the same bits.
    void resumes_data() { methods(); }
    void resumes()
    {
        auto spec = fetched();
        for (auto& encoder : spec.encoders)
            encoder.dropout = 0.2;
        const auto whole = built(spec);
        trainEpochs(*whole, spec, 0, 4);
        const auto first = built(spec);
        trainEpochs(*first, spec, 0, 2);
        const auto weights = copyOfWeights(*first);
        const auto state = first->state();
        trainEpochs(*first, spec, 2, 1); // what was stored does not move along
        const auto second = built(spec);
        {
            const torch::NoGradGuard guard;
            for (const auto& [name, tensor] : second->weights())
                tensor.copy_(weights.at(name));
        }
        second->restoreState(state);
        trainEpochs(*second, spec, 2, 2);
        QVERIFY(haveSameBits(copyOfWeights(*second), copyOfWeights(*whole)));
        QVERIFY(haveSameBits(second->state(), whole->state()));
    }

    /// Same seed, same bits: on another thread and while other runs work beside it. Another seed, other bits.
    void reproducible_data() { methods(); }
    void reproducible()
    {
        auto spec = fetched();
        for (auto& encoder : spec.encoders)
            encoder.dropout = 0.2;
        const auto train = [](const MethodSpec& of) {
            const auto method = built(of);
            trainEpochs(*method, of, 0, 2);
            return copyOfWeights(*method);
        };
        const auto wanted = train(spec);
        auto other = spec;
        other.seed = 6;
        std::map<std::string, torch::Tensor> beside, again;
        std::thread first([&] { beside = train(other); });
        std::thread second([&] { again = train(spec); });
        first.join();
        second.join();
        QVERIFY(haveSameBits(again, wanted));
        QVERIFY(!haveSameBits(beside, wanted));
    }

    /// The encoder of a modality starts the same in every method, so methods are compared from one start.
    void encodersStartTheSame()
    {
        const auto reference = built(toySpec(MethodKind::Concat, 2))->weights();
        for (const auto& choice : trainedMethods()) {
            if (choice.value == MethodKind::Network)
                continue; // has no encoders of its own
            const int count = choice.value == MethodKind::Unimodal ? 1 : 2;
            for (const auto& [name, tensor] : built(toySpec(choice.value, count))->weights())
                if (name.starts_with("encoder."))
                    QVERIFY2(torch::equal(tensor, reference.at(name)), name.c_str());
        }
    }

    void refusesWhatCannotWork()
    {
        QCOMPARE(buildMethod(toySpec(MethodKind::Film, 3)).error().kind, ErrorKind::InvalidInput);
        QCOMPARE(buildMethod(toySpec(MethodKind::Concat, 1)).error().kind, ErrorKind::InvalidInput);
        auto spec = toySpec(MethodKind::Mla, 2);
        spec.encoders[1].feature = 7;
        const auto refused = buildMethod(spec);
        QCOMPARE(refused.error().kind, ErrorKind::Shape);
        QVERIFY(refused.error().message.find("encoders.b.feature") != std::string::npos);
    }

    /// A loss that is no number ends training with the name of the modality it comes from.
    void namesNonFiniteModality()
    {
        for (const auto kind :
            {MethodKind::Concat, MethodKind::Late, MethodKind::Mla, MethodKind::Film, MethodKind::Qmf}) {
            const auto spec = toySpec(kind, 2);
            const auto method = built(spec);
            auto batch = toyBatch(spec, 0, 0);
            batch.inputs[1][3][2] = std::numeric_limits<float>::quiet_NaN();
            StepRecord record;
            method->beginEpoch(0, 0.05);
            try {
                method->trainBatch(batch, record);
                QFAIL("a loss that is not finite went unnoticed");
            } catch (const NonFiniteLoss& error) {
                QCOMPARE(QString::fromStdString(error.modality), QString("b"));
                QVERIFY(!std::isfinite(error.loss));
            }
        }
    }

    void recordIsWeightedMean()
    {
        StepRecord record;
        QVERIFY(std::isnan(record.mean("train/loss")));
        record.add("train/loss", 1);
        record.add("train/a/accuracy", 0.5, 16);
        record.add("train/loss", 2);
        record.add("train/a/accuracy", 1.0, 4);
        QCOMPARE(record.mean("train/loss"), 1.5);
        QCOMPARE(record.mean("train/a/accuracy"), 0.6);
        QCOMPARE(record.names(), (std::vector<std::string>{"train/loss", "train/a/accuracy"}));
    }
};

TEST_ENTRY(TestMethod, NoApplication)

} // namespace modalscope::tst_method

#include "tst_method.moc"
