#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/engine/retest.h"
#include "core/io/safetensors.h"
#include "core/store/adapter_folder.h"
#include "core/store/adoptable_checkpoint.h"
#include "core/store/workspace.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_adopt_run {

namespace fs = std::filesystem;

namespace {

/// A dataset that is another one and has the same modalities and classes.
std::shared_ptr<Dataset> otherDataset()
{
    auto other = std::make_shared<Dataset>(*smallDataset());
    other->name = "other";
    other->fingerprint = sha256Hex("other");
    return other;
}

AdaptOptions adaptOptions()
{
    AdaptOptions options;
    options.present = {"image", "sensors"};
    options.train.epochs = 1;
    options.train.batchSize = 16;
    return options;
}

} // namespace

/// A checkpoint without its folder becomes a run that says the same as the one that wrote it, and that can be
/// worked with like any other; what is no such checkpoint is refused and leaves nothing.
class TestAdoptRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysTheSame();
    void canBeWorkedWith();
    void adoptsWhatWasFrozen();
    void aRunThatIsThereStays();
    void otherDataWithAWarning();
    void dataThatDoNotFit();
    void refusesOtherFiles_data();
    void refusesOtherFiles();
    void stoppedLeavesNothing();

private:
    QTemporaryDir m_folder;
    std::string m_id;
    fs::path path(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }
    fs::path original() const { return path("run"); }
    Result<fs::path> adopt(const fs::path& file, const std::string& workspace,
        const std::shared_ptr<const Dataset>& dataset = smallDataset(), const RunContext& context = {}) const
    {
        return modalscopeEngine()->adopt({file, dataset, path(workspace), "test"}, context);
    }
    QString problem(const fs::path& file, const std::string& workspace = "refused",
        const std::shared_ptr<const Dataset>& dataset = smallDataset()) const
    {
        const auto done = adopt(file, workspace, dataset);
        return done ? QString() : QString::fromStdString(done.error().message);
    }
    /// The checkpoint, alone, as `change` makes it.
    fs::path changed(const std::string& name, const std::function<void(Safetensors&)>& change) const
    {
        auto file = readSafetensors(original() / "checkpoint.safetensors").value();
        change(file);
        (void)bool(writeSafetensors(path(name), file));
        return path(name);
    }
};

void TestAdoptRun::initTestCase()
{
    auto experiment = smallExperiment(2);
    experiment.missing.protocol = MissingProtocol::Gcnet;
    experiment.missing.trainRate = experiment.missing.testRate = 0.2;
    experiment.missing.treatment = MissingTreatment::Mean; // needs the training samples again
    experiment.evaluate.subsets = "all";
    const auto done = runSmall(experiment, original());
    QVERIFY2(done, done ? "" : done.error().message.c_str());
    m_id = RunFolder(original()).origin().value().id;
    fs::copy_file(original() / "checkpoint.safetensors", path("from a colleague.safetensors"));
}

void TestAdoptRun::saysTheSame()
{
    const auto file = path("from a colleague.safetensors");
    const auto folder = adopt(file, "W");
    QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
    QVERIFY(folder.value() == path("W") / "runs" / m_id);
    for (const char* name :
        {"metrics.json", "checkpoint.safetensors", "predictions.h5", "features.h5", "conditions.h5"})
        QVERIFY2(readFile(folder.value() / name).value() == readFile(original() / name).value(), name);
    const RunFolder run(folder.value());
    QCOMPARE(run.history().value().epochCount(), 0);
    QCOMPARE(run.status().value().state, RunState::Finished);
    QVERIFY(run.status().value().warnings.empty());
    const auto origin = run.origin().value();
    QCOMPARE(origin.adoptedFrom, file.string());
    QCOMPARE(origin.adoptedSha256, sha256Hex(readFile(file).value()));
    QCOMPARE(origin.id, m_id);
    const auto log = readFile(folder.value() / "log.txt").value();
    QVERIFY2(log.find("it came without a history") != std::string::npos, log.c_str());
    const auto listed = Workspace(path("W")).readRuns();
    QVERIFY(listed && listed.value().runs.size() == 1 && listed.value().unreadable.empty());
    QVERIFY(hasTestNumbers(listed.value().runs.front()));
    QCOMPARE(std::distance(fs::directory_iterator(path("W") / "runs"), fs::directory_iterator()), 1L);
    const auto again = runSmall(run.experiment().value(), folder.value()); // nothing to train
    QVERIFY2(again, again ? "" : again.error().message.c_str());
}

void TestAdoptRun::canBeWorkedWith()
{
    const auto folder = adopt(original() / "checkpoint.safetensors", "work");
    QVERIFY(folder);
    auto& engine = *modalscopeEngine();
    EvaluateRequest request;
    request.dataset = smallDataset();
    request.present = {"image"};
    request.folder = folder.value();
    const auto own = engine.evaluate(request, {});
    request.folder = original();
    const auto theirs = engine.evaluate(request, {});
    QVERIFY(own && theirs);
    QVERIFY(own.value() == theirs.value());
    const auto adapters = engine.adapt({folder.value(), smallDataset(), adaptOptions()}, {});
    QVERIFY2(adapters, adapters ? "" : adapters.error().message.c_str());
    QCOMPARE(readAdapters(folder.value()).sets.size(), std::size_t(1));
    const auto swept = retestRun(engine, folder.value(), smallDataset(), {.missingRates = {0.5}}, {});
    QVERIFY2(swept, swept ? "" : swept.error().message.c_str());
}

void TestAdoptRun::adoptsWhatWasFrozen()
{
    auto experiment = smallExperiment(1);
    experiment.method.kind = MethodKind::Unimodal;
    experiment.modalities = {"image"};
    experiment.encoders["image"] = experiment.encoders["*"];
    experiment.encoders["image"].weights = (original() / "checkpoint.safetensors").string();
    experiment.encoders["image"].frozen = true;
    const auto done = runSmall(experiment, path("frozen"));
    QVERIFY2(done, done ? "" : done.error().message.c_str());
    const auto folder = adopt(path("frozen") / "checkpoint.safetensors", "frozen workspace");
    QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
    const auto then = RunFolder(path("frozen")).metrics().value();
    const auto now = RunFolder(folder.value()).metrics().value();
    QVERIFY(then.at("splits") == now.at("splits"));
    QVERIFY(then.at("parameters") == now.at("parameters"));
    QVERIFY(then.at("files").at("checkpoint.safetensors") == now.at("files").at("checkpoint.safetensors"));
}

void TestAdoptRun::aRunThatIsThereStays()
{
    QVERIFY(adopt(original() / "checkpoint.safetensors", "twice"));
    const auto status = path("twice") / "runs" / m_id / "status.json";
    const auto before = readFile(status).value();
    const auto said = problem(original() / "checkpoint.safetensors", "twice");
    QVERIFY2(said.contains(QStringLiteral("the workspace has run %1 already; nothing was changed")
                               .arg(QString::fromStdString(m_id))),
        qPrintable(said));
    QVERIFY(readFile(status).value() == before);
}

void TestAdoptRun::otherDataWithAWarning()
{
    const auto folder = adopt(original() / "checkpoint.safetensors", "other", otherDataset());
    QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
    QVERIFY(folder.value().filename() != m_id);
    const auto warnings = RunFolder(folder.value()).status().value().warnings;
    QCOMPARE(warnings.size(), std::size_t(1));
    QVERIFY2(
        warnings.front().find("learned on another dataset") != std::string::npos, warnings.front().c_str());
    QCOMPARE(RunFolder(folder.value()).origin().value().datasetFingerprint, sha256Hex("other"));
    const auto theirs = RunFolder(original()).metrics().value(),
               own = RunFolder(folder.value()).metrics().value();
    const nlohmann::json::json_pointer accuracy("/splits/test/fused/accuracy/value"); // the same samples
    QCOMPARE(own.contains(accuracy), theirs.contains(accuracy));
    if (own.contains(accuracy))
        QVERIFY(own.at(accuracy) == theirs.at(accuracy));
}

void TestAdoptRun::dataThatDoNotFit()
{
    const auto file = original() / "checkpoint.safetensors";
    auto said = problem(file, "refused", smallDataset({.modalities = 2}));
    QVERIFY2(said.contains(QStringLiteral("which has a modality sensors")), qPrintable(said));
    auto classes = otherDataset();
    classes->classNames.push_back("one more");
    said = problem(file, "refused", classes);
    QVERIFY2(said.contains(QStringLiteral("which knows 4 classes and the dataset has 5")), qPrintable(said));
    auto shape = otherDataset();
    shape->modalities.front().shape = {1, 16, 16};
    said = problem(file, "refused", shape);
    QVERIFY2(said.contains(QStringLiteral("whose modality image is")), qPrintable(said));
    QVERIFY(!fs::exists(path("refused")));
}

void TestAdoptRun::refusesOtherFiles_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* kind, const char* says) {
        QTest::newRow(kind) << QString::fromUtf8(kind) << QString::fromUtf8(says);
    };
    row("state", "is the state of an unfinished run");
    row("adapters", "is an adapter set and has no network of its own");
    row("foreign", "its metadata name no experiment");
    row("pytorch", "is no checkpoint of ModalScope, which is a safetensors file");
    row("torn", "torn.safetensors: ");
    row("half", "is F16 and the run had F32");
    row("edited", "says that it is of run");
    row("no modalities", "its metadata have no modalities");
    row("bad modalities", "its metadata are damaged");
    row("unknown", "its experiment is not known to this version");
    row("tensor gone", "is missing");
    row("folder", "is a folder");
    row("nothing", "nothing.safetensors");
}

void TestAdoptRun::refusesOtherFiles()
{
    QFETCH(QString, kind);
    QFETCH(QString, says);
    const auto clear = [](Safetensors& file) { file.metadata.clear(); };
    fs::path file = path("nothing.safetensors");
    if (kind == QStringLiteral("state")) {
        std::stop_source source;
        RunContext context;
        context.stop = source.get_token();
        context.report = [&](const RunEvent& event) {
            if (std::holds_alternative<EpochFinished>(event))
                source.request_stop();
        };
        QVERIFY(!runSmall(smallExperiment(3), path("stopped"), context));
        file = path("stopped") / "state.safetensors";
    } else if (kind == QStringLiteral("adapters")) {
        const auto set = modalscopeEngine()->adapt({original(), smallDataset(), adaptOptions()}, {});
        QVERIFY2(set, set ? "" : set.error().message.c_str());
        file = set.value() / "adapter.safetensors";
    } else if (kind == QStringLiteral("foreign")) {
        file = changed("foreign.safetensors", clear);
    } else if (kind == QStringLiteral("pytorch")) {
        file = path("weights.pth");
        QVERIFY(writeFileAtomically(file, std::string("PK\3\4 and so on")));
    } else if (kind == QStringLiteral("torn")) {
        file = path("torn.safetensors");
        QVERIFY(writeFileAtomically(
            file, readFile(original() / "checkpoint.safetensors").value().substr(0, 2000)));
    } else if (kind == QStringLiteral("half")) {
        file = changed("half.safetensors", [](Safetensors& contents) {
            auto& tensor = contents.tensors.at("weights/head.bias");
            tensor.type = "F16";
            tensor.bytes.resize(tensor.bytes.size() / 2);
        });
    } else if (kind == QStringLiteral("edited")) {
        file = changed("edited.safetensors", [](Safetensors& contents) {
            auto json = nlohmann::json::parse(contents.metadata["experiment"]);
            json["seed"] = 5;
            contents.metadata["experiment"] = json.dump();
        });
    } else if (kind == QStringLiteral("no modalities")) {
        file = changed("m.safetensors", [](Safetensors& contents) { contents.metadata.erase("modalities"); });
    } else if (kind == QStringLiteral("bad modalities")) {
        file = changed(
            "b.safetensors", [](Safetensors& contents) { contents.metadata["modalities"] = "[{}]"; });
    } else if (kind == QStringLiteral("unknown")) {
        file = changed("u.safetensors",
            [](Safetensors& contents) { contents.metadata["experiment"] = "{\"later\": 1}"; });
    } else if (kind == QStringLiteral("tensor gone")) {
        file = changed(
            "t.safetensors", [](Safetensors& contents) { contents.tensors.erase("weights/head.bias"); });
    } else if (kind == QStringLiteral("folder")) {
        file = original();
    }
    const auto said = problem(file);
    QVERIFY2(said.contains(says), qPrintable(said));
    QVERIFY2(!said.contains(QLatin1Char('\n')), qPrintable(said));
    QVERIFY(!fs::exists(path("refused")));
}

void TestAdoptRun::stoppedLeavesNothing()
{
    std::stop_source source;
    RunContext context;
    context.stop = source.get_token();
    context.report = [&](const RunEvent& event) {
        if (std::holds_alternative<LogLine>(event))
            source.request_stop();
    };
    const auto done
        = adopt(original() / "checkpoint.safetensors", "stopped adoption", smallDataset(), context);
    QVERIFY(!done && done.error().kind == ErrorKind::Cancelled);
    const auto runs = path("stopped adoption") / "runs";
    QVERIFY(fs::directory_iterator(runs) == fs::directory_iterator());
}

TEST_ENTRY(TestAdoptRun, NoApplication)

} // namespace modalscope::tst_adopt_run

#include "tst_adopt_run.moc"
