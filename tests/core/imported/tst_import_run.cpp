#include "core/analysis/laziness.h"
#include "core/base/random.h"
#include "core/imported/import_run.h"
#include "core/imported/logit_fusion.h"
#include "core/store/feature_source.h"
#include "core/store/run_arrays.h"
#include "core/store/run_conditions.h"
#include "tests/core/imported/results_files.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_import_run {

/// Protects imported runs: their numbers are those of a trained run with the same logits, seeds are one
/// group, and what reads run folders reads them.
class TestImportRun : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    Result<ImportedRun> import(
        const MadeResults& made, const std::string& workspace, const ImportRequest& request = {})
    {
        const auto file = path(workspace + ".h5");
        if (!writeHdf5(file, made))
            return invalidInput("not written");
        auto read = readResultsFile(file, {}, RunContext());
        if (!read)
            return read.error();
        auto asked = request;
        asked.workspace = path(workspace);
        if (asked.name.empty())
            asked.name = "theirs";
        return importRun(asked, std::move(read).value(), RunContext());
    }

    static double valueAt(const nlohmann::json& metrics, const std::string& place)
    {
        const auto estimate = metricAt(metrics, place);
        return estimate ? estimate->value : -1;
    }

    /// Noisy logits and features of 60 samples in three classes; "text" knows less.
    static MadeResults randomResults(std::uint64_t seed, const std::vector<std::string>& splits)
    {
        MadeResults made;
        for (const auto& split : splits) {
            Random labels(7, split), noise(seed, split);
            auto& classes = made.lists[split + "/labels"];
            for (int i = 0; i < 60; ++i)
                classes.push_back(int(labels.below(3)));
            for (const std::string modality : {"audio", "text"}) {
                ArrayD logits({60, 3}), features({60, 4});
                const double strength = modality == "audio" ? 2 : 0.7;
                for (std::int64_t i = 0; i < 60; ++i) {
                    for (auto& value : logits.row(i))
                        value = double(float(noise.normal()));
                    logits.row(i)[std::size_t(classes[std::size_t(i)])] += strength;
                    for (std::size_t k = 0; k < 4; ++k)
                        features.row(i)[k]
                            = noise.normal() + (int(k) == classes[std::size_t(i)] ? strength : 0);
                }
                for (auto& value : logits.values)
                    value = double(float(value));
                made.arrays[split + "/logits/" + modality] = std::move(logits);
                made.arrays[split + "/features/" + modality] = std::move(features);
            }
        }
        return made;
    }

private Q_SLOTS:
    void accuracyByHand()
    {
        const auto run = import(smallResults(), "hand");
        QVERIFY2(bool(run), run ? "" : run.error().message.c_str());
        const auto stored = Workspace(path("hand")).readListedRun(run.value().folder);
        QVERIFY2(bool(stored), stored ? "" : stored.error().message.c_str());
        const auto& metrics = stored.value().metrics;
        QCOMPARE(metrics.at("test/modalities/audio/accuracy")->value, 5.0 / 6);
        QCOMPARE(metrics.at("test/modalities/text/accuracy")->value, 4.0 / 6);
        QCOMPARE(metrics.at("test/fused/accuracy")->value, 5.0 / 6);
        QCOMPARE(metrics.at("test/subsets/text/accuracy")->value, 4.0 / 6);
        QCOMPARE(metrics.at("test/subsets/audio+text/accuracy")->value, 5.0 / 6);
        QVERIFY(metrics.has("test/rates/0.4/missing") && metrics.has("test/rates/0/fused/accuracy"));
        QVERIFY(!metrics.has("test/nothing/accuracy"));
        QCOMPARE(stored.value().condition, RunCondition::Finished);
        QCOMPARE(stored.value().experiment.method.imported.fusion, ImportedFusion::Mean);
        QCOMPARE(stored.value().origin.library, std::string("imported"));
        QCOMPARE(stored.value().origin.importedFrom, path("hand.h5").string());
        QCOMPARE(stored.value().origin.importedSha256, stored.value().experiment.method.imported.sha256);
        QVERIFY(missingResults(stored.value()).empty());
        QVERIFY(run.value().notes.front().find("mean") != std::string::npos);
        const auto has = checkHasNetwork(stored.value().origin);
        QVERIFY(!has
            && has.error().message.find("was imported from " + path("hand.h5").string())
                != std::string::npos);
        QVERIFY(!std::filesystem::exists(run.value().folder / "checkpoint.safetensors"));
    }

    void numbersAreThoseOfATrainedRun()
    {
        auto made = randomResults(1, {"test", "valid"});
        ImportRequest request;
        request.seed = 11;
        const auto run = import(made, "same", request);
        QVERIFY2(bool(run), run ? "" : run.error().message.c_str());
        const auto stored = readPredictions(run.value().folder / "predictions.h5");
        QVERIFY2(bool(stored), stored ? "" : stored.error().message.c_str());
        const auto metrics = RunFolder(run.value().folder).metrics();
        QVERIFY(bool(metrics));
        for (const auto& [split, said] : stored.value()) {
            const auto expected = splitMetrics(said, seedFor(11, "bootstrap/" + split)); // as the engine does
            for (const char* part : {"n", "fused", "modalities"})
                QVERIFY2(metrics.value()["splits"][split][part] == expected[part], part);
        }
        const auto features = featuresOfRun(run.value().folder, {});
        QVERIFY2(bool(features), features ? "" : features.error().message.c_str());
        QCOMPARE(features.value().names, (std::vector<std::string>{"audio", "text"}));
        const auto conditions = readConditions(run.value().folder / "conditions.h5");
        QVERIFY2(bool(conditions), conditions ? "" : conditions.error().message.c_str());
        QCOMPARE(conditions.value().outcomes.at("test").size(), std::size_t(3 + 4)); // sets and rates
        QCOMPARE(conditions.value().outcomes.at("valid").size(), std::size_t(3));
    }

    void theFusionOfTheFileIsFound_data()
    {
        QTest::addColumn<int>("rule");
        for (const auto& choice : choices(ImportedFusion{}))
            QTest::newRow(std::string(choice.text).c_str()) << int(choice.value);
    }
    void theFusionOfTheFileIsFound()
    {
        QFETCH(int, rule);
        const auto expected = ImportedFusion(rule);
        auto made = smallResults();
        const std::vector<ArrayD> logits{made.arrays["test/logits/audio"], made.arrays["test/logits/text"]};
        auto fused = expected == ImportedFusion::File ? logits[0] : fuseStoredLogits(logits, {}, expected);
        made.arrays[givesProbabilities(expected) ? "test/probabilities/fused" : "test/logits/fused"] = fused;
        const auto run = import(made, "rule-" + toText(expected));
        QVERIFY2(bool(run), run ? "" : run.error().message.c_str());
        const auto stored = Workspace(path("")).readRun(run.value().folder);
        QVERIFY(bool(stored));
        QCOMPARE(stored.value().experiment.method.imported.fusion, expected);
        QCOMPARE(stored.value().metrics.has("test/subsets/text/accuracy"), expected != ImportedFusion::File);
        const auto said = readPredictions(run.value().folder / "predictions.h5");
        QVERIFY(bool(said));
        for (std::size_t i = 0; i < fused.values.size(); ++i) // untouched
            QCOMPARE(said.value().at("test").fused.values[i], double(float(fused.values[i])));
    }

    void seedsAreOneGroup()
    {
        for (std::uint64_t seed = 0; seed < 2; ++seed) {
            ImportRequest request;
            request.seed = seed;
            const auto run = import(randomResults(seed, {"train", "test"}), "seeds", request);
            QVERIFY2(bool(run), run ? "" : run.error().message.c_str());
        }
        ImportRequest other;
        other.seed = 1;
        const auto refused = import(randomResults(5, {"train", "test"}), "seeds", other);
        QVERIFY(!refused
            && refused.error().message.find("theirs, seed 1 is in the workspace already")
                != std::string::npos);
        auto alone = randomResults(3, {"train", "test"});
        std::erase_if(alone.arrays, [](const auto& one) { return one.first.ends_with("text"); });
        other.name = "audio alone";
        QVERIFY(bool(import(alone, "seeds", other)));
        auto all = Workspace(path("seeds")).readRuns();
        QVERIFY(bool(all) && all.value().unreadable.empty());
        QCOMPARE(all.value().runs.size(), std::size_t(3));
        std::ranges::sort(all.value().runs, {}, [](const StoredRun& run) { // made in the same second
            return std::pair(run.experiment.name == "audio alone", run.experiment.seed);
        });
        QCOMPARE(all.value().runs[0].origin.group, all.value().runs[1].origin.group);
        QVERIFY(all.value().runs[0].id() != all.value().runs[1].id());
        QCOMPARE(
            all.value().runs[0].origin.datasetFingerprint, all.value().runs[2].origin.datasetFingerprint);

        const History none;
        std::vector<RunSeries> series;
        for (const auto& run : all.value().runs)
            series.push_back({&run, &none});
        const auto report = lazinessReport(series);
        QCOMPARE(report.groups.size(), std::size_t(2));
        const auto* group = report.group(all.value().runs[0].origin.group);
        QVERIFY(group != nullptr && !group->isAlone());
        QCOMPARE(group->label, std::string("theirs"));
        QCOMPARE(group->fused.over.n, 2);
        QCOMPARE(group->modality("audio")->probe.over.n, 2);
        QCOMPARE(group->modality("audio")->alone.over.n, 1);
        QVERIFY(group->modality("text")->alone.isEmpty());
        QVERIFY(group->modality("audio")->probe.over.mean > group->modality("text")->probe.over.mean);
        bool isSaid = false;
        for (const auto& note : report.notes)
            isSaid = isSaid || note.starts_with("No imported run is of text alone");
        QVERIFY(isSaid);
    }

    void theSameAgainIsNoSecondRun()
    {
        const auto first = import(smallResults(), "again");
        const auto second = import(smallResults(), "again");
        QVERIFY(bool(first) && bool(second));
        QVERIFY(!first.value().wasThere && second.value().wasThere);
        QCOMPARE(first.value().folder, second.value().folder);
        int entries = 0;
        for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path("again") / "runs"))
            ++entries;
        QCOMPARE(entries, 1); // nothing half-made is left
    }

    void missingCellsAndFeaturesAlone()
    {
        auto made = smallResults();
        made.lists["test/presence/text"] = {1, 1, 0, 1, 1, 1};
        const auto run = import(made, "presence");
        QVERIFY2(bool(run), run ? "" : run.error().message.c_str());
        const auto metrics = RunFolder(run.value().folder).metrics();
        QCOMPARE(valueAt(metrics.value(), "test/modalities/text/accuracy"), 3.0 / 5);
        QCOMPARE(valueAt(metrics.value(), "test/subsets/text/samples"), 5.0);
        std::erase_if(
            made.arrays, [](const auto& one) { return one.first.find("logits") != std::string::npos; });
        const auto plain = import(made, "features");
        QVERIFY2(bool(plain), plain ? "" : plain.error().message.c_str());
        const auto stored = Workspace(path("features")).readListedRun(plain.value().folder);
        QVERIFY(bool(stored));
        QVERIFY(missingResults(stored.value()).empty());
        QVERIFY(missingNumber(stored.value(), "test/fused/accuracy").find("was imported from")
            != std::string::npos);
        QVERIFY(bool(featuresOfRun(plain.value().folder, {})));
    }

    void otherLabelsAreOtherData()
    {
        auto made = smallResults();
        const auto first = import(made, "labels-a");
        std::swap(made.lists["test/labels"][0], made.lists["test/labels"][2]);
        const auto second = import(made, "labels-b");
        QVERIFY(bool(first) && bool(second));
        const auto a = RunFolder(first.value().folder).origin(),
                   b = RunFolder(second.value().folder).origin();
        QVERIFY(a.value().datasetFingerprint != b.value().datasetFingerprint);
        QVERIFY(a.value().group != b.value().group);
    }
};

TEST_ENTRY(TestImportRun, NoApplication)

} // namespace modalscope::tst_import_run

#include "tst_import_run.moc"
