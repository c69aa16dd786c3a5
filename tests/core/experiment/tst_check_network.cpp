#include "core/data/synthetic.h"
#include "core/experiment/check_experiment.h"
#include "core/experiment/check_network.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_check_network {

namespace {

const Dataset& pictures()
{
    static const auto dataset = makeSample(SampleKind::Segmentation,
        {.train = 12, .valid = 2, .test = 2, .rows = 32, .columns = 32, .classes = 3})
                                    .value();
    return dataset;
}

const Dataset& sentiment()
{
    static const auto dataset = makeSample(SampleKind::Sentiment, {.samples = 100}).value();
    return dataset;
}

const Dataset& classes()
{
    static const auto dataset = smallDataset();
    return *dataset;
}

Experiment experimentOf(const QByteArray& json)
{
    auto experiment = experimentFromText(json.toStdString(), "file");
    if (!experiment)
        qWarning("%s", experiment.error().message.c_str());
    return experiment ? std::move(experiment).value() : Experiment();
}

} // namespace

/// What a network of all modalities cannot do with a dataset is said in one sentence before a run starts, and
/// options that came with it do not change the ids of older runs.
class TestCheckNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusals_data();
    void refusals();
    void sizesMustBeThoseOfTheLabelMaps();
    void idsOfOlderRunsStay();
    void encodersAreNoPartOfTheId();
    void labels();
    void networksByTaskAndModalities();
    void aThermalRunAloneHasNoColours();
};

void TestCheckNetwork::refusals_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("task");
    QTest::addColumn<QString>("says"); // empty: accepted
    const auto add = [](const char* name, Task task, const char* json, const char* says) {
        QTest::newRow(name) << QByteArray(json) << int(task) << QString::fromUtf8(says);
    };
    using enum Task;
    add("mla on pictures", Segmentation, R"({"train": {"batch_size": 4}})",
        "has task segmentation, which method.kind mla does not train; use method.kind network");
    add("concat on sentiment", Regression, R"({"method": {"kind": "concat"}})",
        "use method.kind network with method.network.kind mult");
    add("network on classes", Classification, R"({"method": {"kind": "network"}})",
        "has task classification, which method.kind network does not train; use another, for example concat");
    add("cmnext", Segmentation, R"({"method": {"kind": "network"}, "train": {"batch_size": 4}})", "");
    add("mult on pictures", Segmentation, R"({"method": {"kind": "network", "network": {"kind": "mult"}}})",
        "which method.network.kind mult does not train; use cmnext, mmsformer or segformer");
    add("cmnext on sentiment", Regression, R"({"method": {"kind": "network"}})",
        "which method.network.kind cmnext does not train; use mult");
    add("mult", Regression, R"({"method": {"kind": "network", "network": {"kind": "mult"}}})", "");
    add("ohem on sentiment", Regression,
        R"({"method": {"kind": "network", "network": {"kind": "mult"}, "loss": "ohem"}})",
        "method.loss ohem does not fit; use auto or l1");
    add("l1 on pictures", Segmentation, R"({"method": {"kind": "network", "loss": "l1"}})",
        "method.loss l1 does not fit; use auto or cross-entropy or ohem");
    add("heads", Regression,
        R"({"method": {"kind": "network", "network": {"kind": "mult", "width": 30, "heads": 4}}})",
        "method.network.heads: 4 does not divide width 30");
    add("two modalities in segformer", Segmentation,
        R"({"method": {"kind": "network", "network": {"kind": "segformer"}}, "train": {"batch_size": 4}})",
        "segformer takes one modality and the experiment has 2");
    add("one modality in mmsformer", Segmentation,
        R"({"method": {"kind": "network", "network": {"kind": "mmsformer"}}, "modalities": ["rgb"],
            "train": {"batch_size": 4}})",
        "mmsformer needs two modalities or more");
    add("two modalities in mult", Regression,
        R"({"method": {"kind": "network", "network": {"kind": "mult"}}, "modalities": ["text", "audio"]})",
        "mult takes three modalities and the experiment has 2");
    add("one small picture in a batch", Segmentation,
        R"({"method": {"kind": "network"}, "train": {"batch_size": 11}})", "leaves a batch of one sample");
    add("which is left out", Segmentation,
        R"({"method": {"kind": "network"}, "train": {"batch_size": 11, "drop_last": true}})", "");
    add("augmented classes", Classification, R"({"train": {"augment": true, "batch_size": 8}})",
        "train.augment changes label maps too and needs segmentation");
    add("augmented", Segmentation,
        R"({"method": {"kind": "network"}, "train": {"batch_size": 4, "augment": true}})", "");
    add("small window", Segmentation,
        R"({"method": {"kind": "network"},
            "train": {"batch_size": 4, "augment": true, "augmentation": {"crop_rows": 16}}})",
        "crop_rows and crop_columns must be at least 32");
    add("scales", Segmentation,
        R"({"method": {"kind": "network"},
            "train": {"batch_size": 4, "augment": true, "augmentation": {"least_scale": 3}}})",
        "least_scale is above");
    add("mmsformer without some pictures", Segmentation,
        R"({"method": {"kind": "network", "network": {"kind": "mmsformer"}}, "missing": {"train_rate": 0.2},
            "train": {"batch_size": 4}})",
        "MMSFormer cannot be trained on samples whose missing picture is all zeros");
    add("or with their mean", Segmentation,
        R"({"method": {"kind": "network", "network": {"kind": "mmsformer"}},
            "missing": {"train_rate": 0.2, "treatment": "mean"}, "train": {"batch_size": 4}})",
        "");
    add("mean of another size", Segmentation,
        R"({"method": {"kind": "network"}, "missing": {"treatment": "mean"},
            "train": {"batch_size": 4, "augment": true, "augmentation": {"crop_rows": 64}}})",
        "missing.treatment mean");
}

void TestCheckNetwork::refusals()
{
    QFETCH(QByteArray, json);
    QFETCH(int, task);
    QFETCH(QString, says);
    const auto& dataset = Task(task) == Task::Segmentation ? pictures()
        : Task(task) == Task::Regression                   ? sentiment()
                                                           : classes();
    auto experiment = experimentOf(json);
    experiment.train.batchSize = std::min(experiment.train.batchSize, 20);
    const auto checked = checkExperiment(experiment, dataset);
    if (says.isEmpty()) {
        QVERIFY2(bool(checked), checked ? "" : checked.error().message.c_str());
        return;
    }
    QVERIFY(!checked);
    const auto message = QString::fromStdString(checked.error().message);
    QVERIFY2(message.contains(says), qPrintable(message));
}

void TestCheckNetwork::sizesMustBeThoseOfTheLabelMaps()
{
    auto dataset = pictures();
    const auto experiment = experimentOf(R"({"method": {"kind": "network"}, "train": {"batch_size": 4}})");
    dataset.modalities[1].shape = {1, 64, 32};
    const auto checked = checkExperiment(experiment, dataset);
    QVERIFY(!checked);
    QVERIFY(checked.error().message.starts_with(
        "modality thermal (image 1 × 64 × 32): CMNeXt needs images of the size of the label maps"));
    dataset.modalities[1].shape = {4, 32, 32};
    QVERIFY(
        checkExperiment(experiment, dataset).error().message.find("1 or 3 channels") != std::string::npos);
}

void TestCheckNetwork::idsOfOlderRunsStay()
{
    auto experiment = experimentOf(R"({"train": {"schedule": {"kind": "constant", "warmup_epochs": 2}}})");
    const auto train = canonicalJson(experiment, *smallDataset())["train"];
    QVERIFY(!train.contains("augment"));
    QVERIFY(!train.contains("augmentation"));
    QVERIFY(!train["schedule"].contains("warmup_from"));
    const auto id = runId(experiment, *smallDataset());
    experiment.train.schedule.warmupFrom = 0.1;
    QVERIFY(runId(experiment, *smallDataset()) != id);
    experiment.train.augment = true;
    QVERIFY(canonicalJson(experiment, *smallDataset())["train"].contains("augmentation"));
}

void TestCheckNetwork::encodersAreNoPartOfTheId()
{
    auto experiment = experimentOf(R"({"method": {"kind": "network"}})");
    const auto id = runId(experiment, pictures());
    experiment.encoders["*"].feature = 5;
    QCOMPARE(runId(experiment, pictures()), id);
    experiment.method.network.headWidth = 5;
    QVERIFY(runId(experiment, pictures()) != id);
}

void TestCheckNetwork::labels()
{
    auto method = experimentOf(R"({"method": {"kind": "network"}})").method;
    QCOMPARE(methodLabel(method), std::string("CMNeXt-B0"));
    method.loss = TaskLoss::Ohem;
    method.network.headWidth = 128;
    QCOMPARE(methodLabel(method), std::string("CMNeXt-B0, loss ohem, head_width 128"));
    method = experimentOf(R"({"method": {"kind": "network", "network": {"kind": "mult"}}})").method;
    QCOMPARE(methodLabel(method), std::string("MulT"));
}

void TestCheckNetwork::networksByTaskAndModalities()
{
    using enum NetworkKind;
    QCOMPARE(networksFor(Task::Segmentation, 2), (std::vector{Cmnext, Mmsformer}));
    QCOMPARE(networksFor(Task::Segmentation, 1), (std::vector{Segformer, Cmnext}));
    QCOMPARE(networksFor(Task::Regression, 3), std::vector{Mult});
    QVERIFY(networksFor(Task::Regression, 2).empty());
    QVERIFY(networksFor(Task::Classification, 2).empty());
}

void TestCheckNetwork::aThermalRunAloneHasNoColours()
{
    const auto experiment = experimentOf(
        R"({"method": {"kind": "network"}, "modalities": ["thermal"],
            "train": {"batch_size": 4, "augment": true, "augmentation": {"colour_jitter": 1}}})");
    QVERIFY(checkExperiment(experiment, pictures()));
    QCOMPARE(makeRunAugmenter(experiment, pictures(), {1}).value().rgbIndex(), -1);
    QCOMPARE(makeRunAugmenter(experiment, pictures(), {1, 0}).value().rgbIndex(), 1);
}

TEST_ENTRY(TestCheckNetwork, NoApplication)

} // namespace modalscope::tst_check_network

#include "tst_check_network.moc"
