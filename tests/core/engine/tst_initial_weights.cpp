#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/data/synthetic.h"
#include "core/io/safetensors.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>

namespace modalscope::tst_initial_weights {

namespace fs = std::filesystem;

namespace {

std::shared_ptr<const Dataset> smallPictures()
{
    static const auto dataset = std::make_shared<const Dataset>(makeSample(SampleKind::Segmentation,
        {.train = 6, .valid = 2, .test = 2, .rows = 32, .columns = 32, .classes = 3})
                                                                    .value());
    return dataset;
}

/// One epoch whose steps are so small that no weight of ordinary size changes.
Experiment standingExperiment(NetworkKind kind, const fs::path& weights = {})
{
    Experiment experiment;
    experiment.method.kind = MethodKind::Network;
    experiment.method.network.kind = kind;
    experiment.method.network.headWidth = 32;
    experiment.method.network.weights = weights.string();
    if (kind == NetworkKind::Segformer)
        experiment.modalities = {smallPictures()->modalities.front().name};
    experiment.train.epochs = 1;
    experiment.train.batchSize = 3;
    experiment.train.optimizer = OptimizerKind::AdamW;
    experiment.train.learningRate = 1e-12;
    experiment.train.device = DeviceChoice::Cpu;
    return experiment;
}

bool isOfFirstEncoder(const std::string& name)
{
    return name.starts_with("patch_embed") || name.starts_with("block") || name.starts_with("norm");
}

/// The tensors of the first encoder in a run's checkpoint, by their published names.
std::map<std::string, TensorBytes> encoderOf(const fs::path& run)
{
    std::map<std::string, TensorBytes> tensors;
    const auto file = readSafetensors(run / "checkpoint.safetensors");
    for (const auto& [name, tensor] : file ? file.value().tensors : std::map<std::string, TensorBytes>())
        if (name.starts_with("weights/") && isOfFirstEncoder(name.substr(8)))
            tensors.emplace(name.substr(8), tensor);
    return tensors;
}

/// Values between 0.5 and 1 in place of a random start's.
std::map<std::string, TensorBytes> otherValues(std::map<std::string, TensorBytes> tensors)
{
    for (auto& [name, tensor] : tensors) {
        Random random(7, name);
        for (std::size_t i = 0; i + 4 <= tensor.bytes.size(); i += 4) {
            const auto value = float(random.uniform(0.5, 1));
            std::memcpy(tensor.bytes.data() + i, &value, 4);
        }
    }
    return tensors;
}

} // namespace

/// A network starts from a file of MiT weights bit for bit, whatever wrote it; what does not fit is refused
/// before anything is written, and a run does not go on from another file than it began with.
class TestInitialWeights : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::map<std::string, TensorBytes> m_weights; // of MiT-B0, by published names
    fs::path path(const std::string& name) { return fs::path(m_folder.path().toStdString()) / name; }

    void write(
        const std::string& name, const std::string& prefix, const std::map<std::string, TensorBytes>& tensors)
    {
        Safetensors file;
        for (const auto& [key, tensor] : tensors)
            file.tensors.emplace(prefix + key, tensor);
        file.tensors.emplace("head.weight", tensorOf({2, 2}, {1, 2, 3, 4}));
        QVERIFY(bool(writeSafetensors(path(name), file)));
    }

private Q_SLOTS:
    void initTestCase();
    void startsBitForBit_data();
    void startsBitForBit();
    void frozenStaysAsItWas();
    void startsFromPyTorchsFiles();
    void refusesWhatDoesNotFit();
    void anotherFileOfTheSameName();
    void aMendedFileStartsTheRun();
    void idsOfRunsWithoutWeightsStay();
};

void TestInitialWeights::initTestCase()
{
    const auto done
        = runSmall(standingExperiment(NetworkKind::Segformer), path("random"), {}, smallPictures());
    QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
    m_weights = otherValues(encoderOf(path("random")));
    QCOMPARE(m_weights.size(), std::size_t(176));
    write("mit_b0.safetensors", "backbone.", m_weights);
}

void TestInitialWeights::startsBitForBit_data()
{
    QTest::addColumn<int>("kind");
    for (const auto kind : {NetworkKind::Segformer, NetworkKind::Cmnext, NetworkKind::Mmsformer})
        QTest::newRow(toText(kind).c_str()) << int(kind);
}

void TestInitialWeights::startsBitForBit()
{
    QFETCH(int, kind);
    auto experiment = standingExperiment(NetworkKind(kind), path("mit_b0.safetensors"));
    if (NetworkKind(kind) == NetworkKind::Mmsformer) // which checks that no picture is missing
        experiment.missing = {};
    const auto where = path("run" + std::to_string(kind));
    const auto done = runSmall(experiment, where, {}, smallPictures());
    QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
    QVERIFY(encoderOf(where) == m_weights);
    const auto log = readFile(where / "log.txt").value();
    QVERIFY2(
        log.find("176 tensors loaded, none of the encoder's missing, 1 of the file not used: head.weight")
            != std::string::npos,
        log.c_str());
    const auto origin = RunFolder(where).origin().value();
    QCOMPARE(origin.weightsPath, path("mit_b0.safetensors").string());
    QCOMPARE(origin.weightsSha256.size(), std::size_t(64));
}

void TestInitialWeights::frozenStaysAsItWas()
{
    auto experiment = standingExperiment(NetworkKind::Segformer, path("mit_b0.safetensors"));
    experiment.train.learningRate = 1e-3;
    experiment.train.weightEpochs = {0};
    QVERIFY(bool(runSmall(experiment, path("free"), {}, smallPictures())));
    QVERIFY(encoderOf(path("free")) != m_weights);
    experiment.method.network.frozen = true;
    const auto where = path("frozen");
    const auto done = runSmall(experiment, where, {}, smallPictures());
    QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
    QVERIFY(encoderOf(where) == m_weights);
    const auto first = readSafetensors(where / "weights-epoch-0.safetensors");
    const auto last = readSafetensors(where / "checkpoint.safetensors");
    QVERIFY(first && last);
    QVERIFY(first.value().tensors != last.value().tensors); // the head learns
    QVERIFY(fs::exists(where / "weights_mapping.csv"));
}

void TestInitialWeights::startsFromPyTorchsFiles()
{
    // Reads safetensors by hand, so that nothing beside python3-torch is needed.
    const auto program = R"(
import json, struct, sys, torch
bytes = open(sys.argv[1], "rb").read()
size = struct.unpack("<Q", bytes[:8])[0]
state = {}
for name, at in json.loads(bytes[8:8 + size]).items():
    begin, end = (8 + size + i for i in at["data_offsets"])
    if name != "head.weight":
        state["module." + name] = torch.frombuffer(bytearray(bytes[begin:end]), dtype=torch.float32).reshape(at["shape"])
torch.save({"epoch": 3, "state_dict": state}, sys.argv[2])
torch.save(state, sys.argv[3], _use_new_zipfile_serialization=False)
)";
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-c"), QString::fromUtf8(program),
            QString::fromStdString(path("mit_b0.safetensors").string()),
            QString::fromStdString(path("new.pth").string()),
            QString::fromStdString(path("old.pth").string())});
    if (!python.waitForStarted() || !python.waitForFinished(40000) || python.exitCode() != 0)
        QSKIP("python3-torch is not there: PyTorch writes no weights to start from");
    for (const char* name : {"new.pth", "old.pth"}) {
        const auto where = path(std::string("from ") + name);
        const auto done
            = runSmall(standingExperiment(NetworkKind::Cmnext, path(name)), where, {}, smallPictures());
        QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
        QVERIFY2(encoderOf(where) == m_weights, name);
    }
}

void TestInitialWeights::refusesWhatDoesNotFit()
{
    const auto says = [&](const std::string& name, MitSize size = MitSize::B0) {
        auto experiment = standingExperiment(NetworkKind::Segformer, path(name));
        experiment.method.network.size = size;
        const auto done = runSmall(experiment, path("refused"), {}, smallPictures());
        return done ? QStringLiteral("nothing") : QString::fromStdString(done.error().message);
    };
    QVERIFY2(says("none.pth").contains(QStringLiteral("none.pth: cannot open the file")),
        qPrintable(says("none.pth")));
    const auto large = says("mit_b0.safetensors", MitSize::B1);
    QVERIFY2(large.contains(QStringLiteral("has shape"))
            && large.contains(QStringLiteral("choose the method.network.size")),
        qPrintable(large));
    auto fewer = m_weights;
    fewer.erase("block1.0.attn.q.weight");
    write("fewer.safetensors", "", fewer);
    QVERIFY(says("fewer.safetensors")
                .contains(QStringLiteral("has no tensor block1.0.attn.q.weight of the encoder's 176")));
    QVERIFY(bool(writeFileAtomically(path("code.pth"), std::string("\x80\2cposix\nsystem\n.", 17))));
    QVERIFY(says("code.pth").contains(QStringLiteral("opcode GLOBAL asks for posix.system, which is code")));
    QVERIFY(!fs::exists(path("refused")));
}

void TestInitialWeights::anotherFileOfTheSameName()
{
    write("changing.safetensors", "", m_weights);
    const auto experiment = standingExperiment(NetworkKind::Segformer, path("changing.safetensors"));
    QVERIFY(bool(runSmall(experiment, path("first"), {}, smallPictures())));
    QVERIFY(bool(runSmall(experiment, path("first"), {}, smallPictures()))); // finished before
    auto other = m_weights;
    other["norm1.bias"].bytes[0] ^= std::byte{1};
    write("changing.safetensors", "", other);
    const auto again = runSmall(experiment, path("first"), {}, smallPictures());
    QVERIFY(!again);
    QVERIFY2(again.error().message.find("is not the file that this run started from") != std::string::npos,
        again.error().message.c_str());
    fs::remove(path("changing.safetensors"));
    QVERIFY(bool(runSmall(experiment, path("first"), {}, smallPictures()))); // nothing to do
}

/// A run that failed on a bad file starts once the file has been mended: it had not begun.
void TestInitialWeights::aMendedFileStartsTheRun()
{
    auto fewer = m_weights;
    fewer.erase("block1.0.attn.q.weight");
    write("mended.safetensors", "", fewer);
    const auto experiment = standingExperiment(NetworkKind::Segformer, path("mended.safetensors"));
    const auto where = path("mended run");
    QVERIFY(!runSmall(experiment, where, {}, smallPictures()));
    const RunFolder folder(where);
    const auto origin = originOf(experiment, *smallPictures());
    QVERIFY(bool(folder.create(experiment, origin))); // as the queue does before it works
    auto begun = folder.origin().value();
    begun.weightsSha256 = std::string(64, '0');
    RunStatus failed = folder.status().value();
    failed.state = RunState::Failed;
    QVERIFY(bool(folder.writeStatus(failed)));
    QVERIFY(bool(folder.create(experiment, begun)));
    write("mended.safetensors", "", m_weights);
    const auto done = runSmall(experiment, where, {}, smallPictures());
    QVERIFY2(done, done ? "" : done.error().message.c_str());
    QVERIFY(encoderOf(where) == m_weights);
}

void TestInitialWeights::idsOfRunsWithoutWeightsStay()
{
    const auto json = canonicalJson(standingExperiment(NetworkKind::Cmnext), *smallPictures());
    QVERIFY(!json["method"]["network"].contains("weights"));
    const auto here = standingExperiment(NetworkKind::Cmnext, "/a/mit_b0.pth");
    const auto there = standingExperiment(NetworkKind::Cmnext, "/b/mit_b0.pth");
    QCOMPARE(
        canonicalJson(here, *smallPictures())["method"]["network"]["weights"], nlohmann::json("mit_b0.pth"));
    QCOMPARE(runId(here, *smallPictures()), runId(there, *smallPictures()));
    QVERIFY(
        runId(here, *smallPictures()) != runId(standingExperiment(NetworkKind::Cmnext), *smallPictures()));
}

TEST_ENTRY(TestInitialWeights, QCoreApplication)

} // namespace modalscope::tst_initial_weights

#include "tst_initial_weights.moc"
