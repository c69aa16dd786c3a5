#include "core/base/atomic_file.h"
#include "core/store/epoch_features.h"
#include "core/store/feature_source.h"
#include "core/store/run_arrays.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_feature_epochs {

namespace fs = std::filesystem;

namespace {

Experiment experimentOf(std::vector<int> epochs, int samples = 2000)
{
    auto experiment = smallExperiment(4);
    experiment.missing.trainRate = 0.3;
    experiment.train.featureEpochs = std::move(epochs);
    experiment.train.featureSamples = samples;
    return experiment;
}

} // namespace

/// Protects train.feature_epochs: training does not notice, a run that was stopped gives the same files, and
/// runs without it keep their ids.
class TestFeatureEpochs : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path folder(const std::string& name) { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(runSmall(experimentOf({4, 1}), folder("whole")));
        QVERIFY(runSmall(experimentOf({}), folder("without")));
    }

    void trainingDoesNotNotice()
    {
        const auto with = decidedFiles(folder("whole")), without = decidedFiles(folder("without"));
        for (const char* name : {"predictions.h5", "features.h5", "history.csv"})
            QVERIFY2(with.at(name) == without.at(name), name);
        QVERIFY(epochsWithFeatures(folder("without")).empty());
        const auto metrics = RunFolder(folder("whole")).metrics().value();
        QVERIFY(metrics["files"].contains("features-epoch-1.h5"));
        const auto plain = RunFolder(folder("without")).metrics().value();
        QVERIFY(metrics["splits"] == plain["splits"]);
    }

    /// The last epoch's file and, where it is the one kept, features.h5 say the same.
    void theyAreTheFeaturesOfThatEpoch()
    {
        QCOMPARE(epochsWithFeatures(folder("whole")), (std::vector<int>{1, 4}));
        auto last = experimentOf({4});
        last.evaluate.select = SelectEpoch::Last;
        QVERIFY(runSmall(last, folder("last")));
        auto kept = readPredictions(folder("last") / "predictions.h5");
        QVERIFY(kept);
        QVERIFY(readFeatures(folder("last") / "features.h5", kept.value()));
        const auto epoch = readEpochFeatures(folder("last") / epochFeaturesFile(4), "test");
        QVERIFY2(bool(epoch), epoch ? "" : epoch.error().message.c_str());
        QCOMPARE(epoch.value().said.labels, kept.value().at("test").labels);
        QVERIFY(epoch.value().said.features == kept.value().at("test").features);
        const auto first = readEpochFeatures(folder("whole") / epochFeaturesFile(1), "test");
        QVERIFY(first);
        QVERIFY(first.value().said.features != epoch.value().said.features);
    }

    void someSamplesAreTheSameInEveryRun()
    {
        auto other = experimentOf({1}, 5);
        other.seed = 7;
        QVERIFY(runSmall(experimentOf({1}, 5), folder("few")));
        QVERIFY(runSmall(other, folder("other")));
        const auto few = readEpochFeatures(folder("few") / epochFeaturesFile(1), "test");
        const auto seed7 = readEpochFeatures(folder("other") / epochFeaturesFile(1), "test");
        const auto all = readEpochFeatures(folder("whole") / epochFeaturesFile(1), "test");
        QVERIFY(few && seed7 && all);
        QCOMPARE(few.value().rows.size(), std::size_t(5));
        QCOMPARE(few.value().rows, seed7.value().rows);
        for (std::size_t i = 0; i < 5; ++i) {
            const auto row = few.value().rows[i];
            QCOMPARE(few.value().said.labels[i], all.value().said.labels[std::size_t(row)]);
            for (std::size_t m = 0; m < few.value().said.features.size(); ++m) {
                const auto part = few.value().said.features[m].row(std::int64_t(i));
                const auto whole = all.value().said.features[m].row(row);
                for (std::size_t k = 0; k < part.size(); ++k) // a batch of other rows: rounding
                    QVERIFY(std::abs(part[k] - whole[k]) < 1e-4 * (1 + std::abs(whole[k])));
            }
        }
    }

    void stoppedAfterAnyEpoch_data()
    {
        QTest::addColumn<int>("epoch");
        for (int epoch = 1; epoch <= 4; ++epoch)
            QTest::addRow("%d", epoch) << epoch;
    }
    void stoppedAfterAnyEpoch()
    {
        QFETCH(int, epoch);
        const auto where = folder("stopped" + std::to_string(epoch));
        std::stop_source source;
        int events = 0;
        RunContext context;
        context.stop = source.get_token();
        context.report = [&](const RunEvent& event) {
            if (std::holds_alternative<EpochFinished>(event) && ++events >= epoch)
                source.request_stop();
        };
        QVERIFY(!runSmall(experimentOf({4, 1}), where, context));
        QVERIFY(runSmall(experimentOf({4, 1}), where));
        for (const char* name : {"features-epoch-1.h5", "features-epoch-4.h5", "metrics.json"})
            QVERIFY2(readFile(where / name).value() == readFile(folder("whole") / name).value(), name);
    }

    void aLostFileComesAgain()
    {
        const auto where = folder("lost");
        std::stop_source source;
        RunContext context;
        context.stop = source.get_token();
        context.report = [&](const RunEvent& event) {
            if (std::holds_alternative<EpochFinished>(event))
                source.request_stop();
        };
        QVERIFY(!runSmall(experimentOf({4, 1}), where, context));
        QVERIFY(fs::remove(where / epochFeaturesFile(1)));
        QVERIFY(runSmall(experimentOf({4, 1}), where));
        QVERIFY(
            readFile(where / "metrics.json").value() == readFile(folder("whole") / "metrics.json").value());
    }

    void idsAndChecks()
    {
        const auto dataset = smallDataset();
        const auto plain = experimentOf({});
        QVERIFY(!canonicalJson(plain, *dataset)["train"].contains("feature_epochs"));
        QVERIFY(!canonicalJson(plain, *dataset)["train"].contains("feature_samples"));
        QVERIFY(runId(experimentOf({1}), *dataset) != runId(plain, *dataset));
        const auto beyond = runSmall(experimentOf({5}), folder("beyond"));
        QVERIFY(!beyond && beyond.error().message.find("there is no epoch 5") != std::string::npos);
        const auto twice = runSmall(experimentOf({1, 1}), folder("twice"));
        QVERIFY(!twice && twice.error().message.find("listed twice") != std::string::npos);
        QVERIFY(!fs::exists(folder("beyond")));
    }
};

TEST_ENTRY(TestFeatureEpochs, NoApplication)

} // namespace modalscope::tst_feature_epochs

#include "tst_feature_epochs.moc"
