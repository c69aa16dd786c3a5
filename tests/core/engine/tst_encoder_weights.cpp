#include "core/base/atomic_file.h"
#include "core/io/safetensors.h"
#include "core/store/epoch_weights.h"
#include "core/store/run_folder.h"
#include "tests/core/engine/resnet_tensors.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

namespace modalscope::tst_encoder_weights {

namespace fs = std::filesystem;

namespace {

Experiment resnetExperiment(const fs::path& weights, bool isFrozen)
{
    auto experiment = smallExperiment(2);
    experiment.method.kind = MethodKind::Unimodal;
    experiment.modalities = {"image"};
    auto& encoder = experiment.encoders["image"];
    encoder.kind = EncoderKind::Resnet18;
    encoder.feature = 8;
    encoder.weights = weights.string();
    encoder.frozen = isFrozen;
    experiment.train.weightEpochs = {0};
    return experiment;
}

} // namespace

/// Encoders start from files by the names of published networks and of our own checkpoints; what is frozen is
/// the same bytes after training, and what is loaded is told tensor by tensor.
class TestEncoderWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void torchvisionNamesStartResnet();
    void notFrozenLearns();
    void resumedIsTheSame();
    void frozenInEveryMethod_data();
    void frozenInEveryMethod();
    void encodersOfOneKindAreToldApart();
    void refusesWhatDoesNotFit();
    void missingTensorsAreAllowedWhenSaid();
    void anotherFileOfTheSameName();
    void theTableWithoutARun();
    void ids();

private:
    QTemporaryDir m_folder;
    fs::path path(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }
    fs::path write(const std::string& name, const Tensors& tensors, const std::string& prefix = {}) const
    {
        Safetensors file;
        for (const auto& [key, tensor] : tensors)
            file.tensors.emplace(prefix + key, tensor);
        (void)bool(writeSafetensors(path(name), file));
        return path(name);
    }
    QString problem(const Experiment& experiment, const std::string& where = "refused") const
    {
        const auto done = runSmall(experiment, path(where));
        return done ? QString() : QString::fromStdString(done.error().message);
    }
};

void TestEncoderWeights::initTestCase()
{
    write("resnet.safetensors", torchvisionResnet());
    auto base = smallExperiment(1);
    base.method.kind = MethodKind::Concat;
    base.modalities = {"image", "sensors"};
    QCOMPARE(problem(base, "base"), QString());
}

void TestEncoderWeights::torchvisionNamesStartResnet()
{
    QCOMPARE(problem(resnetExperiment(path("resnet.safetensors"), true), "frozen"), QString());
    const auto file = torchvisionResnet();
    const auto first = weightsOf(path("frozen") / epochWeightsFile(0), "");
    const auto last = weightsOf(path("frozen") / "checkpoint.safetensors", "");
    for (const auto& [name, tensor] : file) {
        if (name.starts_with("fc.") || name == "conv1.weight")
            continue;
        QVERIFY2(first.at("encoder.image." + name) == tensor, name.c_str());
        QVERIFY2(last.at("encoder.image." + name) == tensor, name.c_str());
    }
    const auto& stored = file.at("conv1.weight");
    const auto& own = last.at("encoder.image.conv1.weight");
    QVERIFY(own.shape == (Shape{64, 1, 7, 7}));
    for (std::int64_t i = 0; i < 64 * 49; ++i) {
        const auto at
            = [&](int channel) { return double(valueAt(stored, (i / 49 * 3 + channel) * 49 + i % 49)); };
        QVERIFY(std::abs(double(valueAt(own, i)) - (at(0) + at(1) + at(2))) < 1e-7);
    }
    QVERIFY(first.at("encoder.image.conv1.weight") == own);
    QVERIFY(first.at("encoder.image.bn1.num_batches_tracked")
        == last.at("encoder.image.bn1.num_batches_tracked"));
    for (const char* learned : {"encoder.image.projection.weight", "head.image.weight"})
        QVERIFY2(first.at(learned) != last.at(learned), learned);

    const RunFolder folder(path("frozen"));
    const auto metrics = folder.metrics().value();
    QCOMPARE(metrics.at("parameters").at("trainable").get<int>(), 512 * 8 + 8 + 8 * 4 + 4);
    QVERIFY(metrics.at("files").contains("weights_mapping.csv"));
    QCOMPARE(folder.origin().value().encoderWeights.at("image").size(), std::size_t(64));
    const auto csv = readFile(path("frozen") / "weights_mapping.csv").value();
    for (const char* line :
        {"encoders.image,resnet.safetensors,conv1.weight,64x3x7x7,encoder.image.conv1.weight,64x1x7x7,"
         "summed,1\n",
            "encoders.image,resnet.safetensors,fc.weight,1000x512,,,unused,0\n",
            "encoders.image,resnet.safetensors,,,encoder.image.bn1.num_batches_tracked,scalar,zero,0\n",
            "encoders.image,resnet.safetensors,,,encoder.image.projection.bias,8,random,0\n"})
        QVERIFY2(csv.find(line) != std::string::npos, line);
    const auto log = readFile(path("frozen") / "log.txt").value();
    QVERIFY2(log.find("100 tensors loaded and frozen, none of the encoder's missing") != std::string::npos,
        log.c_str());
    QVERIFY(log.find("fc.bias [1000]: not used\n") != std::string::npos);
    const auto checkpoint = readSafetensors(path("frozen") / "checkpoint.safetensors");
    QVERIFY(
        checkpoint.value().metadata.at("frozen").find("\"encoder.image.conv1.weight\"") != std::string::npos);
}

void TestEncoderWeights::notFrozenLearns()
{
    QCOMPARE(problem(resnetExperiment(path("resnet.safetensors"), false), "free"), QString());
    const auto first = weightsOf(path("free") / epochWeightsFile(0), "encoder.image.");
    const auto last = weightsOf(path("free") / "checkpoint.safetensors", "encoder.image.");
    QVERIFY(first.at("bn1.weight") == torchvisionResnet().at("bn1.weight"));
    for (const char* name : {"conv1.weight", "bn1.running_mean", "bn1.num_batches_tracked"})
        QVERIFY2(first.at(name) != last.at(name), name);
    QVERIFY(!readSafetensors(path("free") / "checkpoint.safetensors").value().metadata.contains("frozen"));
}

void TestEncoderWeights::resumedIsTheSame()
{
    const auto experiment = resnetExperiment(path("resnet.safetensors"), true);
    std::stop_source source;
    RunContext context;
    context.stop = source.get_token();
    context.report = [&](const RunEvent& event) {
        if (std::holds_alternative<EpochFinished>(event))
            source.request_stop();
    };
    QVERIFY(!runSmall(experiment, path("stopped"), context));
    QVERIFY(fs::remove(path("stopped") / "weights_mapping.csv")); // comes again
    QCOMPARE(problem(experiment, "stopped"), QString());
    if (!fs::exists(path("frozen") / "metrics.json"))
        QCOMPARE(problem(experiment, "frozen"), QString());
    for (const char* name : {"metrics.json", "checkpoint.safetensors", "weights_mapping.csv"})
        QVERIFY2(readFile(path("stopped") / name).value() == readFile(path("frozen") / name).value(), name);
}

void TestEncoderWeights::frozenInEveryMethod_data()
{
    QTest::addColumn<int>("kind");
    for (const auto& choice : trainedMethods())
        if (choice.value != MethodKind::Network)
            QTest::newRow(std::string(choice.text).c_str()) << int(choice.value);
}

/// A part of our own checkpoint as the start: no step, no momentum, no weight decay and no statistics move
/// it, and the rest learns.
void TestEncoderWeights::frozenInEveryMethod()
{
    QFETCH(int, kind);
    const auto where = std::string("every ") + QTest::currentDataTag();
    auto experiment = smallExperiment(3);
    experiment.method.kind = MethodKind(kind);
    experiment.method.reconstruction.pretrainEpochs = 1;
    experiment.modalities = {"image", "sensors"};
    if (experiment.method.kind == MethodKind::Unimodal)
        experiment.modalities = {"image"};
    else
        experiment.encoders["sensors"] = experiment.encoders["*"];
    auto& frozen = experiment.encoders["image"] = experiment.encoders["*"];
    frozen.weights = (path("base") / "checkpoint.safetensors").string();
    frozen.frozen = true;
    experiment.train.weightEpochs = {0, 3};
    QCOMPARE(problem(experiment, where), QString());
    const auto source = weightsOf(path("base") / "checkpoint.safetensors", "encoder.image.");
    QVERIFY(!source.empty());
    for (const int epoch : {0, 3})
        QVERIFY(weightsOf(path(where) / epochWeightsFile(epoch), "encoder.image.") == source);
    const auto first = weightsOf(path(where) / epochWeightsFile(0), "");
    const auto last = weightsOf(path(where) / epochWeightsFile(3), "");
    QVERIFY(first != last);
    if (experiment.modalities.size() > 1)
        QVERIFY(weightsOf(path(where) / epochWeightsFile(0), "encoder.sensors.")
            != weightsOf(path(where) / epochWeightsFile(3), "encoder.sensors."));
}

/// Two encoders of one kind in one file: each modality starts from its own.
void TestEncoderWeights::encodersOfOneKindAreToldApart()
{
    const auto own = weightsOf(path("base") / "checkpoint.safetensors", "encoder.sensors.");
    auto other = own;
    for (auto& [name, tensor] : other)
        tensor = drawn(name, tensor.shape);
    Tensors both;
    for (const auto& [name, tensor] : own)
        both.emplace("weights/encoder.image." + name, tensor);
    for (const auto& [name, tensor] : other)
        both.emplace("weights/encoder.sensors." + name, tensor);
    auto experiment = smallExperiment(1);
    experiment.method.kind = MethodKind::Unimodal;
    experiment.modalities = {"sensors"};
    experiment.encoders["sensors"] = experiment.encoders["*"];
    experiment.encoders["sensors"].weights = write("both.safetensors", both).string();
    experiment.encoders["sensors"].frozen = true;
    QCOMPARE(problem(experiment, "apart"), QString());
    QVERIFY(weightsOf(path("apart") / "checkpoint.safetensors", "encoder.sensors.") == other);
}

void TestEncoderWeights::refusesWhatDoesNotFit()
{
    auto experiment = resnetExperiment(path("nothing.pth"), false);
    QVERIFY2(problem(experiment).contains(QStringLiteral("encoders.image.weights: ")),
        qPrintable(problem(experiment)));
    auto fewer = torchvisionResnet();
    fewer.erase("layer2.0.bn1.running_var");
    experiment = resnetExperiment(write("fewer.safetensors", fewer, "module.net."), false);
    auto said = problem(experiment);
    QVERIFY2(said.contains(QStringLiteral("has no tensor layer2.0.bn1.running_var of the encoder's")),
        qPrintable(said));
    auto wrong = torchvisionResnet();
    wrong["layer1.0.conv1.weight"] = drawn("x", {64, 32, 3, 3});
    experiment = resnetExperiment(write("wrong.safetensors", wrong), false);
    experiment.encoders["image"].allowMissing = true;
    said = problem(experiment);
    QVERIFY2(said.contains(QStringLiteral("tensor layer1.0.conv1.weight has shape [64 x 32 x 3 x 3]")),
        qPrintable(said));
    auto infinite = torchvisionResnet();
    const float bad = std::numeric_limits<float>::infinity();
    std::memcpy(infinite["bn1.bias"].bytes.data(), &bad, 4);
    said = problem(resnetExperiment(write("infinite.safetensors", infinite), false), "infinite");
    QVERIFY2(
        said.contains(QStringLiteral("tensor bn1.bias has values that are not finite")), qPrintable(said));
    QVERIFY(!fs::exists(path("refused")));
}

void TestEncoderWeights::missingTensorsAreAllowedWhenSaid()
{
    auto fewer = torchvisionResnet();
    fewer.erase("layer2.0.bn1.running_var");
    fewer.erase("bn1.weight");
    auto experiment = resnetExperiment(write("allowed.safetensors", fewer), true);
    experiment.encoders["image"].allowMissing = true;
    QCOMPARE(problem(experiment, "allowed"), QString());
    const auto csv = readFile(path("allowed") / "weights_mapping.csv").value();
    QVERIFY(csv.find(",,encoder.image.bn1.weight,64,missing,0\n") != std::string::npos);
    const auto first = weightsOf(path("allowed") / epochWeightsFile(0), "encoder.image.");
    const auto last = weightsOf(path("allowed") / "checkpoint.safetensors", "encoder.image.");
    QVERIFY(first.at("bn1.weight") != last.at("bn1.weight")); // what was not loaded is not frozen
    QVERIFY(first.at("bn1.bias") == last.at("bn1.bias"));
}

void TestEncoderWeights::anotherFileOfTheSameName()
{
    const auto source = weightsOf(path("base") / "checkpoint.safetensors", "encoder.sensors.");
    auto experiment = smallExperiment(2);
    experiment.method.kind = MethodKind::Unimodal;
    experiment.modalities = {"sensors"};
    experiment.encoders["sensors"] = experiment.encoders["*"];
    experiment.encoders["sensors"].weights = write("changing.safetensors", source).string();
    std::stop_source stop;
    RunContext context;
    context.stop = stop.get_token();
    context.report = [&](const RunEvent& event) {
        if (std::holds_alternative<EpochFinished>(event))
            stop.request_stop();
    };
    QVERIFY(!runSmall(experiment, path("changing"), context));
    auto other = source;
    other.begin()->second = drawn("other", other.begin()->second.shape);
    write("changing.safetensors", other);
    const auto said = problem(experiment, "changing");
    QVERIFY2(said.contains(QStringLiteral("encoders.sensors.weights: "))
            && said.contains(QStringLiteral("is not the file that this run started from")),
        qPrintable(said));
    write("changing.safetensors", source);
    QCOMPARE(problem(experiment, "changing"), QString());
}

void TestEncoderWeights::theTableWithoutARun()
{
    auto experiment = resnetExperiment({}, false);
    auto& engine = *modalscopeEngine();
    const auto none = engine.mapWeights({experiment, smallDataset()});
    QVERIFY(!none && none.error().message.find("names no file of weights") != std::string::npos);
    auto fewer = torchvisionResnet();
    fewer.erase("bn1.weight");
    fewer["bn1.bias"] = drawn("x", {3});
    const auto file = write("table.safetensors", fewer, "module.");
    const auto table = engine.mapWeights({experiment, smallDataset(), file});
    QVERIFY2(table, table ? "" : table.error().message.c_str());
    QCOMPARE(table.value().size(), std::size_t(1));
    const auto& tensors = table.value().front().tensors;
    QCOMPARE(table.value().front().part, std::string("encoders.image"));
    QCOMPARE(countOf(tensors, WeightUse::Missing), std::size_t(1));
    QCOMPARE(countOf(tensors, WeightUse::WrongShape), std::size_t(1));
    QCOMPARE(countOf(tensors, WeightUse::Unused), std::size_t(2));
    experiment.encoders["image"].weights = file.string();
    const auto named = engine.mapWeights({experiment, smallDataset()});
    QVERIFY(named && mappingCsv(named.value()) == mappingCsv(table.value()));
    const auto strange = write("strange.safetensors", {{"a", drawn("a", {2})}});
    const auto refused = engine.mapWeights({experiment, smallDataset(), strange});
    QVERIFY(!refused && refused.error().message.find("has no tensor of a name") != std::string::npos);
}

void TestEncoderWeights::ids()
{
    const auto dataset = smallDataset();
    auto plain = resnetExperiment({}, false);
    plain.encoders["image"].frozen = true; // says nothing without a file
    const auto json = canonicalJson(plain, *dataset)["encoders"]["image"];
    for (const char* later : {"weights", "frozen", "allow_missing"})
        QVERIFY2(!json.contains(later), later);
    QCOMPARE(runId(resnetExperiment("/a/r.pth", false), *dataset),
        runId(resnetExperiment("/b/r.pth", false), *dataset));
    QVERIFY(runId(resnetExperiment("/a/r.pth", false), *dataset) != runId(plain, *dataset));
    QVERIFY(runId(resnetExperiment("/a/r.pth", false), *dataset)
        != runId(resnetExperiment("/a/r.pth", true), *dataset));
    auto relative = resnetExperiment("r.pth", false);
    makePathsAbsolute(relative, "/where/experiment.json");
    QCOMPARE(relative.encoders["image"].weights, std::string("/where/r.pth"));
}

TEST_ENTRY(TestEncoderWeights, NoApplication)

} // namespace modalscope::tst_encoder_weights

#include "tst_encoder_weights.moc"
