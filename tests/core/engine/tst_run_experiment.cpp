#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/eval/metrics.h"
#include "core/io/safetensors.h"
#include "core/store/run_arrays.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

namespace modalscope::tst_run_experiment {

namespace fs = std::filesystem;

/// Protects what a run leaves behind: every file of `house.md` 4.4, its shape, and what happens when it
/// cannot go on.
class TestRunExperiment : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_count = 0;
    fs::path newFolder()
    {
        return fs::path(m_folder.path().toStdString()) / ("run" + std::to_string(m_count++));
    }

    static void verify(const Result<void>& done) { QVERIFY2(done, done ? "" : done.error().message.c_str()); }

private Q_SLOTS:
    void leavesEveryFileAndNothingElse()
    {
        const auto folder = newFolder();
        verify(runSmall(smallExperiment(), folder));
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder))
            names.insert(entry.path().filename().string());
        const std::set<std::string> wanted{"experiment.json", "environment.json", "status.json",
            "history.csv", "metrics.json", "manifest.json", "predictions.h5", "features.h5",
            "checkpoint.safetensors", "log.txt"};
        QVERIFY(names == wanted);
        const RunFolder files(folder);
        QCOMPARE(files.status().value().state, RunState::Finished);
        QCOMPARE(files.status().value().epoch, 4);
        QCOMPARE(files.origin().value().id, runId(smallExperiment(), *smallDataset()));
        QCOMPARE(files.origin().value().command, std::string("test"));
        QVERIFY(files.origin().value().library.starts_with("LibTorch"));
    }

    void metricsHaveTheShapeEverybodyReads()
    {
        const auto folder = newFolder();
        auto experiment = smallExperiment();
        experiment.evaluate.subsets = "all";
        verify(runSmall(experiment, folder));
        const auto metrics = RunFolder(folder).metrics().value();
        QCOMPARE(metrics["format"].get<int>(), 1);
        QCOMPARE(metrics["selected_on"].get<std::string>(), std::string("valid"));
        QVERIFY(metrics["parameters"]["total"].get<int>() > 100);
        QCOMPARE(metrics["splits"]["test"]["n"].get<int>(), 16);
        QCOMPARE(
            metrics["splits"]["test"]["subsets"].size(), std::size_t(7)); // of three modalities, but none
        for (const char* path : {"test/fused/accuracy", "valid/fused/accuracy",
                 "test/modalities/audio/accuracy", "test/probe/image/accuracy",
                 "valid/probe/sensors/accuracy", "test/subsets/image+audio/accuracy"})
            QVERIFY2(metricAt(metrics, path).has_value(), path);
        for (const auto& [name, sum] : metrics["files"].items())
            QCOMPARE(sum.get<std::string>(), sha256Hex(readFile(folder / name).value()));
        QCOMPARE(metrics["files"].size(), std::size_t(4)); // conditions.h5 for the subsets
    }

    void metricsAgreeWithStoredPredictions()
    {
        const auto folder = newFolder();
        verify(runSmall(smallExperiment(), folder));
        const auto metrics = RunFolder(folder).metrics().value();
        auto predictions = readPredictions(folder / "predictions.h5").value();
        const auto& test = predictions.at("test");
        QCOMPARE(test.labels.size(), std::size_t(16));
        int correct = 0;
        for (std::int64_t i = 0; i < 16; ++i) {
            const auto row = test.fused.row(i);
            correct += std::max_element(row.begin(), row.end()) - row.begin() == test.labels[std::size_t(i)]
                ? 1
                : 0;
        }
        QCOMPARE(metricAt(metrics, "test/fused/accuracy")->value, correct / 16.0);
        QVERIFY(readFeatures(folder / "features.h5", predictions));
        QCOMPARE(predictions.at("test").features[0].shape, (Shape{16, 8}));
    }

    void historyNamesEveryCurve()
    {
        const auto folder = newFolder();
        verify(runSmall(smallExperiment(), folder));
        const auto history = RunFolder(folder).history().value();
        QCOMPARE(history.epochCount(), 4);
        for (const char* name : {"epoch", "seconds", "learning_rate", "train/loss", "train/fused/accuracy",
                 "train/audio/loss", "train/audio/accuracy", "valid/fused/loss", "valid/sensors/accuracy",
                 "hgm/gain", "hgm/P_norm", "hgm/P_rank", "gradient/image/norm"})
            QVERIFY2(!history.column(name).empty(), name);
        QVERIFY2(history.column("test/fused/accuracy").empty(), "test is looked at once, at the end");
    }

    /// Of two epochs as good, the one with the lower loss on valid is kept, then the earlier.
    void keepsTheEpochThatIsBestOnValid()
    {
        const auto folder = newFolder();
        verify(runSmall(smallExperiment(8), folder));
        const auto history = RunFolder(folder).history().value();
        int best = 1;
        for (int epoch = 2; epoch <= 8; ++epoch) {
            const auto now = history.row(epoch), before = history.row(best);
            const auto accuracy = [](const HistoryRow& row) { return row.at("valid/fused/accuracy"); };
            const auto loss = [](const HistoryRow& row) { return row.at("valid/fused/loss"); };
            if (accuracy(now) > accuracy(before)
                || (accuracy(now) == accuracy(before) && loss(now) < loss(before)))
                best = epoch;
        }
        const auto metrics = RunFolder(folder).metrics().value();
        QCOMPARE(metrics["epoch"].get<int>(), best);
        QCOMPARE(
            metricAt(metrics, "valid/fused/accuracy")->value, history.row(best).at("valid/fused/accuracy"));
        const auto checkpoint = readSafetensors(folder / "checkpoint.safetensors").value();
        QCOMPARE(checkpoint.metadata.at("epoch"), std::to_string(best));
    }

    void bestOnTestIsCalledSo()
    {
        const auto folder = newFolder();
        auto experiment = smallExperiment();
        experiment.evaluate.select = SelectEpoch::BestOnTest;
        verify(runSmall(experiment, folder));
        const auto column = RunFolder(folder).history().value();
        const auto accuracy = column.column("test/fused/accuracy");
        QCOMPARE(accuracy.size(), std::size_t(4));
        const auto metrics = RunFolder(folder).metrics().value();
        QCOMPARE(metrics["selected_on"].get<std::string>(), std::string("best-on-test"));
        QCOMPARE(metricAt(metrics, "test/fused/accuracy")->value,
            *std::max_element(accuracy.begin(), accuracy.end()));
    }

    void lastKeepsTheLastEpoch()
    {
        const auto folder = newFolder();
        auto experiment = smallExperiment();
        experiment.evaluate.select = SelectEpoch::Last;
        experiment.evaluate.probe = false;
        verify(runSmall(experiment, folder));
        const auto metrics = RunFolder(folder).metrics().value();
        QCOMPARE(metrics["epoch"].get<int>(), 4);
        QVERIFY(!metrics["splits"]["test"].contains("probe"));
    }

    void everyMethodRuns_data()
    {
        QTest::addColumn<int>("kind");
        for (const auto& choice : trainedMethods())
            if (choice.value != MethodKind::Network) // is for other tasks: tst_network_run
                QTest::newRow(std::string(choice.text).c_str()) << int(choice.value);
    }
    void everyMethodRuns()
    {
        QFETCH(int, kind);
        auto experiment = smallExperiment(2);
        experiment.method.kind = MethodKind(kind);
        experiment.method.reconstruction.pretrainEpochs = 1;
        const bool isAlone = experiment.method.kind == MethodKind::Unimodal;
        experiment.modalities
            = isAlone ? std::vector<std::string>{"audio"} : std::vector<std::string>{"audio", "sensors"};
        experiment.missing.trainRate = isAlone ? 0 : 0.3;
        experiment.missing.testRate = isAlone ? 0 : 0.3;
        const auto folder = newFolder();
        verify(runSmall(experiment, folder, {}, smallDataset({.modalities = 3, .missing = true})));
        QVERIFY(metricAt(RunFolder(folder).metrics().value(), "test/probe/audio/accuracy").has_value());
    }

    /// A value that exists only from some epoch on gives every row of history.csv its column.
    void aLateColumnIsInEveryRow()
    {
        auto experiment = smallExperiment(4);
        experiment.method.kind = MethodKind::OgmGe;
        experiment.method.ogm.firstEpoch = 2;
        const auto folder = newFolder();
        verify(runSmall(experiment, folder));
        const auto text = readFile(folder / "history.csv").value();
        const auto history = historyFromCsv(text).value();
        QCOMPARE(history.epochCount(), 4);
        QVERIFY(!history.column("ogm/image/coefficient").empty());
    }

    void aFinishedRunIsNotRunTwice()
    {
        const auto folder = newFolder();
        verify(runSmall(smallExperiment(), folder));
        const auto before = fs::last_write_time(folder / "metrics.json");
        int epochs = 0;
        RunContext context;
        context.report
            = [&](const RunEvent& event) { epochs += std::holds_alternative<EpochFinished>(event) ? 1 : 0; };
        verify(runSmall(smallExperiment(), folder, context));
        QCOMPARE(epochs, 0);
        QVERIFY(fs::last_write_time(folder / "metrics.json") == before);
    }

    void aFolderOfAnotherRunIsRefused()
    {
        const auto folder = newFolder();
        verify(runSmall(smallExperiment(1), folder));
        const auto done = runSmall(smallExperiment(2), folder);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::InvalidInput);
    }

    void aLossThatExplodesSaysWhereAndWhy()
    {
        const auto folder = newFolder();
        auto experiment = smallExperiment();
        experiment.train.learningRate = 100;
        const auto done = runSmall(experiment, folder);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Numeric);
        const auto& said = done.error().message;
        QVERIFY2(said.starts_with("epoch ") && said.find("the loss of ") != std::string::npos
                && said.find("learning rate of 100 too large") != std::string::npos,
            said.c_str());
        const auto status = RunFolder(folder).status().value();
        QCOMPARE(status.state, RunState::Failed);
        QCOMPARE(status.error, said);
    }

    void aFrozenHeadIsWarnedOfOnce()
    {
        auto experiment = smallExperiment(60);
        experiment.method.mla.alphaKind = HgmAlpha::Constant;
        experiment.method.mla.alpha = 1e-6;
        int warnings = 0;
        RunContext context;
        context.report
            = [&](const RunEvent& event) { warnings += std::holds_alternative<Warning>(event) ? 1 : 0; };
        const auto folder = newFolder();
        verify(runSmall(experiment, folder, context));
        QCOMPARE(warnings, 1);
        const auto status = RunFolder(folder).status().value();
        QCOMPARE(status.warnings.size(), std::size_t(1));
        QVERIFY(status.warnings[0].starts_with("the head is frozen"));
    }

    void wrongInputWritesNothing_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("says");
        QTest::newRow("batch larger than train")
            << QStringLiteral("train.batch_size=1000") << QStringLiteral("train.batch_size");
        QTest::newRow("one modality for a fusion")
            << QStringLiteral("modalities=[\"audio\"]") << QStringLiteral("");
        QTest::newRow("cuda without CUDA") << QStringLiteral("train.device=cuda") << QStringLiteral("CUDA");
        QTest::newRow("unknown modality")
            << QStringLiteral("modalities=[\"smell\"]") << QStringLiteral("smell");
    }
    void wrongInputWritesNothing()
    {
        QFETCH(QString, setting);
        QFETCH(QString, says);
        if (setting.contains(QStringLiteral("cuda")) && modalscopeEngine()->hasCuda())
            QSKIP("this machine has CUDA");
        auto experiment = smallExperiment();
        experiment.method.kind = MethodKind::Concat;
        const auto changed = withSetting(experiment, setting.toStdString());
        QVERIFY(changed);
        const auto folder = newFolder();
        const auto done = runSmall(changed.value(), folder);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(
            done.error().message.find(says.toStdString()) != std::string::npos, done.error().message.c_str());
        QVERIFY(!fs::exists(folder));
    }

    void aFolderThatVanishesIsSaid()
    {
        const auto folder = newFolder();
        RunContext context;
        context.report = [&](const RunEvent& event) {
            if (std::holds_alternative<EpochFinished>(event))
                fs::remove_all(folder);
        };
        const auto done = runSmall(smallExperiment(), folder, context);
        QVERIFY(!done);
        QVERIFY2(done.error().message.find("vanished") != std::string::npos, done.error().message.c_str());
        QVERIFY(!fs::exists(folder));
    }
};

TEST_ENTRY(TestRunExperiment, NoApplication)

} // namespace modalscope::tst_run_experiment

#include "tst_run_experiment.moc"
