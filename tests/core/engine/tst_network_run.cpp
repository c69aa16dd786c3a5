#include "core/base/atomic_file.h"
#include "core/data/synthetic.h"
#include "core/io/hdf5_dataset.h"
#include "core/store/run_arrays.h"
#include "core/store/run_folder.h"
#include "core/store/run_metrics.h"
#include "core/store/task_predictions.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <chrono>

namespace modalscope::tst_network_run {

namespace fs = std::filesystem;

namespace {

std::shared_ptr<const Dataset> pictures()
{
    static const auto dataset = std::make_shared<const Dataset>(makeSample(SampleKind::Segmentation,
        {.train = 24, .valid = 6, .test = 8, .rows = 32, .columns = 32, .classes = 3})
                                                                    .value());
    return dataset;
}

std::shared_ptr<const Dataset> sentiment()
{
    static const auto dataset = std::make_shared<const Dataset>(
        makeSample(SampleKind::Sentiment, {.train = 80, .valid = 24, .test = 30}).value());
    return dataset;
}

/// Every source of randomness: dropout and drop path, augmentation, hidden cells.
Experiment segmentationExperiment(int epochs)
{
    Experiment experiment;
    experiment.method.kind = MethodKind::Network;
    experiment.method.network.headWidth = 32;
    experiment.train.epochs = epochs;
    experiment.train.batchSize = 8;
    experiment.train.optimizer = OptimizerKind::AdamW;
    experiment.train.learningRate = 1e-3;
    experiment.train.schedule.kind = ScheduleKind::Polynomial;
    experiment.train.device = DeviceChoice::Cpu;
    experiment.train.augment = true;
    experiment.missing.trainRate = 0.2;
    return experiment;
}

Experiment regressionExperiment(int epochs)
{
    Experiment experiment;
    experiment.method.kind = MethodKind::Network;
    experiment.method.network.kind = NetworkKind::Mult;
    experiment.method.network.width = 10;
    experiment.method.network.levels = 1;
    experiment.train.epochs = epochs;
    experiment.train.batchSize = 16;
    experiment.train.optimizer = OptimizerKind::Adam;
    experiment.train.learningRate = 5e-3;
    experiment.train.device = DeviceChoice::Cpu;
    return experiment;
}

bool runUntil(const Experiment& experiment, const fs::path& folder, int epoch,
    const std::shared_ptr<const Dataset>& dataset)
{
    std::stop_source source;
    RunContext context;
    context.stop = source.get_token();
    context.report = [&](const RunEvent& event) {
        if (const auto* finished = std::get_if<EpochFinished>(&event);
            finished && finished->row.epoch() >= epoch)
            source.request_stop();
    };
    const auto done = runSmall(experiment, folder, context, dataset);
    return !done && done.error().kind == ErrorKind::Cancelled;
}

double valueAt(const nlohmann::json& metrics, const std::string& path)
{
    const auto estimate = metricAt(metrics, path);
    if (!estimate)
        qWarning("%s is not there", path.c_str());
    return estimate ? estimate->value : -1;
}

} // namespace

/// A run of segmentation or regression data goes the whole way of any other run: it learns, is stopped and
/// resumed to the same bytes, and is tested under other conditions.
class TestNetworkRun : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path folder(const std::string& name) { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void segmentationLearns();
    void segmentationResumesToTheSameBytes();
    void regressionLearnsAndResumes();
    void conditionsOfBothTasks();
    void otherConditionsOfAStoredRun();
    void classViewsAreToldWhatItIs();
    void itIsSummarised();
    void stopsBetweenBatches();
};

void TestNetworkRun::segmentationLearns()
{
    auto experiment = segmentationExperiment(12);
    experiment.train.augment = false;
    experiment.missing.trainRate = 0;
    const auto where = folder("learns");
    const auto done = runSmall(experiment, where, {}, pictures());
    QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
    const auto history = RunFolder(where).history().value();
    const auto miou = history.column("valid/fused/miou");
    const auto loss = history.column("train/loss");
    QCOMPARE(miou.size(), std::size_t(12));
    QVERIFY(history.column("valid/fused/accuracy").empty());
    QVERIFY(loss.back() < 0.7 * loss.front());
    const auto best = *std::max_element(miou.begin(), miou.end());
    QVERIFY2(best > miou.front(), qPrintable(QString::number(best)));
    const auto metrics = RunFolder(where).metrics().value();
    QCOMPARE(valueAt(metrics, "valid/fused/miou"), best); // that epoch was kept
    QCOMPARE(miou[std::size_t(metrics["epoch"].get<int>() - 1)], best);
    const RunMetrics packed(metrics);
    for (const char* path : {"test/fused/miou", "test/fused/pixel_accuracy", "test/fused/f1",
             "test/fused/miou_absent_as_zero", "test/fused/loss"})
        QVERIFY2(packed.has(path), path);
    QVERIFY(!fs::exists(where / "features.h5"));
    QCOMPARE(taskOfPredictions(where / "predictions.h5").value(), Task::Segmentation);
    const auto file = Hdf5File::open(where / "predictions.h5").value();
    const auto maps = Hdf5Dataset::open(file, "/test/predicted").value();
    QCOMPARE(maps.info().shape, (Shape{8, 32, 32}));
    QCOMPARE(maps.info().type.element, ElementType::Uint8);
    QVERIFY(readFile(where / "log.txt").value().find("valid mIoU ") != std::string::npos);
}

void TestNetworkRun::segmentationResumesToTheSameBytes()
{
    const auto experiment = segmentationExperiment(3);
    QVERIFY(runSmall(experiment, folder("whole"), {}, pictures()));
    const auto wanted = decidedFiles(folder("whole"));
    QVERIFY(runUntil(experiment, folder("parts"), 1, pictures()));
    QVERIFY(runUntil(experiment, folder("parts"), 2, pictures()));
    QVERIFY(runSmall(experiment, folder("parts"), {}, pictures()));
    for (const auto& [name, bytes] : decidedFiles(folder("parts")))
        QVERIFY2(bytes == wanted.at(name), name.c_str());
}

void TestNetworkRun::regressionLearnsAndResumes()
{
    const auto experiment = regressionExperiment(8);
    const auto done = runSmall(experiment, folder("mult"), {}, sentiment());
    QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
    const auto history = RunFolder(folder("mult")).history().value();
    const auto mae = history.column("valid/fused/mae");
    const auto best = std::min_element(mae.begin(), mae.end());
    QVERIFY(*best < mae.front());
    const auto metrics = RunFolder(folder("mult")).metrics().value();
    QCOMPARE(metrics["epoch"].get<std::ptrdiff_t>(), best - mae.begin() + 1); // the lowest is kept
    QVERIFY(std::abs(valueAt(metrics, "valid/fused/mae") - *best) < 1e-9);
    QVERIFY(valueAt(metrics, "test/fused/pearson") > 0);
    for (const char* name : {"acc7", "acc5", "acc2", "f1"})
        QVERIFY(metricAt(metrics, std::string("test/fused/") + name)->low.has_value());
    const auto file = Hdf5File::open(folder("mult") / "predictions.h5").value();
    QCOMPARE(Hdf5Dataset::open(file, "/test/predicted").value().info().shape, (Shape{30, 1}));
    QCOMPARE(Hdf5Dataset::open(file, "/test/targets").value().info().shape, (Shape{30, 1}));
    QVERIFY(runUntil(experiment, folder("mult-parts"), 3, sentiment()));
    QVERIFY(runSmall(experiment, folder("mult-parts"), {}, sentiment()));
    const auto wanted = decidedFiles(folder("mult"));
    for (const auto& [name, bytes] : decidedFiles(folder("mult-parts")))
        QVERIFY2(bytes == wanted.at(name), name.c_str());
}

void TestNetworkRun::conditionsOfBothTasks()
{
    for (const bool isSegmentation : {true, false}) {
        auto experiment = isSegmentation ? segmentationExperiment(1) : regressionExperiment(1);
        experiment.evaluate.subsets = "all";
        experiment.evaluate.missingRates = {0.3};
        experiment.evaluate.permutations = 2;
        const auto where = folder(isSegmentation ? "pixel conditions" : "value conditions");
        const auto dataset = isSegmentation ? pictures() : sentiment();
        const auto done = runSmall(experiment, where, {}, dataset);
        QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
        const auto metrics = RunFolder(where).metrics().value();
        const std::string name = isSegmentation ? "miou" : "mae";
        const std::string all = isSegmentation ? "rgb+thermal" : "text+audio+vision";
        QVERIFY(std::abs(valueAt(metrics, "test/subsets/" + all + "/" + name)
                    - valueAt(metrics, "test/fused/" + name))
            < 1e-12);
        const auto& one = dataset->modalities[0].name;
        QVERIFY(valueAt(metrics, "valid/subsets/" + one + "/" + name) >= 0);
        QVERIFY(valueAt(metrics, "test/nothing/" + name) >= 0);
        QVERIFY(valueAt(metrics, "test/rates/0.3/fused/" + name) >= 0);
        const double missing = valueAt(metrics, "test/rates/0.3/missing");
        QVERIFY(missing > 0.1 && missing < 0.5);
        QVERIFY(valueAt(metrics, "test/permuted/" + one + "/" + name) >= 0);
        QVERIFY(!metrics["splits"]["test"]["subsets"][one].contains("confusion"));
        QVERIFY(!metrics["splits"]["test"].contains("probe"));
        QCOMPARE(fs::exists(where / "conditions.h5"), isSegmentation); // its masks; regression hid nothing
    }
}

void TestNetworkRun::otherConditionsOfAStoredRun()
{
    const auto where = folder("pixel conditions");
    EvaluateRequest request;
    request.folder = where;
    request.dataset = pictures();
    const auto again = modalscopeEngine()->evaluate(request, {});
    QVERIFY2(bool(again), again ? "" : again.error().message.c_str());
    const auto stored = RunFolder(where).metrics().value();
    QCOMPARE(again.value()["test"]["fused"], stored["splits"]["test"]["fused"]);
    request.present = {"rgb"};
    const auto alone = modalscopeEngine()->evaluate(request, {});
    QVERIFY(bool(alone));
    QCOMPARE(alone.value()["test"]["fused"]["miou"], stored["splits"]["test"]["subsets"]["rgb"]["miou"]);
}

void TestNetworkRun::classViewsAreToldWhatItIs()
{
    const auto read = readPredictions(folder("pixel conditions") / "predictions.h5");
    QVERIFY(!read);
    QVERIFY(read.error().message.find("is of a segmentation run") != std::string::npos);
}

void TestNetworkRun::itIsSummarised()
{
    const auto dense = modalscopeEngine()->summarize(segmentationExperiment(1), *pictures());
    QVERIFY2(bool(dense), dense ? "" : dense.error().message.c_str());
    std::vector<std::string> names;
    for (const auto& part : dense.value().parts)
        names.push_back(part.name);
    std::ranges::sort(names);
    QCOMPARE(names, (std::vector<std::string>{"encoder rgb", "encoder thermal", "fusion", "head"}));
    QVERIFY(dense.value().secondsPerEpoch > 0 && dense.value().trainingBytes > 1e6);
    const auto mult = modalscopeEngine()->summarize(regressionExperiment(1), *sentiment());
    QVERIFY2(bool(mult), mult ? "" : mult.error().message.c_str());
    QVERIFY(mult.value().secondsAtEnd > 0);
}

void TestNetworkRun::stopsBetweenBatches()
{
    std::stop_source source;
    RunContext context;
    context.stop = source.get_token();
    using Clock = std::chrono::steady_clock;
    Clock::time_point asked;
    context.report = [&](const RunEvent& event) {
        if (std::holds_alternative<Progress>(event) && !source.stop_requested()) {
            asked = Clock::now();
            source.request_stop();
        }
    };
    const auto done = runSmall(segmentationExperiment(50), folder("stopped"), context, pictures());
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Cancelled);
    QVERIFY(Clock::now() - asked < std::chrono::seconds(2)); // a batch here takes a tenth of that
}

TEST_ENTRY(TestNetworkRun, NoApplication)

} // namespace modalscope::tst_network_run

#include "tst_network_run.moc"
