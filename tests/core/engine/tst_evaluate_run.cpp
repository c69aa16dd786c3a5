#include "core/eval/metrics.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_evaluate_run {

namespace fs = std::filesystem;

/// Protects what the engine says beside training: a stored run under other conditions, the network before it
/// runs, the comparison of devices.
class TestEvaluateRun : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path m_run;

    Result<nlohmann::json> evaluate(const std::function<void(EvaluateRequest&)>& change)
    {
        EvaluateRequest request;
        request.folder = m_run;
        request.dataset = smallDataset();
        change(request);
        return modalscopeEngine()->evaluate(request, {});
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_run = fs::path(m_folder.path().toStdString()) / "run";
        auto experiment = smallExperiment();
        experiment.evaluate.subsets = "all";
        QVERIFY(runSmall(experiment, m_run));
    }

    void theSameConditionsGiveTheStoredNumbers()
    {
        const auto splits = evaluate([](auto&) {});
        QVERIFY(splits);
        auto stored = RunFolder(m_run).metrics().value()["splits"]["test"];
        for (const char* more : {"probe", "subsets", "nothing"})
            stored.erase(more);
        QVERIFY(splits.value()["test"] == stored);
    }

    void fewerModalitiesAreTheStoredSubset()
    {
        auto splits = evaluate([](auto& request) { request.present = {"image", "audio"}; });
        QVERIFY(splits);
        splits.value()["test"]["fused"].erase("confusion"); // which sets of modalities do not keep
        const auto stored = RunFolder(m_run).metrics().value()["splits"]["test"]["subsets"]["image+audio"];
        QVERIFY(splits.value()["test"]["fused"] == stored);
    }

    /// Every fourth of the 16 samples of test lacks audio: there is nothing to judge them by.
    void samplesWithoutTheNamedModalitiesCountInNothing()
    {
        const auto gaps = smallDataset({.missing = true});
        const auto folder = fs::path(m_folder.path().toStdString()) / "gaps";
        auto experiment = smallExperiment();
        experiment.evaluate.subsets = "all";
        QVERIFY(runSmall(experiment, folder, {}, gaps));
        const auto at = [&](std::vector<std::string> present) {
            return evaluate([&](auto& request) {
                request.folder = folder;
                request.dataset = gaps;
                request.present = std::move(present);
            });
        };
        const auto audio = at({"audio"});
        QVERIFY2(bool(audio), audio ? "" : audio.error().message.c_str());
        auto test = audio.value()["test"];
        QCOMPARE(test["n"], nlohmann::json(12));
        QCOMPARE(test["without"], nlohmann::json(4));
        test["fused"].erase("confusion");
        auto subset = RunFolder(folder).metrics().value()["splits"]["test"]["subsets"]["audio"];
        QCOMPARE(subset["samples"]["value"], nlohmann::json(12.0)); // said where it is not every sample
        subset.erase("samples");
        QVERIFY(test["fused"] == subset);
        const auto all = at({"image", "audio"}).value();
        QVERIFY(all["test"]["n"] == 16 && !all["test"].contains("without"));
    }

    void hiddenCellsDependOnTheMaskSeedAlone()
    {
        const auto at = [&](std::uint64_t seed) {
            return evaluate([&](auto& request) {
                request.missingRate = 0.5;
                request.maskSeed = seed;
                request.split = "train";
            }).value();
        };
        QVERIFY(at(1) == at(1));
        QVERIFY(at(1) != at(2));
    }

    void wrongRequestsSayWhatThereIs()
    {
        const auto split = evaluate([](auto& request) { request.split = "validation"; });
        QVERIFY(!split && split.error().message.find("train, valid, test") != std::string::npos);
        const auto modality = evaluate([](auto& request) { request.present = {"smell"}; });
        QVERIFY(!modality && modality.error().message.find("image, audio, sensors") != std::string::npos);
        const auto data = evaluate([](auto& request) { request.dataset = smallDataset({.modalities = 4}); });
        QVERIFY(!data && data.error().kind == ErrorKind::InvalidInput);
        const auto rate = evaluate([](auto& request) { request.missingRate = 1.5; });
        QVERIFY(!rate && rate.error().kind == ErrorKind::InvalidInput);
    }

    void theSummaryCountsEveryParameter()
    {
        const auto summary = modalscopeEngine()->summarize(smallExperiment(), *smallDataset());
        QVERIFY(summary);
        std::int64_t sum = 0;
        for (const auto& part : summary.value().parts)
            sum += part.parameters;
        QCOMPARE(summary.value().parameters, sum);
        QCOMPARE(sum, RunFolder(m_run).metrics().value()["parameters"]["total"].get<std::int64_t>());
        QCOMPARE(summary.value().parts.size(), std::size_t(4)); // three encoders and the head
        // sensors: 10 → 12 → 8
        QCOMPARE(summary.value().parts[2].parameters, std::int64_t(10 * 12 + 12 + 12 * 8 + 8));
        QVERIFY(summary.value().secondsPerEpoch > 0 && summary.value().secondsPerEpoch < 10);
        QVERIFY(summary.value().trainingBytes > 4.0 * double(sum));
    }

    void theTimeHoldsTheEvaluationAtTheEnd()
    {
        const auto seconds = [](int epochs, bool probe, const char* subsets) {
            auto experiment = smallExperiment();
            experiment.train.epochs = epochs;
            experiment.evaluate.probe = probe;
            experiment.evaluate.subsets = subsets;
            const auto summary = modalscopeEngine()->summarize(experiment, *smallDataset());
            return summary ? summary.value().secondsPerEpoch * epochs + summary.value().secondsAtEnd : -1;
        };
        const double one = seconds(1, false, "full");
        QVERIFY(one > 0.2 && one < 5); // a run needs its time however short it is
        const double ten = seconds(10, false, "full");
        QVERIFY2(ten < 10 * one, qPrintable(QStringLiteral("%1 %2").arg(one).arg(ten)));
        QVERIFY(seconds(1, true, "all") > 0.2);
    }

    void theSelfcheckPasses()
    {
        const auto check = modalscopeEngine()->selfcheck({});
        QVERIFY(check);
        QVERIFY(check.value().lines.size() >= 17); // every encoder and every method
        for (const auto& line : check.value().lines)
            QVERIFY2(line.passed, (line.name + ": " + line.detail).c_str());
    }
};

TEST_ENTRY(TestEvaluateRun, NoApplication)

} // namespace modalscope::tst_evaluate_run

#include "tst_evaluate_run.moc"
