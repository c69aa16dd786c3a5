#include "core/base/atomic_file.h"
#include "core/io/safetensors.h"
#include "core/store/epoch_weights.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_weight_epochs {

namespace fs = std::filesystem;

namespace {

Experiment experimentOf(std::vector<int> epochs)
{
    auto experiment = smallExperiment(4);
    experiment.train.weightEpochs = std::move(epochs);
    return experiment;
}

} // namespace

/// Protects train.weight_epochs: training does not notice, a run that was stopped gives the same files, each
/// is the checkpoint of its epoch, and runs without it keep their ids.
class TestWeightEpochs : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path folder(const std::string& name) { return fs::path(m_folder.path().toStdString()) / name; }

    /// Runs until this many epochs have ended.
    Result<void> runUntil(const Experiment& experiment, const fs::path& where, int epoch)
    {
        std::stop_source source;
        int events = 0;
        RunContext context;
        context.stop = source.get_token();
        context.report = [&](const RunEvent& event) {
            if (std::holds_alternative<EpochFinished>(event) && ++events >= epoch)
                source.request_stop();
        };
        return runSmall(experiment, where, context);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(runSmall(experimentOf({4, 0, 1}), folder("whole")));
        QVERIFY(runSmall(experimentOf({}), folder("without")));
    }

    void trainingDoesNotNotice()
    {
        const auto with = decidedFiles(folder("whole")), without = decidedFiles(folder("without"));
        for (const char* name : {"predictions.h5", "features.h5", "history.csv"})
            QVERIFY2(with.at(name) == without.at(name), name);
        QVERIFY(epochWeights(folder("without")).empty());
        std::vector<int> epochs;
        const auto metrics = RunFolder(folder("whole")).metrics().value();
        for (const auto& kept : epochWeights(folder("whole"))) {
            epochs.push_back(kept.epoch);
            QVERIFY(metrics["files"].contains(kept.file.filename().string()));
        }
        QCOMPARE(epochs, (std::vector<int>{0, 1, 4}));
    }

    /// The file of the epoch that is kept is the checkpoint, byte for byte.
    void isTheCheckpointOfItsEpoch()
    {
        auto last = experimentOf({4});
        last.evaluate.select = SelectEpoch::Last;
        QVERIFY(runSmall(last, folder("last")));
        QVERIFY(readFile(folder("last") / epochWeightsFile(4)).value()
            == readFile(folder("last") / "checkpoint.safetensors").value());
        auto every = experimentOf({1, 2, 3, 4});
        QVERIFY(runSmall(every, folder("every")));
        const int kept = RunFolder(folder("every")).metrics().value().at("epoch").get<int>();
        QVERIFY(readFile(folder("every") / epochWeightsFile(kept)).value()
            == readFile(folder("every") / "checkpoint.safetensors").value());
    }

    /// Of the same network: the same start, and after an epoch what shorter trainings end with.
    void zeroIsBeforeTheFirstStep()
    {
        auto standing = experimentOf({0, 4});
        standing.train.learningRate = 1e-12;
        standing.train.weightDecay = 0;
        QVERIFY(runSmall(standing, folder("standing")));
        const auto start = readSafetensors(folder("whole") / epochWeightsFile(0));
        const auto same = readSafetensors(folder("standing") / epochWeightsFile(0));
        const auto first = readSafetensors(folder("whole") / epochWeightsFile(1));
        QVERIFY(start && same && first);
        QVERIFY(start.value().tensors == same.value().tensors);
        QVERIFY(start.value().tensors != first.value().tensors);
        QCOMPARE(start.value().metadata.at("epoch"), std::string("0"));
        QCOMPARE(start.value().metadata.at("run"), first.value().metadata.at("run"));
        for (const auto& [name, tensor] : start.value().tensors)
            if (name.starts_with("standardizer/"))
                QVERIFY(first.value().tensors.at(name) == tensor);
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
        QVERIFY(!runUntil(experimentOf({4, 0, 1}), where, epoch));
        QVERIFY(runSmall(experimentOf({4, 0, 1}), where));
        for (const int kept : {0, 1, 4}) {
            const auto name = epochWeightsFile(kept);
            QVERIFY2(
                readFile(where / name).value() == readFile(folder("whole") / name).value(), name.c_str());
        }
        QVERIFY(
            readFile(where / "metrics.json").value() == readFile(folder("whole") / "metrics.json").value());
    }

    void aLostOrStrangeFileComesAgain_data()
    {
        QTest::addColumn<int>("epoch");
        QTest::addColumn<bool>("isLost");
        QTest::newRow("start") << 0 << true;
        QTest::newRow("first") << 1 << true;
        QTest::newRow("torn") << 1 << false;
    }
    void aLostOrStrangeFileComesAgain()
    {
        QFETCH(int, epoch);
        QFETCH(bool, isLost);
        const auto where = folder(std::string("lost") + QTest::currentDataTag());
        QVERIFY(!runUntil(experimentOf({4, 0, 1}), where, 2));
        const auto file = where / epochWeightsFile(epoch);
        QVERIFY(isLost ? fs::remove(file) : bool(writeFileAtomically(file, std::string("torn"))));
        QVERIFY(runSmall(experimentOf({4, 0, 1}), where));
        QVERIFY(
            readFile(where / "metrics.json").value() == readFile(folder("whole") / "metrics.json").value());
    }

    void idsAndChecks()
    {
        const auto dataset = smallDataset();
        QVERIFY(!canonicalJson(experimentOf({}), *dataset)["train"].contains("weight_epochs"));
        QVERIFY(runId(experimentOf({0}), *dataset) != runId(experimentOf({}), *dataset));
        const auto beyond = runSmall(experimentOf({5}), folder("beyond"));
        QVERIFY(!beyond
            && beyond.error().message.find("train.weight_epochs: there is no epoch 5") != std::string::npos);
        const auto twice = runSmall(experimentOf({0, 0}), folder("twice"));
        QVERIFY(!twice && twice.error().message.find("listed twice") != std::string::npos);
        QVERIFY(!fs::exists(folder("beyond")));
    }
};

TEST_ENTRY(TestWeightEpochs, NoApplication)

} // namespace modalscope::tst_weight_epochs

#include "tst_weight_epochs.moc"
