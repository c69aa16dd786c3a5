#include "core/io/safetensors.h"
#include "tests/core/io/torch_files.h"
#include "tests/support/test_entry.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

namespace modalscope::tst_weights_file {

namespace fs = std::filesystem;

namespace {

const TreeNode& at(const TensorTree& tree, const TreeNode& dict, const char* key)
{
    static const TreeNode none;
    const auto* found = tree.find(dict, key);
    return found == nullptr ? none : *found;
}

} // namespace

/// Files of PyTorch, old and new, and safetensors give the tensors that were written, whatever their type and
/// strides, and the state around them.
class TestWeightsFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatPyTorchWrote_data();
    void readsWhatPyTorchWrote();
    void readsWhatPythonWritesNow();
    void nestedState();
    void sharedStorages();
    void scriptsAreShownAndNotRun();
    void safetensorsGiveTheSameTree();
    void smallFloats();
};

void TestWeightsFile::readsWhatPyTorchWrote_data()
{
    QTest::addColumn<QString>("file");
    for (const auto& name : {"types.pth", "types_old.pth", "views.pth", "views_old.pth", "nested.pth",
             "parameters.pth", "protocol4.pth"})
        QTest::newRow(name) << QString::fromUtf8(name);
}

void TestWeightsFile::readsWhatPyTorchWrote()
{
    QFETCH(QString, file);
    const auto difference = firstDifference(torchFiles(), file.toStdString());
    QVERIFY2(difference.empty(), difference.c_str());
}

void TestWeightsFile::readsWhatPythonWritesNow()
{
    const QTemporaryDir folder;
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-W"), QStringLiteral("ignore"),
            QStringLiteral(MODALSCOPE_SOURCE_DIR "/tests/core/io/make_torch_files.py"), folder.path()});
    if (!python.waitForStarted() || !python.waitForFinished(90000) || python.exitCode() != 0)
        QSKIP("python3-torch is not there: PyTorch writes no files to compare with");
    const fs::path where = folder.path().toStdString();
    QVERIFY(expectedFiles(where).size() >= 10);
    for (const auto& file : expectedFiles(where)) {
        const auto difference = firstDifference(where, file);
        QVERIFY2(difference.empty(), difference.c_str());
    }
    int count = 0;
    for (const auto& entry : fs::directory_iterator(where / "hostile")) {
        const auto file = openWeightsFile(entry.path());
        QVERIFY2(!file, entry.path().c_str());
        ++count;
    }
    QVERIFY(count >= 20);
    QVERIFY(!fs::exists(where / "marker"));
}

void TestWeightsFile::nestedState()
{
    const auto file = openWeightsFile(torchFiles() / "nested.pth");
    QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
    const auto& tree = file.value().tree;
    const auto& root = tree.node(tree.root);
    const auto text = [&](const char* key) { return nodeText(tree, at(tree, root, key)); };
    QCOMPARE(text("epoch"), std::string("7"));
    QCOMPARE(text("best"), std::string("0.25"));
    QCOMPARE(text("name"), std::string("\"größe\""));
    QCOMPARE(text("device"), std::string("cuda:1"));
    QCOMPARE(text("type"), std::string("torch.bfloat16"));
    QCOMPARE(text("score"), std::string("0.5"));
    QCOMPARE(text("count"), std::string("-3"));
    QCOMPARE(text("names"), std::string("set of 1"));
    const auto& shape = at(tree, at(tree, root, "config"), "shape");
    QCOMPARE(nodeText(tree, tree.node(shape.items.at(1))), std::string("-2"));
    QCOMPARE(nodeText(tree, tree.node(shape.items.at(3))), std::string("0x400000000000000000"));
    const auto& state = at(tree, root, "state_dict");
    QCOMPARE(state.kind, TreeKind::Dict);
    QVERIFY(tree.find(tree.node(state.attributes), "_metadata") != nullptr);
    QCOMPARE(at(tree, at(tree, root, "optimizer"), "param_groups").kind, TreeKind::List);
}

void TestWeightsFile::sharedStorages()
{
    for (const char* name : {"views.pth", "views_old.pth"}) {
        const auto file = openWeightsFile(torchFiles() / name);
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        const auto& tree = file.value().tree;
        QCOMPARE(tree.storages.size(), std::size_t(1));
        QCOMPARE(tree.storages[0].bytes, std::uint64_t(96));
        QCOMPARE(namedTensors(tree, tree.root).size(), std::size_t(7));
    }
    const auto parameters = openWeightsFile(torchFiles() / "parameters.pth");
    QVERIFY(bool(parameters));
    const auto& tree = parameters.value().tree;
    QVERIFY(tree.tensors[std::size_t(at(tree, tree.node(tree.root), "p").integer)].isParameter);
    QCOMPARE(nodeText(tree, at(tree, tree.node(tree.root), "q")), std::string("quint8 [3]"));
}

void TestWeightsFile::scriptsAreShownAndNotRun()
{
    const auto difference = firstDifference(torchFiles(), "script.pt");
    QVERIFY2(difference.empty(), difference.c_str());
    const auto file = openWeightsFile(torchFiles() / "script.pt");
    QVERIFY(bool(file));
    QCOMPARE(file.value().format, WeightsFormat::TorchScript);
    QVERIFY(file.value().code.size() >= 1);
    const auto code = readCode(file.value(), file.value().code.front());
    QVERIFY2(bool(code), code ? "" : code.error().message.c_str());
    QVERIFY(code.value().find("def forward") != std::string::npos);
}

void TestWeightsFile::safetensorsGiveTheSameTree()
{
    const QTemporaryDir folder;
    const fs::path path = folder.filePath(QStringLiteral("named.pth")).toStdString(); // its name says nothing
    Safetensors contents;
    contents.metadata["note"] = "x";
    contents.tensors["a.weight"]
        = TensorBytes{"BF16", {2, 1}, {std::byte{0}, std::byte{0x40}, std::byte{0x20}, std::byte{0xc1}}};
    contents.tensors["step"] = tensorOf({}, {7});
    QVERIFY(bool(writeSafetensors(path, contents)));
    const auto file = openWeightsFile(path);
    QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
    QCOMPARE(file.value().format, WeightsFormat::Safetensors);
    const auto tensors = namedTensors(file.value().tree, file.value().tree.root);
    QCOMPARE(tensors.size(), std::size_t(2));
    QCOMPARE(tensors[1].name, std::string("a.weight"));
    QCOMPARE(readFloats(file.value(), tensors[1]).value(), (std::vector<float>{2, -10}));
    QCOMPARE(readDoubles(file.value(), tensors[0]).value(), std::vector<double>{7});
    QVERIFY(fs::remove(path));
    QCOMPARE(openWeightsFile(path).error().kind, ErrorKind::NotFound);
    QCOMPARE(openWeightsFile(path.parent_path()).error().kind, ErrorKind::Io);
}

void TestWeightsFile::smallFloats()
{
    const auto value = [](TensorType type, std::uint16_t bits) {
        std::byte bytes[2] = {};
        std::memcpy(bytes, &bits, 2);
        return elementValue(type, bytes);
    };
    QCOMPARE(value(TensorType::Float16, 0x3c00), 1.0);
    QCOMPARE(value(TensorType::Float16, 0xfbff), -65504.0);
    QCOMPARE(value(TensorType::Float16, 0x0001), std::ldexp(1.0, -24));
    QVERIFY(std::isnan(value(TensorType::Float16, 0x7e00)));
    QCOMPARE(value(TensorType::BFloat16, 0xc120), -10.0);
    QCOMPARE(value(TensorType::Float8E4M3, 0x7e), 448.0);
    QCOMPARE(value(TensorType::Float8E4M3, 0x01), std::ldexp(1.0, -9));
    QVERIFY(std::isnan(value(TensorType::Float8E4M3, 0x7f)));
    QCOMPARE(value(TensorType::Float8E5M2, 0xfb), -57344.0);
    QVERIFY(std::isinf(value(TensorType::Float8E5M2, 0x7c)));
}

TEST_ENTRY(TestWeightsFile, NoApplication)

} // namespace modalscope::tst_weights_file

#include "tst_weights_file.moc"
