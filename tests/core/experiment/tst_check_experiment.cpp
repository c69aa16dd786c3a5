#include "core/experiment/check_experiment.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_check_experiment {

namespace {

Experiment experimentOf(const std::string& json)
{
    auto experiment = experimentFromText(json, "file");
    if (!experiment)
        qWarning("%s", experiment.error().message.c_str());
    auto made = experiment ? std::move(experiment).value() : Experiment();
    made.train.batchSize = 8;
    return made;
}

/// The small dataset with `count` modalities, all like its third.
Dataset datasetOf(std::size_t count)
{
    auto dataset = *smallDataset();
    const auto sensors = dataset.modalities[2];
    dataset.modalities.assign(count, sensors);
    for (std::size_t m = 0; m < count; ++m)
        dataset.modalities[m].name = "m" + std::to_string(m);
    for (auto& split : dataset.splits) {
        const auto rows = split.rows[2];
        split.rows.assign(count, rows);
        split.presence.assign(count, {});
    }
    return dataset;
}

} // namespace

/// Protects a person's time: conditions that cannot be, or that would test nothing, are said before a run
/// starts.
class TestCheckExperiment : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void missingModalities_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says"); // empty: accepted
        const auto add = [](const char* name, const char* json, const char* says) {
            QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(says);
        };
        add("rates", R"({"missing": {"train_rate": 0.3}, "evaluate": {"missing_rates": [0, 0.4, 0.9]}})", "");
        add("training rate, protocol none", R"({"missing": {"protocol": "none", "train_rate": 0.3}})",
            "missing.train_rate is above 0, but missing.protocol none hides nothing");
        add("test rate, protocol fixed", R"({"missing": {"protocol": "fixed", "test_rate": 0.3}})",
            "missing.test_rate is above 0, but missing.protocol fixed hides nothing");
        add("more rates, protocol none",
            R"({"missing": {"protocol": "none"}, "evaluate": {"missing_rates": [0, 0.3]}})",
            "evaluate.missing_rates is above 0, but missing.protocol none hides nothing");
        add("rate 0, protocol none",
            R"({"missing": {"protocol": "none"}, "evaluate": {"missing_rates": [0]}})", "");
        add("a rate twice", R"({"evaluate": {"missing_rates": [0.4, 0, 0.4]}})",
            "evaluate.missing_rates: a rate is listed twice");
        add("fixed, but nothing is missing", R"({"missing": {"protocol": "fixed"}})",
            "missing.protocol fixed: the dataset small has no present_ column");
        add("one modality", R"({"missing": {"protocol": "one-modality", "modality": "audio"}})", "");
        add("one modality, none named", R"({"missing": {"protocol": "one-modality", "train_rate": 0.5}})",
            "missing.modality: none is named; use one of image, audio, sensors");
        add("one modality, unknown", R"({"missing": {"protocol": "one-modality", "modality": "smell"}})",
            "missing.modality: smell is not in the dataset; use one of image, audio, sensors");
        add("one modality that the run leaves out",
            R"({"modalities": ["image", "sensors"],
                "missing": {"protocol": "one-modality", "modality": "audio"}})",
            "");
    }
    void missingModalities()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const auto checked = checkExperiment(experimentOf(json.toStdString()), *smallDataset());
        QCOMPARE(bool(checked), says.isEmpty());
        if (checked)
            return;
        QCOMPARE(checked.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(QString::fromStdString(checked.error().message).startsWith(says),
            checked.error().message.c_str());
    }

    void fixedTakesTheGapsOfTheDataset()
    {
        const auto fixed = experimentOf(R"({"missing": {"protocol": "fixed"}})");
        QVERIFY(bool(checkExperiment(fixed, *smallDataset({.missing = true}))));
    }

    /// Said by `study run --dry-run`, not by the first run that builds its network.
    void encodersThatDoNotFit_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        const auto add = [](const char* name, const char* json, const char* says) {
            QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(says);
        };
        add("a CNN over features", R"({"encoders": {"sensors": {"kind": "cnn"}}})",
            "modality sensors (features 10): a CNN needs images or video");
        add("a ResNet over a sequence", R"({"encoders": {"audio": {"kind": "resnet18"}}})",
            "modality audio (sequence 12 × 3): ResNet-18 needs images or video");
        add("a GRU over images, for all", R"({"encoders": {"*": {"kind": "gru"}}})",
            "modality image (image 1 × 8 × 8): a GRU needs a sequence");
        add("more blocks than the image can be halved",
            R"({"encoders": {"image": {"kind": "cnn", "channels": [4, 4, 4, 4]}}})",
            "modality image (image 1 × 8 × 8): the image is too small for a CNN of 4 blocks");
        add("no blocks", R"({"encoders": {"image": {"kind": "cnn", "channels": []}}})",
            "modality image (image 1 × 8 × 8): the CNN has no blocks");
    }
    void encodersThatDoNotFit()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const auto checked = checkExperiment(experimentOf(json.toStdString()), *smallDataset());
        QVERIFY(!checked);
        QCOMPARE(checked.error().kind, ErrorKind::Shape);
        QVERIFY2(QString::fromStdString(checked.error().message).startsWith(says),
            checked.error().message.c_str());
    }

    void aModalityThatNoSampleOfTrainHas()
    {
        auto dataset = *smallDataset();
        dataset.splits[0].presence[1].assign(std::size_t(dataset.splits[0].size), 0);
        const auto checked = checkExperiment(experimentOf("{}"), dataset);
        QVERIFY(!checked);
        QCOMPARE(checked.error().message,
            std::string("modality audio: no sample of train has it (present_audio is 0 everywhere); leave it "
                        "out of modalities"));
        QVERIFY(bool(checkExperiment(experimentOf(R"({"modalities": ["image", "sensors"]})"), dataset)));
        dataset.splits[0].presence[1].back() = 1;
        QVERIFY(bool(checkExperiment(experimentOf("{}"), dataset)));
    }

    void ratesThatNoFileMayHold_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("place");
        QTest::newRow("1") << QByteArray(R"({"missing": {"test_rate": 1}})") << "missing.test_rate";
        QTest::newRow("below 0") << QByteArray(R"({"missing": {"train_rate": -0.1}})")
                                 << "missing.train_rate";
        QTest::newRow("one of several")
            << QByteArray(R"({"evaluate": {"missing_rates": [0, 1.5]}})") << "evaluate.missing_rates[1]";
        QTest::newRow("permutations")
            << QByteArray(R"({"evaluate": {"permutations": -1}})") << "evaluate.permutations";
        QTest::newRow("modality without one-modality")
            << QByteArray(R"({"missing": {"modality": "audio"}})") << "missing.modality is not an option";
    }
    void ratesThatNoFileMayHold()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, place);
        const auto experiment = experimentFromText(json.toStdString(), "file");
        QVERIFY(!experiment);
        QVERIFY2(
            QString::fromStdString(experiment.error().message).startsWith(QStringLiteral("file: ") + place),
            experiment.error().message.c_str());
    }

    /// 2^9 - 1 tests of every run are refused, 2^8 - 1 are not.
    void subsetsOfManyModalities()
    {
        const auto all = experimentOf(R"({"evaluate": {"subsets": "all"}})");
        QVERIFY(bool(checkExperiment(all, datasetOf(8))));
        const auto checked = checkExperiment(all, datasetOf(9));
        QVERIFY(!checked);
        QVERIFY2(checked.error().message.starts_with(
                     "evaluate.subsets all: 9 modalities have 511 sets; at most 8 modalities"),
            checked.error().message.c_str());
        QVERIFY(bool(checkExperiment(experimentOf("{}"), datasetOf(9))));
    }

    /// A run that only pre-trained its encoders has nothing to test.
    void pretrainingLeavesNoEpoch()
    {
        auto experiment
            = experimentOf(R"({"method": {"kind": "mmin", "pretrain_epochs": 3}, "train": {"epochs": 3}})");
        const auto checked = checkExperiment(experiment, *smallDataset());
        QVERIFY(!checked);
        QVERIFY2(
            checked.error().message.starts_with("train.epochs is 3, but the first 3 epochs of mmin only"),
            checked.error().message.c_str());
        experiment.train.epochs = 4;
        const auto enough = checkExperiment(experiment, *smallDataset());
        QVERIFY2(bool(enough), enough ? "" : enough.error().message.c_str());
    }
};

TEST_ENTRY(TestCheckExperiment, NoApplication)

} // namespace modalscope::tst_check_experiment

#include "tst_check_experiment.moc"
