#include "core/config/json_options.h"
#include "core/export/export_run.h"
#include "core/io/dataset_hdf5.h"
#include "tests/core/export/untrained_run.h"
#include "tests/support/test_entry.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

namespace modalscope::tst_export_python {

namespace fs = std::filesystem;

namespace {

constexpr double kTolerance = 1e-5;

enum class Data { Classes, Video, Pictures, Sequences, Steps };

struct ExportCase {
    const char* name;
    Data data;
    std::vector<std::string> settings; ///< as --set of modalscope-cli takes them
};

std::shared_ptr<const Dataset> datasetOf(Data data)
{
    switch (data) {
    case Data::Classes:
        return exportedClasses();
    case Data::Video:
        return exportedVideo();
    case Data::Pictures:
        return exportedPictures();
    case Data::Sequences:
        return exportedSequences();
    case Data::Steps:
        break;
    }
    return exportedSteps();
}

std::string method(const std::string& kind)
{
    return "method.kind=" + kind;
}

std::string network(const std::string& kind)
{
    return R"(method={"kind": "network", "network": )" + kind + "}";
}

const std::vector<ExportCase>& exportCases()
{
    const std::string two = R"(modalities=["sensors", "image"])";
    const std::string features = R"(modalities=["text", "sensors"])";
    const std::string resnet
        = R"(encoders={"*": {"feature": 8}, "image": {"kind": "resnet18", "feature": 512}})";
    static const std::vector<ExportCase> cases{
        // encoders: auto is MLP, CNN and GRU
        {"encoder-auto", Data::Classes, {method("concat")}},
        {"encoder-mlp", Data::Classes,
            {method("concat"),
                R"(encoders={"*": {"kind": "mlp", "hidden": [9, 7], "feature": 5, "dropout": 0.3}})"}},
        {"encoder-mlp-shallow", Data::Classes,
            {method("unimodal"), R"(modalities=["image"])",
                R"(encoders={"*": {"kind": "mlp", "hidden": []}})"}},
        {"encoder-cnn", Data::Video,
            {method("concat"),
                R"(encoders={"*": {"feature": 5}, "video": {"kind": "cnn", "channels": [4, 6], "feature": 6}})"}},
        {"encoder-resnet18", Data::Classes, {method("concat"), two, resnet}},
        {"encoder-resnet18-video", Data::Video,
            {method("concat"), R"(encoders={"video": {"kind": "resnet18", "feature": 10}})"}},
        {"encoder-gru", Data::Classes,
            {method("unimodal"), R"(modalities=["audio"])",
                R"(encoders={"*": {"kind": "gru", "width": 6, "layers": 3, "feature": 5, "dropout": 0.2}})"}},
        {"encoder-transformer", Data::Classes,
            {method("concat"), R"(modalities=["audio", "text"])",
                R"(encoders={"audio": {"kind": "transformer", "width": 12, "heads": 3, "layers": 2, "dropout": 0.2}})"}},
        // fusions and methods
        {"unimodal", Data::Classes, {method("unimodal"), R"(modalities=["sensors"])"}},
        {"sum", Data::Classes, {method("sum")}},
        {"film", Data::Classes, {method("film"), two}},
        {"film-second", Data::Classes,
            {R"(method={"kind": "film", "condition": "image"})", two,
                R"(encoders={"image": {"feature": 7}, "sensors": {"feature": 9}})"}},
        {"gated", Data::Classes,
            {R"(method={"kind": "gated", "condition": "image"})", two,
                R"(encoders={"image": {"feature": 7}, "sensors": {"feature": 9}})"}},
        {"late", Data::Classes, {method("late")}},
        {"mla", Data::Classes, {method("mla")}},
        {"mla-mean", Data::Classes, {R"(method={"kind": "mla", "fusion": "mean"})"}},
        {"mla-fixed", Data::Classes,
            {R"(method={"kind": "mla", "fusion": "fixed", "fusion_weights": [1, 2, 0.5, 3]})"}},
        {"mla-probabilities", Data::Classes,
            {R"(method={"kind": "mla", "fusion": "entropy-probabilities"})"}},
        {"mla-batch", Data::Classes,
            {R"(method={"kind": "mla", "fusion": "released-code-batch"})", "train.batch_size=5"}},
        {"ogm", Data::Classes, {method("ogm")}},
        {"ogm-ge", Data::Classes, {method("ogm-ge")}},
        {"qmf", Data::Classes, {method("qmf")}},
        {"modality-dropout", Data::Classes, {method("modality-dropout")}},
        {"ae", Data::Classes, {R"(method={"kind": "ae", "hidden": 20, "code": 7})"}},
        {"cra", Data::Classes, {R"(method={"kind": "cra", "hidden": 20, "code": 7, "blocks": 2})"}},
        {"mmin", Data::Classes, {R"(method={"kind": "mmin", "hidden": 20, "code": 7, "blocks": 2})"}},
        // what happens to absent inputs and to values
        {"zero", Data::Classes, {method("late"), "missing.treatment=zero"}},
        {"mean", Data::Classes, {method("late"), features, "missing.treatment=mean"}},
        {"mean-refused", Data::Classes,
            {method("late"), R"(modalities=["sensors", "audio"])", "missing.treatment=mean"}},
        {"hidden-standardised", Data::Classes, {method("mla"), features, "missing.train_rate=0.3"}},
        {"float64", Data::Classes, {method("mla"), "train.precision=float64"}},
        {"raw", Data::Classes, {method("sum"), "train.standardize=false"}},
        // networks of all modalities
        {"segformer", Data::Pictures, {network(R"({"kind": "segformer"})"), R"(modalities=["thermal"])"}},
        {"segformer-b1", Data::Pictures,
            {network(R"({"kind": "segformer", "size": "b1", "head_width": 48})"), R"(modalities=["rgb"])"}},
        {"cmnext", Data::Pictures, {network(R"({"kind": "cmnext"})"), R"(modalities=["rgb", "thermal"])"}},
        {"cmnext-alone", Data::Pictures, {network(R"({"kind": "cmnext"})"), R"(modalities=["rgb"])"}},
        {"cmnext-three", Data::Pictures, {network(R"({"kind": "cmnext"})")}},
        {"cmnext-scramble", Data::Pictures, {network(R"({"kind": "cmnext", "legacy_scramble": true})")}},
        {"mmsformer", Data::Pictures,
            {network(R"({"kind": "mmsformer"})"), R"(modalities=["rgb", "depth"])"}},
        {"mmsformer-sizes", Data::Pictures,
            {network(R"({"kind": "mmsformer", "size": "b2", "extra_size": "b1", "head_width": 40})"),
                R"(modalities=["rgb", "depth"])", "train.standardize=false"}},
        {"mult", Data::Sequences, {network(R"({"kind": "mult", "width": 10, "heads": 2, "levels": 2})")}},
        {"mult-unmasked", Data::Sequences,
            {network(R"({"kind": "mult", "width": 15, "heads": 3, "levels": 4, "mask": false})")}},
        {"mult-steps", Data::Steps, {network(R"({"kind": "mult", "width": 10, "heads": 2, "levels": 1})")}},
    };
    return cases;
}

Result<Experiment> experimentOf(const ExportCase& one)
{
    Experiment experiment;
    experiment.encoders["*"].feature = 8;
    experiment.encoders["*"].hidden = {12};
    experiment.encoders["*"].channels = {4, 6};
    experiment.encoders["*"].width = 8;
    experiment.train.batchSize = 4;
    experiment.train.device = DeviceChoice::Cpu;
    for (const auto& setting : one.settings) {
        auto changed = withSetting(experiment, setting);
        if (!changed)
            return changed.error();
        experiment = std::move(changed).value();
    }
    return experiment;
}

} // namespace

/// An exported network says in PyTorch what it says here, for whatever a run can be built of.
class TestExportPython : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QJsonObject m_differences;

    fs::path folder(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    void exportAll()
    {
        std::map<Data, fs::path> files;
        for (const auto& one : exportCases()) {
            const auto dataset = datasetOf(one.data);
            auto& file = files[one.data];
            if (file.empty()) {
                file = folder(("data" + std::to_string(int(one.data)) + ".h5").c_str());
                QVERIFY(writeDataset(file, *dataset));
            }
            const auto experiment = experimentOf(one);
            QVERIFY2(experiment, experiment ? "" : experiment.error().message.c_str());
            const auto to = folder("exported") / one.name;
            const auto run = folder("runs") / one.name;
            fs::create_directories(run);
            const auto wrong = writeUntrainedRun(experiment.value(), dataset, run, to);
            QVERIFY2(wrong.empty(), (one.name + (": " + wrong)).c_str());
            const auto written = exportRun({run, ExportKind::Python, to});
            QVERIFY2(written, written ? "" : (one.name + (": " + written.error().message)).c_str());
            fs::remove_all(run); // tens of megabytes each
            QFile place(QString::fromStdString((to / "dataset.txt").string()));
            QVERIFY(place.open(QIODevice::WriteOnly));
            place.write(file.string().c_str());
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QProcess python;
        python.start(
            QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import torch, h5py")});
        if (!python.waitForFinished(60000) || python.exitCode() != 0)
            QSKIP("python3-torch and python3-h5py are not there: nothing can run what is exported");
        exportAll();
        if (QTest::currentTestFailed())
            return;
        python.start(QStringLiteral("/usr/bin/python3"),
            {QStringLiteral(MODALSCOPE_SOURCE_DIR "/tests/core/export/check_exports.py"),
                QString::fromStdString(folder("exported").string())});
        QVERIFY(python.waitForFinished(600000));
        m_differences = QJsonDocument::fromJson(python.readAllStandardOutput()).object();
        QVERIFY2(!m_differences.isEmpty(), python.readAllStandardError().constData());
    }

    void saysTheSame_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto& one : exportCases())
            if (std::string_view(one.name) != "mean-refused")
                QTest::newRow(one.name) << QString::fromUtf8(one.name);
    }

    void saysTheSame()
    {
        QFETCH(QString, name);
        const auto difference = m_differences[name];
        QVERIFY2(difference.isDouble(), qPrintable(difference.toString()));
        QVERIFY2(difference.toDouble() < kTolerance, qPrintable(QString::number(difference.toDouble())));
    }

    /// What stands for absent rows is not in a run: rather an error than something else in their place.
    void unknownMeansAreRefused()
    {
        const auto said = m_differences[QStringLiteral("mean-refused")].toString();
        QVERIFY2(said.startsWith(QStringLiteral("ValueError: absent rows of audio were the mean")),
            qPrintable(said));
    }

    /// A new encoder, method, fusion or network needs a case here, or the command writes what nobody checked.
    void everyKindIsChecked()
    {
        std::set<std::string> methods, encoders, fusions, networks;
        for (const auto& one : exportCases()) {
            const auto experiment = experimentOf(one).value();
            methods.insert(toText(experiment.method.kind));
            if (experiment.method.kind == MethodKind::Mla)
                fusions.insert(toText(experiment.method.mla.fusion));
            if (experiment.method.kind == MethodKind::Network)
                networks.insert(toText(experiment.method.network.kind));
            for (const auto& [modality, encoder] : experiment.encoders)
                encoders.insert(toText(encoder.kind));
        }
        const auto all = [](auto texts) { return std::set<std::string>(texts.begin(), texts.end()); };
        auto trained = all(choiceTexts<MethodKind>());
        trained.erase("imported"); // has no network
        QCOMPARE(methods, trained);
        QCOMPARE(encoders, all(choiceTexts<EncoderKind>()));
        QCOMPARE(fusions, all(choiceTexts<MlaFusion>()));
        QCOMPARE(networks, all(choiceTexts<NetworkKind>()));
    }
};

TEST_ENTRY(TestExportPython, QCoreApplication)

} // namespace modalscope::tst_export_python

#include "tst_export_python.moc"
