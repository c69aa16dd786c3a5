#include "core/base/random.h"
#include "core/store/run_arrays.h"
#include "core/store/run_conditions.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

namespace modalscope::tst_conditions {

namespace fs = std::filesystem;

namespace {

double accuracyOf(const std::vector<int>& predicted, const std::vector<int>& labels)
{
    double right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i)
        right += predicted[i] == labels[i];
    return right / double(labels.size());
}

double accuracyIn(const nlohmann::json& metrics)
{
    return metrics["accuracy"]["value"].get<double>();
}

/// Conditions keep no confusion matrices.
nlohmann::json withoutConfusion(nlohmann::json metrics)
{
    for (auto* place : {&metrics, &metrics["fused"]})
        place->erase("confusion");
    for (auto& modality : metrics["modalities"])
        modality.erase("confusion");
    return metrics;
}

const ConditionOutcome& outcomeOf(const RunConditions& conditions, const std::string& name)
{
    const auto& outcomes = conditions.outcomes.at("test");
    return *std::find_if(outcomes.begin(), outcomes.end(), [&](const auto& one) { return one.name == name; });
}

} // namespace

/// Protects what a run says of itself under conditions that it was not trained for: the same masks, the same
/// numbers and the same predictions wherever they are computed.
class TestConditions : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<const Dataset> m_dataset = smallDataset();

    fs::path folder(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    nlohmann::json testOf(const char* name) const
    {
        return RunFolder(folder(name)).metrics().value()["splits"]["test"];
    }
    RunConditions conditionsOf(const char* name) const
    {
        return readConditions(folder(name) / "conditions.h5").value();
    }
    void train(const char* name, const Experiment& experiment, const std::shared_ptr<const Dataset>& dataset)
    {
        const auto done = runSmall(experiment, folder(name), {}, dataset);
        QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
    }
    Result<nlohmann::json> evaluate(const char* name, const std::function<void(EvaluateRequest&)>& change)
    {
        EvaluateRequest request;
        request.folder = folder(name);
        request.dataset = m_dataset;
        change(request);
        return modalscopeEngine()->evaluate(request, {});
    }

    /// Three runs: tested under everything, tested at a rate of its own, one encoder alone.
    static Experiment full()
    {
        auto experiment = smallExperiment();
        experiment.missing.trainRate = 0.3;
        experiment.evaluate.subsets = "all";
        experiment.evaluate.missingRates = {0, 0.4};
        experiment.evaluate.permutations = 3;
        return experiment;
    }
    static Experiment atRate()
    {
        auto experiment = full();
        experiment.missing.testRate = 0.4;
        experiment.evaluate = {};
        experiment.evaluate.missingRates = {0.4};
        return experiment;
    }
    static Experiment alone()
    {
        auto experiment = full();
        experiment.method.kind = MethodKind::Unimodal;
        experiment.modalities = {"sensors"};
        experiment.train.epochs = 25;
        return experiment;
    }

private Q_SLOTS:
    void initTestCase()
    {
        train("full", full(), m_dataset);
        train("rate", atRate(), m_dataset);
        train("alone", alone(), m_dataset);
    }

    /// Why a study's axis of test rates needs no training: a run trained for one rate says the same there.
    void aRateIsTheTestOfARunWithThatRate()
    {
        const auto asCondition = testOf("full")["rates"]["0.4"], asRun = withoutConfusion(testOf("rate"));
        QVERIFY(asCondition["fused"].size() > 3);
        QVERIFY(asCondition["fused"] == asRun["fused"]);
        QVERIFY(asCondition["modalities"] == asRun["modalities"]);
        QVERIFY(asCondition["n"] == asRun["n"]);
        QVERIFY(asRun["rates"]["0.4"]["fused"] == asRun["fused"]); // of itself too
        QVERIFY(withoutConfusion(testOf("full"))["fused"] != asRun["fused"]);
    }

    void rateZeroIsThePlainTest()
    {
        const auto test = withoutConfusion(testOf("full"));
        QVERIFY(test["rates"]["0"]["fused"] == test["fused"]);
        QVERIFY(test["rates"]["0"]["modalities"] == test["modalities"]);
        QCOMPARE(test["rates"]["0"]["missing"]["value"].get<double>(), 0.0);
        QCOMPARE(test["rates"].size(), std::size_t(2));
    }

    void everySetOfModalitiesAndNothing()
    {
        const auto test = withoutConfusion(testOf("full"));
        std::set<std::string> names;
        for (const auto& [name, entry] : test["subsets"].items())
            names.insert(name);
        const std::set<std::string> wanted{"image", "audio", "sensors", "image+audio", "image+sensors",
            "audio+sensors", "image+audio+sensors"};
        QVERIFY(names == wanted);
        QVERIFY(test["subsets"]["image+audio+sensors"] == test["fused"]);
        QVERIFY(RunFolder(folder("full")).metrics().value()["splits"]["valid"].contains("nothing"));
        // zeros for every modality: one prediction for all, which is right for one class of four
        QCOMPARE(accuracyIn(test["nothing"]), 0.25);
        const auto nothing = outcomeOf(conditionsOf("full"), "nothing").predicted;
        QVERIFY(std::all_of(
            nothing.begin(), nothing.end(), [&](int c) { return c == nothing.front() && c >= 0; }));
    }

    void whatWasHiddenIsKept()
    {
        const auto full = conditionsOf("full"), rate = conditionsOf("rate");
        QCOMPARE(full.modalities, (std::vector<std::string>{"image", "audio", "sensors"}));
        QVERIFY(full.masks.contains("train") && full.masks.contains("valid"));
        QVERIFY(!full.masks.contains("test")); // nothing was hidden from its own test
        QCOMPARE(full.masks.at("train")[0].size(), std::size_t(40));
        QVERIFY(full.masks.at("train") != full.masks.at("valid"));
        const auto share = missingShare(full.masks.at("train"));
        QVERIFY2(share > 0.2 && share < 0.35, qPrintable(QString::number(share)));
        const auto& atRate = outcomeOf(full, "rates/0.4").mask;
        QVERIFY(!atRate.empty() && atRate == rate.masks.at("test"));
        QCOMPARE(testOf("full")["rates"]["0.4"]["missing"]["value"].get<double>(), missingShare(atRate));
        QVERIFY(outcomeOf(full, "rates/0").mask.empty());
        const auto& subset = outcomeOf(full, "subsets/image+sensors").mask;
        QCOMPARE(subset[1], std::vector<std::uint8_t>(16, 0));
        QCOMPARE(subset[2], std::vector<std::uint8_t>(16, 1));
    }

    void whatWasSaidIsKept()
    {
        const auto conditions = conditionsOf("full");
        const auto test = testOf("full");
        const auto& labels = m_dataset->split("test")->classes;
        QCOMPARE(conditions.outcomes.at("test").size(), std::size_t(8 + 2));
        QCOMPARE(conditions.outcomes.at("valid").size(), std::size_t(8));
        for (const auto& outcome : conditions.outcomes.at("test")) {
            const auto place = nlohmann::json::json_pointer("/" + outcome.name);
            const auto& metrics = outcome.name.starts_with("rates/") ? test[place]["fused"] : test[place];
            QCOMPARE(accuracyOf(outcome.predicted, labels), accuracyIn(metrics));
        }
    }

    /// With one modality a permuted sample gets the prediction of the sample that it comes from.
    void permutedByHand()
    {
        const auto test = testOf("alone");
        const auto predictions = readPredictions(folder("alone") / "predictions.h5").value().at("test");
        std::vector<int> predicted;
        for (std::int64_t i = 0; i < predictions.fused.rows(); ++i) {
            const auto row = predictions.fused.row(i);
            predicted.push_back(int(std::max_element(row.begin(), row.end()) - row.begin()));
        }
        const auto& permuted = test["permuted"]["sensors"];
        double sum = 0;
        QCOMPARE(permuted["repetitions"].size(), std::size_t(3));
        for (int repetition = 0; repetition < 3; ++repetition) {
            const auto order = Random(0, "permuted/sensors/" + std::to_string(repetition)).permutation(16);
            std::vector<int> moved;
            for (const auto from : order)
                moved.push_back(predicted[std::size_t(from)]);
            const double accuracy = accuracyOf(moved, predictions.labels);
            QCOMPARE(permuted["repetitions"][std::size_t(repetition)].get<double>(), accuracy);
            sum += accuracy;
        }
        QCOMPARE(accuracyIn(permuted), sum / 3);
        QVERIFY(accuracyIn(test["fused"]) > 0.7); // it has learned something, which permuting takes away
        QVERIFY(accuracyIn(permuted) < accuracyIn(test["fused"]) - 0.2);
        const auto all = permuted["repetitions"].get<std::set<double>>();
        QVERIFY(all.size() > 1);
    }

    void oneModalityHasNoSubsetsAndLosesNothing()
    {
        const auto test = withoutConfusion(testOf("alone"));
        QVERIFY(!test.contains("subsets") && !test.contains("nothing"));
        QVERIFY(test["rates"]["0.4"]["fused"] == test["fused"]);
        QCOMPARE(test["rates"]["0.4"]["missing"]["value"].get<double>(), 0.0);
        const auto masks = conditionsOf("alone").masks;
        for (const auto& [split, mask] : masks)
            QCOMPARE(missingShare(mask), 0.0);
    }

    void evaluateUnderTheSameConditionsGivesTheStoredNumbers_data()
    {
        QTest::addColumn<QByteArray>("run");
        for (const char* run : {"full", "rate", "alone"})
            QTest::newRow(run) << QByteArray(run);
    }
    void evaluateUnderTheSameConditionsGivesTheStoredNumbers()
    {
        QFETCH(QByteArray, run);
        const auto asked = RunFolder(folder(run.constData())).experiment().value().evaluate;
        const auto said = evaluate(run.constData(), [&](EvaluateRequest& request) {
            request.subsets = asked.subsets == "all";
            request.missingRates = asked.missingRates;
            request.permutations = asked.permutations;
        });
        QVERIFY2(bool(said), said ? "" : said.error().message.c_str());
        auto stored = testOf(run.constData());
        stored.erase("probe");
        QVERIFY(said.value()["test"] == stored);
    }

    void otherProtocolsForAStoredRun()
    {
        const auto none = evaluate("full", [](auto& request) { request.protocol = MissingProtocol::None; });
        QVERIFY2(bool(none), none ? "" : none.error().message.c_str());
        QVERIFY(none.value()["test"]["fused"] == testOf("full")["fused"]);
        const auto one = evaluate("full", [](auto& request) {
            request.protocol = MissingProtocol::OneModality;
            request.hiddenModality = "audio";
            request.missingRates = {0.5};
        });
        QVERIFY2(bool(one), one ? "" : one.error().message.c_str());
        const auto& rate = one.value()["test"]["rates"]["0.5"];
        QCOMPARE(rate["missing"]["value"].get<double>(), 8.0 / 48); // half of one modality of three
        const auto plain = withoutConfusion(testOf("full"));
        QVERIFY(rate["modalities"]["image"] == plain["modalities"]["image"]);
        QVERIFY(rate["modalities"]["audio"] != plain["modalities"]["audio"]);
    }

    /// The means that stand for absent rows are not in the checkpoint: they are fitted anew.
    void theTrainingMeanIsFoundAgain()
    {
        auto experiment = smallExperiment(2);
        experiment.missing.treatment = MissingTreatment::Mean;
        experiment.missing.protocol = MissingProtocol::OneModality;
        experiment.missing.modality = "sensors";
        experiment.missing.trainRate = 0.5;
        experiment.evaluate.missingRates = {0.5};
        train("mean", experiment, m_dataset);
        const auto said = evaluate("mean", [](auto& request) { request.missingRates = {0.5}; });
        QVERIFY2(bool(said), said ? "" : said.error().message.c_str());
        QVERIFY(said.value()["test"]["rates"] == testOf("mean")["rates"]);
        QVERIFY(testOf("mean")["rates"]["0.5"]["fused"]["loss"] != testOf("mean")["fused"]["loss"]);
    }

    /// Cells that the dataset lacks are missing at every rate.
    void gapsOfTheDatasetCount()
    {
        auto experiment = smallExperiment(1);
        experiment.evaluate.missingRates = {0};
        train("gaps", experiment, smallDataset({.modalities = 3, .missing = true}));
        QCOMPARE(testOf("gaps")["rates"]["0"]["missing"]["value"].get<double>(), (4 + 2) / 48.0);
        const auto test = withoutConfusion(testOf("gaps"));
        QVERIFY(test["rates"]["0"]["fused"] == test["fused"]);
    }
};

TEST_ENTRY(TestConditions, NoApplication)

} // namespace modalscope::tst_conditions

#include "tst_conditions.moc"
