#include "core/base/atomic_file.h"
#include "core/experiment/check_experiment.h"
#include "core/experiment/experiment.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_experiment {

namespace {

Experiment experimentOf(const std::string& json)
{
    auto experiment = experimentFromText(json, "file");
    if (!experiment)
        qWarning("%s", experiment.error().message.c_str());
    return experiment ? experiment.value() : Experiment();
}

} // namespace

/// An experiment file means what it says, names what is wrong in it, and identifies the run however it is
/// written.
class TestExperiment : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreWrittenOut();
    void exampleOfTheFormat();
    void relativeDatasetPath();
    void refusesFiles_data();
    void refusesFiles();
    void missingFile();
    void encodersFallBack();
    void settings_data();
    void settings();
    void refusesSettings_data();
    void refusesSettings();
    void idStaysTheSame();
    void idChangesWithWhatMatters_data();
    void idChangesWithWhatMatters();
    void checksAgainstTheDataset_data();
    void checksAgainstTheDataset();
    void otherTasksCannotBeTrained();
    void labels();
};

void TestExperiment::defaultsAreWrittenOut()
{
    const auto text = toFileText(Experiment());
    QVERIFY(text.find("\"learning_rate\"") != std::string::npos);
    QCOMPARE(toFileText(experimentOf(text)), text);
    QCOMPARE(toFileText(experimentOf("{}")), text);
}

void TestExperiment::exampleOfTheFormat()
{
    const auto experiment
        = experimentOf(R"({ "format": 1, "name": "handwritten-mla", "dataset": "handwritten.h5",
        "modalities": ["pix240", "fou76"],
        "encoders": { "*": {"kind": "auto", "feature": 64}, "fou76": {"kind": "mlp", "hidden": [128]} },
        "method": { "kind": "mla", "hgm": "paper", "fusion": "entropy" },
        "train": { "epochs": 100, "batch_size": 64, "optimizer": "sgd", "learning_rate": 0.001, "momentum": 0.9,
                   "weight_decay": 1e-4, "schedule": {"kind": "step", "every": 70, "factor": 0.1}, "device": "auto" },
        "missing": { "train_rate": 0.0, "protocol": "gcnet", "treatment": "skip" },
        "evaluate": { "select": "valid", "subsets": "all" }, "seed": 0 })");
    QCOMPARE(experiment.name, std::string("handwritten-mla"));
    QCOMPARE(experiment.modalities.size(), std::size_t(2));
    QCOMPARE(experiment.encoders.at("fou76").hidden, std::vector<int>{128});
    QCOMPARE(experiment.train.schedule.every, 70);
    QCOMPARE(experiment.evaluate.subsets, std::string("all"));
}

void TestExperiment::relativeDatasetPath()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("e.json")).toStdString();
    QVERIFY(bool(writeFileAtomically(file, R"({"dataset": "../data/x.h5"})")));
    QCOMPARE(readExperiment(file).value().dataset, (file.parent_path().parent_path() / "data/x.h5").string());
    QVERIFY(bool(writeFileAtomically(file, R"({"dataset": "/abs/x.h5"})")));
    QCOMPARE(readExperiment(file).value().dataset, std::string("/abs/x.h5"));
}

void TestExperiment::refusesFiles_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const char* json, const char* says) {
        QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(says);
    };
    add("not JSON", "{\"seed\": }", "file: is not valid JSON, see line 1");
    add("a list", "[]", "file: the file has the wrong type");
    add("unknown key", R"({"sead": 1})", "file: sead is not an option; did you mean seed?");
    add("unknown key inside", R"({"train": {"epoch": 3}})",
        "file: train.epoch is not an option; did you mean epochs?");
    add("zero epochs", R"({"train": {"epochs": 0}})", "file: train.epochs is out of range: 0");
    add("epochs as text", R"({"train": {"epochs": "3"}})", "file: train.epochs has the wrong type");
    add("negative rate", R"({"train": {"learning_rate": -0.1}})",
        "file: train.learning_rate is out of range");
    add("unknown method", R"({"method": {"kind": "magic"}})",
        "file: method.kind: \"magic\" is not known; use one of unimodal");
    add("option of another method", R"({"method": {"kind": "concat", "hgm": "paper"}})",
        "file: method.hgm is not an option");
    add("option of another encoder", R"({"encoders": {"a": {"kind": "mlp", "channels": [3]}}})",
        "file: encoders.a.channels is not an option");
    add("missing rate of 1", R"({"missing": {"train_rate": 1}})", "file: missing.train_rate is out of range");
    add("modalities are one text", R"({"modalities": "a"})",
        "file: modalities has the wrong type; it must be a list");
    add("a later format", R"({"format": 2})", "file: format is out of range: 2");
    add("negative seed", R"({"seed": -1})", "file: seed is out of range");
    add("unknown device", R"({"train": {"device": "tpu"}})",
        "file: train.device: \"tpu\" is not known; use one of auto, cpu, cuda");
}

void TestExperiment::refusesFiles()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, says);
    const auto experiment = experimentFromText(json.toStdString(), "file");
    QVERIFY(!experiment);
    const auto message = QString::fromStdString(experiment.error().message);
    QVERIFY2(message.startsWith(says), qPrintable(message));
    QVERIFY(!message.contains(QLatin1Char('\n')));
}

void TestExperiment::missingFile()
{
    const auto experiment = readExperiment("/no/such/file.json");
    QVERIFY(!experiment);
    QCOMPARE(experiment.error().kind, ErrorKind::NotFound);
}

void TestExperiment::encodersFallBack()
{
    const auto experiment = experimentOf(R"({"encoders": {"*": {"feature": 32}, "a": {"feature": 16}}})");
    QCOMPARE(experiment.encoder("a").feature, 16);
    QCOMPARE(experiment.encoder("b").feature, 32);
    QCOMPARE(Experiment().encoder("b").feature, EncoderOptions().feature);
}

void TestExperiment::settings_data()
{
    QTest::addColumn<QString>("assignment");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value"); // JSON
    const auto add = [](const char* assignment, const char* pointer, const char* value) {
        QTest::newRow(assignment) << QString::fromUtf8(assignment) << QString::fromUtf8(pointer)
                                  << QString::fromUtf8(value);
    };
    add("train.epochs=3", "/train/epochs", "3");
    add("train.learning_rate=1e-2", "/train/learning_rate", "0.01");
    add("modalities=[\"a\",\"b\"]", "/modalities", "[\"a\",\"b\"]");
    add("name=my run", "/name", "\"my run\"");
    add("name=7", "/name", "\"7\"");
    add("name=a=b", "/name", "\"a=b\"");
    add("method.kind=concat", "/method/kind", "\"concat\"");
    add("method.hgm=off", "/method/hgm", "\"off\"");
    add("evaluate.probe=false", "/evaluate/probe", "false");
    add("train.schedule.kind=cosine", "/train/schedule/kind", "\"cosine\"");
    add("seed=12", "/seed", "12");
}

void TestExperiment::settings()
{
    QFETCH(QString, assignment);
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    const auto changed = withSetting(Experiment(), assignment.toStdString());
    QVERIFY2(bool(changed), changed ? "" : changed.error().message.c_str());
    const auto found = toJson(changed.value())[nlohmann::json::json_pointer(pointer.toStdString())];
    QCOMPARE(QString::fromStdString(found.dump()), value);
}

void TestExperiment::refusesSettings_data()
{
    QTest::addColumn<QString>("assignment");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* assignment, const char* says) {
        QTest::newRow(assignment) << QString::fromUtf8(assignment) << QString::fromUtf8(says);
    };
    add("train.epochs", "path=value");
    add("=3", "path=value");
    add("train.epochs=0", "train.epochs is out of range");
    add("train.epochs=many", "train.epochs has the wrong type");
    add("train.epoch=3", "train.epoch is not an option; did you mean epochs?");
    add("seed.x=3", "seed.x is not an option");
    add("method.kind=magic", "method.kind: \"magic\" is not known");
}

void TestExperiment::refusesSettings()
{
    QFETCH(QString, assignment);
    QFETCH(QString, says);
    const auto changed = withSetting(Experiment(), assignment.toStdString());
    QVERIFY(!changed);
    QCOMPARE(changed.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(QString::fromStdString(changed.error().message).contains(says), changed.error().message.c_str());
}

void TestExperiment::idStaysTheSame()
{
    const auto dataset = smallDataset();
    const auto plain = experimentOf(R"({"dataset": "/here/data.h5", "seed": 3})");
    const auto id = runId(plain, *dataset);
    QCOMPARE(id.size(), std::size_t(12));
    QVERIFY(id.find_first_not_of("0123456789abcdef") == std::string::npos);
    // written otherwise, called otherwise, from a copy elsewhere: the same run
    QCOMPARE(runId(experimentOf(toFileText(plain)), *dataset), id);
    QCOMPARE(
        runId(experimentOf(R"({"seed": 3, "name": "other", "dataset": "/there/copy.h5"})"), *dataset), id);
    QCOMPARE(
        runId(experimentOf(R"({"seed": 3, "modalities": ["image", "audio", "sensors"]})"), *dataset), id);
    QCOMPARE(
        runId(experimentOf(R"({"seed": 3, "encoders": {"*": {}, "audio": {"kind": "auto"}}})"), *dataset),
        id);
    QCOMPARE(runId(experimentOf(R"({"seed": 3, "train": {"epochs": 100}})"), *dataset), id);
    auto renamed = *dataset;
    renamed.name = "renamed";
    renamed.path = "/elsewhere.h5";
    QCOMPARE(runId(plain, renamed), id);
}

void TestExperiment::idChangesWithWhatMatters_data()
{
    QTest::addColumn<QString>("assignment");
    for (const char* assignment :
        {"seed=4", "train.epochs=99", "method.kind=concat", "modalities=[\"audio\",\"image\",\"sensors\"]",
            "missing.test_rate=0.1", "evaluate.select=last", "encoders={\"audio\":{\"feature\":32}}"})
        QTest::newRow(assignment) << QString::fromUtf8(assignment);
}

void TestExperiment::idChangesWithWhatMatters()
{
    QFETCH(QString, assignment);
    const auto dataset = smallDataset();
    const auto changed = withSetting(Experiment(), assignment.toStdString());
    QVERIFY2(bool(changed), changed ? "" : changed.error().message.c_str());
    QVERIFY(runId(changed.value(), *dataset) != runId(Experiment(), *dataset));
    const bool isSeed = assignment.startsWith(QStringLiteral("seed"));
    QCOMPARE(groupId(changed.value(), *dataset) == groupId(Experiment(), *dataset),
        isSeed); // only seeds share a group
    auto other = *dataset;
    other.fingerprint = std::string(64, '0');
    QVERIFY(runId(Experiment(), other) != runId(Experiment(), *dataset));
}

void TestExperiment::checksAgainstTheDataset_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("says"); // empty: accepted
    const auto add = [](const char* name, const char* json, const char* says) {
        QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(says);
    };
    add("defaults", R"({"train": {"batch_size": 8}})", "");
    add("unknown modality", R"({"modalities": ["image", "smell"]})",
        "modalities: smell is not in the dataset small; it has image, audio, sensors");
    add("modality twice", R"({"modalities": ["image", "image"]})", "modalities: image is listed twice");
    add("batch larger than the data", R"({"train": {"batch_size": 41}})",
        "train.batch_size is 41 but train has only 40 samples");
    add("one modality for concat", R"({"modalities": ["image"], "method": {"kind": "concat"}})",
        "method.kind concat needs at least two modalities");
    add("one modality for film", R"({"modalities": ["image"], "method": {"kind": "film"}})",
        "method.kind film needs exactly two modalities");
    add("three for gated", R"({"method": {"kind": "gated"}})",
        "method.kind gated needs exactly two modalities");
    add("three for unimodal", R"({"method": {"kind": "unimodal"}})",
        "method.kind unimodal needs exactly one modality");
    add("one for mla", R"({"modalities": ["image"], "train": {"batch_size": 8}})", "");
    add("unknown condition",
        R"({"modalities": ["image", "audio"], "method": {"kind": "film", "condition": "sensors"}})",
        "method.condition: sensors");
    add("encoder of nothing", R"({"encoders": {"smell": {}}})", "encoders.smell is not a modality");
    add("features differ in mla", R"({"encoders": {"audio": {"feature": 8}}})", "encoders.");
    add("heads do not divide", R"({"encoders": {"audio": {"kind": "transformer", "width": 10, "heads": 4}}})",
        "encoders.audio.heads");
    add("too few weights", R"({"method": {"fusion": "fixed", "fusion_weights": [1]}})",
        "method.fusion_weights");
    add("weights all 0", R"({"method": {"fusion": "fixed", "fusion_weights": [0, 0, 0]}})",
        "method.fusion_weights");
    add("more weights than the machine has memory for",
        R"({"encoders": {"audio": {"kind": "transformer", "width": 4096, "heads": 64, "layers": 64},
            "image": {"kind": "mlp", "hidden": [65536, 65536, 65536, 65536], "feature": 64}}})",
        "encoders.image: its network would have about");
    add("unknown subsets", R"({"evaluate": {"subsets": "some"}})", "evaluate.subsets");
}

void TestExperiment::checksAgainstTheDataset()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, says);
    const auto checked = checkExperiment(experimentOf(json.toStdString()), *smallDataset());
    QCOMPARE(bool(checked), says.isEmpty());
    if (!checked)
        QVERIFY2(QString::fromStdString(checked.error().message).startsWith(says),
            checked.error().message.c_str());
}

void TestExperiment::otherTasksCannotBeTrained()
{
    auto dataset = *smallDataset();
    dataset.task = Task::Segmentation;
    QVERIFY(!checkExperiment(Experiment(), dataset));
    dataset = *smallDataset();
    std::erase_if(dataset.splits, [](const Split& split) { return split.name == "test"; });
    const auto checked = checkExperiment(Experiment(), dataset);
    QVERIFY(!checked);
    QVERIFY(checked.error().message.find("test") != std::string::npos);
}

void TestExperiment::labels()
{
    MethodOptions method;
    QCOMPARE(methodLabel(method), std::string("MLA"));
    method.mla.hgm = Hgm::Off;
    method.mla.fusion = MlaFusion::Mean;
    const auto label = methodLabel(method);
    QVERIFY2(label.find("HGM off") != std::string::npos && label.find("fusion mean") != std::string::npos,
        label.c_str());
    method.mla.hgm = Hgm::ReleasedCode;
    QVERIFY(methodLabel(method).find("released code") != std::string::npos);
}

TEST_ENTRY(TestExperiment, NoApplication)

} // namespace modalscope::tst_experiment

#include "tst_experiment.moc"
