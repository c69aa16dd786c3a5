#include "core/methods/imagination.h"
#include "tests/core/methods/toy_task.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <numeric>

namespace modalscope::tst_imagination {

/// MMIN's two phases, its teacher, what it is shown, and its loss by hand.
class TestImagination : public QObject {
    Q_OBJECT

private:
    static MethodSpec doubleSpec(int modalities, int pretrainEpochs = 1)
    {
        auto spec = toySpec(MethodKind::Mmin, modalities);
        spec.train.precision = Precision::Float64;
        spec.method.reconstruction.pretrainEpochs = pretrainEpochs;
        return spec;
    }

    /// The entries of a state that belong to the teacher, named like the weights they were taken from.
    static std::map<std::string, torch::Tensor> teacher(const Method& method)
    {
        return entriesBelow(method.state(), "teacher/");
    }

private Q_SLOTS:
    /// Of three cells each of the six subsets that are neither empty nor all comes as often as any other.
    void showsEverySubset()
    {
        Random random(3, "shown cells");
        const auto shown = drawShownCells(torch::ones({3, 12000}, torch::kBool), random);
        const auto subsets = shown[0] + 2 * shown[1].to(torch::kInt64) + 4 * shown[2].to(torch::kInt64);
        const auto counts = torch::bincount(subsets, {}, 8);
        QCOMPARE(counts[0].item<int>(), 0);
        QCOMPARE(counts[7].item<int>(), 0);
        for (int subset = 1; subset < 7; ++subset)
            QVERIFY(std::abs(counts[subset].item<int>() - 2000) < 200);
    }

    void showsNothingThatIsAbsent()
    {
        auto present = torch::ones({3, 3000}, torch::kBool);
        present[0].narrow(0, 0, 2000).fill_(false);
        present[1].narrow(0, 0, 1000).fill_(false);
        Random random(4, "shown cells");
        const auto shown = drawShownCells(present, random);
        QVERIFY(!shown.logical_and(present.logical_not()).any().item<bool>());
        QVERIFY(torch::equal(shown.narrow(1, 0, 1000), present.narrow(1, 0, 1000))); // a single one stays
        const auto pairs = shown.narrow(1, 1000, 1000).sum(0);
        QVERIFY(pairs.eq(1).all().item<bool>());
        const auto wide = drawShownCells(torch::ones({8, 2000}, torch::kBool), random).sum(0);
        QVERIFY(wide.ge(1).all().item<bool>() && wide.le(7).all().item<bool>());
    }

    void firstPhaseIsLateFusion()
    {
        auto spec = doubleSpec(2, 3);
        const auto method = built(spec);
        spec.method.kind = MethodKind::Late;
        const auto late = built(spec);
        QCOMPARE(trainEpochs(*method, spec, 0, 3), trainEpochs(*late, spec, 0, 3));
        const auto weights = copyOfWeights(*method);
        for (const auto& [name, tensor] : copyOfWeights(*late))
            QVERIFY2(torch::equal(weights.at(name), tensor), name.c_str());
        const auto batch = withoutModality(spec, toyBatch(spec, 3, 0), 1);
        QVERIFY(torch::equal(method->predict(batch).fused, late->predict(batch).fused));
        QVERIFY(torch::equal(method->predict(batch).logits[0], late->predict(batch).logits[0]));
    }

    /// Each phase moves its own weights and no others.
    void gradientReachesEachPhase()
    {
        const auto spec = doubleSpec(3);
        const auto method = built(spec);
        trainStep(*method, toyBatch(spec, 0, 0));
        const auto isOfFirst = [](const std::string& name) {
            return name.starts_with("encoder.") || name.starts_with("head.");
        };
        for (const auto& [name, tensor] : gradients(*method))
            QVERIFY2(isOfFirst(name) && name != "head.weight" && name != "head.bias", name.c_str());
        QVERIFY(gradients(*method).contains("head.c.weight"));
        const auto before = copyOfWeights(*method);
        trainStep(*method, toyBatch(spec, 1, 0));
        QCOMPARE(unreachedWeights(*method),
            std::string("head.a.bias head.a.weight head.b.bias head.b.weight head.c.bias head.c.weight "));
        for (const auto& [name, tensor] : copyOfWeights(*method)) {
            const bool isOldHead = name.starts_with("head.") && name != "head.weight" && name != "head.bias";
            QVERIFY2(torch::equal(tensor, before.at(name)) == isOldHead, name.c_str());
        }
    }

    /// L = CE + w_f · error of what is imagined + w_c · error of what is found back, with the very cells that
    /// are drawn.
    void lossByHand()
    {
        auto spec = doubleSpec(3);
        spec.method.reconstruction.forwardWeight = 0.5;
        spec.method.reconstruction.cycleWeight = 0.25;
        const auto method = built(spec);
        trainEpochs(*method, spec, 0, 2);
        const auto batch = withoutModality(spec, toyBatch(spec, 2, 1), 1);
        const auto weights = copyOfWeights(*method);
        const auto present = torch::stack(
            {torch::ones({16}, torch::kBool), batch.presence[1], torch::ones({16}, torch::kBool)});
        Random random(spec.seed, "mmin/2/1");
        const auto shown = drawShownCells(present, random);
        const auto hidden = present.logical_and(shown.logical_not());
        const auto wide = [](const torch::Tensor& cells) { return cells.t().repeat_interleave(8, 1); };
        const auto encode = [&](const std::map<std::string, torch::Tensor>& from) {
            std::vector<torch::Tensor> features;
            for (std::size_t m = 0; m < 3; ++m) {
                const auto name = "encoder." + spec.modalities[m].name;
                features.push_back(
                    applyLayer(from, name + ".2", applyLayer(from, name + ".0", batch.inputs[m]).relu())
                        .relu());
            }
            return torch::cat(features, 1);
        };
        std::vector<torch::Tensor> codes;
        const auto cascade = [&](const std::string& name, torch::Tensor values) {
            codes.clear();
            for (const auto& block : {name + ".0", name + ".1"}) {
                const auto hiddenUnits = applyLayer(weights, block + ".encode.0", values).relu();
                codes.push_back(applyLayer(weights, block + ".encode.1", hiddenUnits).relu());
                const auto out = applyLayer(weights, block + ".decode.0", codes.back()).relu();
                values = values + applyLayer(weights, block + ".decode.1", out);
            }
            return values;
        };
        const auto error = [&](const torch::Tensor& values, const torch::Tensor& cells) {
            return ((values - encode(teacher(*method))) * wide(cells)).square().sum() / wide(cells).sum();
        };
        const auto imagined = cascade("forward", encode(weights) * wide(shown));
        const auto logits = applyLayer(weights, "head", torch::cat(codes, 1));
        const auto back = cascade("backward", imagined * wide(shown.logical_not()));
        const auto wanted = torch::cross_entropy_loss(logits, batch.labels) + 0.5 * error(imagined, hidden)
            + 0.25 * error(back, shown);
        const double loss = trainStep(*method, batch).mean("train/loss");
        QVERIFY(std::abs(loss - wanted.item<double>()) < 1e-12);
    }

    void lossFallsInSecondPhase()
    {
        const auto spec = doubleSpec(3);
        const auto method = built(spec);
        trainEpochs(*method, spec, 0, 1);
        const auto losses = trainEpochs(*method, spec, 1, 8);
        const double first = std::accumulate(losses.begin(), losses.begin() + 4, 0.0);
        const double last = std::accumulate(losses.end() - 4, losses.end(), 0.0);
        QVERIFY2(last < 0.9 * first, qPrintable(QString("%1 → %2").arg(first).arg(last)));
    }

    /// The teacher is the encoders at the end of phase 1, whatever these become; it is no weight of the run.
    void teacherIsFrozen()
    {
        const auto spec = doubleSpec(2, 2);
        const auto method = built(spec);
        trainEpochs(*method, spec, 0, 2);
        QVERIFY(teacher(*method).empty());
        const auto before = copyOfWeights(*method);
        trainEpochs(*method, spec, 2, 2);
        const auto taken = teacher(*method);
        QVERIFY(!taken.empty());
        for (const auto& [name, tensor] : taken) {
            QVERIFY2(torch::equal(tensor, before.at(name)), name.c_str());
            QVERIFY2(!torch::equal(tensor, method->weights().at(name)), name.c_str());
        }
        for (const auto& [name, tensor] : method->weights())
            QVERIFY2(!name.starts_with("teacher"), name.c_str());
    }

    /// Stored in phase 1, at the switch or in phase 2: the run ends with the same bits.
    void resumesAcrossPhases()
    {
        auto spec = toySpec(MethodKind::Mmin, 2);
        spec.method.reconstruction.pretrainEpochs = 2;
        for (auto& encoder : spec.encoders)
            encoder.dropout = 0.2;
        const auto whole = built(spec);
        trainEpochs(*whole, spec, 0, 5);
        for (int stored = 1; stored < 5; ++stored) {
            const auto first = built(spec);
            trainEpochs(*first, spec, 0, stored);
            const auto second = resumed(*first, spec);
            QVERIFY(haveSameBits(second->state(), first->state()));
            trainEpochs(*second, spec, stored, 5 - stored);
            QVERIFY(haveSameBits(copyOfWeights(*second), copyOfWeights(*whole)));
            QVERIFY(haveSameBits(second->state(), whole->state()));
        }
    }

    /// A checkpoint has weights alone: they say of which phase they are, and predict the same.
    void weightsTellThePhase()
    {
        const auto spec = doubleSpec(3, 2);
        const auto method = built(spec);
        for (int epoch = 0; epoch < 4; ++epoch) {
            trainEpochs(*method, spec, epoch, 1);
            const auto other = built(spec);
            setWeights(*other, copyOfWeights(*method));
            const auto batch = withoutModality(spec, toyBatch(spec, epoch, 1), 2);
            const auto wanted = method->predict(batch), found = other->predict(batch);
            QVERIFY(torch::equal(found.fused, wanted.fused));
            for (std::size_t m = 0; m < 3; ++m)
                QVERIFY(torch::equal(found.logits[m], wanted.logits[m]));
        }
    }

    /// Logits of one modality are, behind phase 1, what is said when it is the only one.
    void logitsOfOneModality()
    {
        const auto spec = doubleSpec(2);
        const auto method = built(spec);
        trainEpochs(*method, spec, 0, 3);
        const auto batch = toyBatch(spec, 3, 0);
        const auto whole = method->predict(batch);
        const auto alone = method->predict(withoutModality(spec, batch, 0, /*everywhere=*/true));
        QVERIFY(torch::allclose(whole.logits[1], alone.fused));
        QVERIFY(!torch::allclose(whole.logits[1], whole.fused));
    }

    /// Under skip, what stands in an absent input changes neither prediction nor any gradient, in both
    /// phases; under zero it does.
    void absentInputsAreNotSeen()
    {
        auto spec = doubleSpec(3);
        for (const auto treatment : {MissingTreatment::Skip, MissingTreatment::Zero})
            for (const int epoch : {0, 2}) {
                spec.treatment = treatment;
                const auto first = built(spec);
                trainEpochs(*first, spec, 0, epoch);
                const auto second = resumed(*first, spec);
                const auto batch = withoutModality(spec, toyBatch(spec, epoch, 0), 2);
                const auto garbage = withGarbage(batch, 2);
                const bool isSkipped = treatment == MissingTreatment::Skip;
                QCOMPARE(torch::equal(first->predict(batch).fused, first->predict(garbage).fused), isSkipped);
                trainStep(*first, batch);
                trainStep(*second, garbage);
                QCOMPARE(haveSameBits(gradients(*first), gradients(*second)), isSkipped);
            }
    }

    /// Training goes on in phase 2 when a modality is missing in a whole batch, and with many modalities.
    void goesOnWithWhatIsThere()
    {
        for (const int modalities : {2, 8}) {
            const auto spec = doubleSpec(modalities);
            const auto method = built(spec);
            trainEpochs(*method, spec, 0, 2);
            const auto batch = withoutModality(spec, toyBatch(spec, 2, 0), 1, /*everywhere=*/true);
            QVERIFY(std::isfinite(trainStep(*method, batch).mean("train/loss")));
            QVERIFY(method->predict(batch).fused.isfinite().all().item<bool>());
        }
    }
};

TEST_ENTRY(TestImagination, NoApplication)

} // namespace modalscope::tst_imagination

#include "tst_imagination.moc"
