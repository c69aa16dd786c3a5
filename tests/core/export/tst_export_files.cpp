#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/export/export_run.h"
#include "core/io/byte_source.h"
#include "core/io/npy.h"
#include "core/io/safetensors.h"
#include "core/store/run_folder.h"
#include "core/store/run_manifest.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace modalscope::tst_export_files {

namespace fs = std::filesystem;

namespace {

TensorBytes floats(Shape shape)
{
    TensorBytes tensor{"F32", std::move(shape), {}};
    for (std::int64_t i = 0; i < elementCount(tensor.shape); ++i) {
        const float value = float(i) * 0.37f - 1;
        const auto bytes = std::as_bytes(std::span(&value, 1));
        tensor.bytes.insert(tensor.bytes.end(), bytes.begin(), bytes.end());
    }
    return tensor;
}

TensorBytes counter(std::uint8_t value)
{
    TensorBytes tensor{"I64", {}, std::vector<std::byte>(8, std::byte(0))};
    tensor.bytes[0] = std::byte(value);
    return tensor;
}

/// What a run on the features of smallDataset() leaves.
Safetensors checkpoint()
{
    Safetensors file;
    file.tensors = {{"weights/encoder.sensors.0.weight", floats({3, 10})},
        {"weights/encoder.sensors.0.bias", floats({3})}, {"weights/head.sensors.weight", floats({4, 3})},
        {"weights/head.sensors.bias", floats({4})}, {"weights/norm.num_batches_tracked", counter(7)},
        {"standardizer/sensors/mean", tensorOf({10}, std::vector<double>(10, 0.1))},
        {"standardizer/sensors/deviation", tensorOf({10}, std::vector<double>(10, 2.5))}};
    file.metadata = {{"format", "modalscope-checkpoint-1"}, {"run", "0123456789ab"}, {"epoch", "3"},
        {"experiment", "{}"}, {"modalities", R"([{"name": "sensors", "kind": "features", "shape": [10]}])"},
        {"class_names", nlohmann::json{"a", "b\" \\ c", "\u00e9", "d"}.dump()}};
    return file;
}

bool contains(const Error& error, const char* text)
{
    return error.message.find(text) != std::string::npos;
}

} // namespace

/// What is written for other programs holds the run's own bytes, under names that they expect, and nothing
/// that was there is lost.
class TestExportFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    /// A run folder with this checkpoint; `method` is its experiment's, as JSON.
    fs::path makeRun(const char* name, const Safetensors& file, const std::string& method) const
    {
        const auto dataset = smallDataset();
        auto experiment = withSetting(Experiment(), "method=" + method).value();
        experiment.modalities = {"sensors"};
        const auto folder = path(name);
        fs::create_directories(folder);
        const auto made = RunFolder(folder).create(experiment, originOf(experiment, *dataset));
        const auto written = writeSafetensors(folder / "checkpoint.safetensors", file);
        return made && written ? folder : fs::path();
    }

private Q_SLOTS:
    void plainNamesAndMetadata()
    {
        const auto run = makeRun("plain", checkpoint(), R"({"kind": "unimodal"})");
        const auto written = exportRun({run, ExportKind::Safetensors, path("out/plain.safetensors")});
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        QCOMPARE(written.value().run, std::string("0123456789ab"));
        QCOMPARE(written.value().tensors, std::int64_t(7));
        QCOMPARE(written.value().values, std::int64_t(30 + 3 + 12 + 4 + 1 + 20));
        const auto read = readSafetensors(written.value().files.front());
        QVERIFY(read);
        const auto& file = read.value();
        const auto before = checkpoint();
        QCOMPARE(file.tensors.size(), before.tensors.size());
        for (const auto& [name, tensor] : before.tensors) {
            auto plain = name.substr(name.starts_with("weights/") ? 8 : 0);
            std::ranges::replace(plain, '/', '.');
            QVERIFY2(file.tensors.contains(plain), plain.c_str());
            QVERIFY(file.tensors.at(plain) == tensor);
        }
        for (const char* key : {"run", "epoch", "experiment", "modalities", "class_names"})
            QCOMPARE(file.metadata.at(key), before.metadata.at(key));
        QCOMPARE(file.metadata.at("format"), std::string("pt"));
    }

    void npzReadsBack()
    {
        const auto run = makeRun("npz", checkpoint(), R"({"kind": "unimodal"})");
        fs::create_directories(path("archives"));
        const auto written = exportRun({run, ExportKind::Npz, path("archives")});
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        QCOMPARE(written.value().files, std::vector<fs::path>{path("archives/0123456789ab.npz")});
        const auto source = ByteSource::ofFile(written.value().files.front());
        QVERIFY(source);
        const auto names = namesInNpz(*source.value());
        QVERIFY(names);
        QCOMPARE(names.value().size(), std::size_t(7));
        QVERIFY(std::ranges::count(names.value(), "standardizer.sensors.mean") == 1);
    }

    void numpyReadsTheSameBytes()
    {
        const auto run = makeRun("numpy", checkpoint(), R"({"kind": "unimodal"})");
        QVERIFY(exportRun({run, ExportKind::Safetensors, path("read/weights.safetensors")}));
        QVERIFY(exportRun({run, ExportKind::Npz, path("read/weights.npz")}));
        QProcess python;
        python.start(
            QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import numpy")});
        if (!python.waitForFinished(60000) || python.exitCode() != 0)
            QSKIP("python3-numpy is not there: nothing can read the archive");
        python.start(QStringLiteral("/usr/bin/python3"),
            {QStringLiteral(MODALSCOPE_SOURCE_DIR "/tests/core/export/read_exports.py"),
                QString::fromStdString(path("read").string())});
        QVERIFY(python.waitForFinished(60000));
        QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
        const auto said = QJsonDocument::fromJson(python.readAllStandardOutput()).object();
        const auto arrays = said[QStringLiteral("arrays")].toObject();
        QCOMPARE(arrays[QStringLiteral("norm.num_batches_tracked")].toArray(),
            (QJsonArray{QStringLiteral("int64")}));
        QCOMPARE(arrays[QStringLiteral("head.sensors.weight")].toArray(),
            (QJsonArray{QStringLiteral("float32"), 4, 3}));
    }

    /// Names of classes and modalities become Python's texts, whatever is in them.
    void scriptQuotesNames()
    {
        const auto run = makeRun("quoted", checkpoint(), R"({"kind": "unimodal"})");
        const auto written = exportRun({run, ExportKind::Python, path("quoted-python")});
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        const auto script = readFile(path("quoted-python/model.py"));
        QVERIFY(script);
        QVERIFY(script.value().find("CLASSES = [\"a\", \"b\\\" \\\\ c\", \"\u00e9\", \"d\"]")
            != std::string::npos);
        QVERIFY(script.value().find(R"("sensors": MlpEncoder(10, hidden=[128], feature=64),)")
            != std::string::npos);
        QVERIFY(script.value().find("import math") == std::string::npos); // nothing needs it
        QVERIFY(script.value().find("class GruEncoder") == std::string::npos);
    }

    void filesAreKeptUnlessForced()
    {
        const auto run = makeRun("kept", checkpoint(), R"({"kind": "unimodal"})");
        const auto file = path("kept.safetensors");
        QVERIFY(writeFileAtomically(file, "mine"));
        const auto refused = exportRun({run, ExportKind::Safetensors, file});
        QVERIFY(
            !refused && contains(refused.error(), "exists already") && contains(refused.error(), "--force"));
        QCOMPARE(readFile(file).value(), std::string("mine"));
        fs::create_directories(path("kept-python"));
        QVERIFY(writeFileAtomically(path("kept-python/weights.safetensors"), "mine"));
        QVERIFY(!exportRun({run, ExportKind::Python, path("kept-python")}));
        QVERIFY(!fs::exists(path("kept-python/model.py")));
        QVERIFY(exportRun({run, ExportKind::Python, path("kept-python"), true}));
        QVERIFY(readSafetensors(path("kept-python/weights.safetensors")));
    }

    void whatCannotBeExported()
    {
        const auto message = [](const fs::path& run, const fs::path& out) {
            const auto done = exportRun({run, ExportKind::Python, out});
            return done ? std::string() : done.error().message;
        };
        const auto has
            = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
        QVERIFY(has(message(path("nothing"), path("x")), "is not a run folder"));
        const auto bare = makeRun("bare", checkpoint(), R"({"kind": "unimodal"})");
        fs::remove(bare / "checkpoint.safetensors");
        QVERIFY(has(message(bare, path("x")), "has no checkpoint.safetensors"));

        auto early = checkpoint(); // MMIN, when its network was not there yet
        early.tensors["weights/imagination.num_batches_tracked"] = counter(0);
        const auto mmin = makeRun("early", early, R"({"kind": "mmin"})");
        QVERIFY(has(message(mmin, path("x")), "export to Python does not know MMIN before its second phase"));

        const auto changed = makeRun("changed", checkpoint(), R"({"kind": "unimodal"})");
        const nlohmann::json metrics{{"files", {{"checkpoint.safetensors", sha256Hex("other bytes")}}}};
        QVERIFY(writeFileAtomically(changed / "metrics.json", metrics.dump()));
        QVERIFY(has(message(changed, path("x")), "is not what the run wrote"));

        const auto torn = makeRun("torn", checkpoint(), R"({"kind": "unimodal"})");
        QVERIFY(writeManifest(torn, {"checkpoint.safetensors"}));
        QVERIFY(exportRun({torn, ExportKind::Python, path("whole")}));
        auto bytes = readFile(torn / "checkpoint.safetensors").value();
        bytes.back() = char(bytes.back() ^ 1);
        QVERIFY(writeFileAtomically(torn / "checkpoint.safetensors", bytes));
        QVERIFY(has(message(torn, path("x")), "is not what the run wrote"));

        auto damaged = checkpoint();
        damaged.metadata["modalities"] = R"([{"name": "sensors", "kind": "smell", "shape": [10]}])";
        QVERIFY(has(message(makeRun("damaged", damaged, R"({"kind": "unimodal"})"), path("x")),
            "bring the file back"));
        QVERIFY(!fs::exists(path("x")));
    }
};

TEST_ENTRY(TestExportFiles, QCoreApplication)

} // namespace modalscope::tst_export_files

#include "tst_export_files.moc"
