#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/io/safetensors.h"
#include "tests/core/io/torch_files.h"
#include "tests/support/test_entry.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

namespace modalscope::tst_weights_file {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> storedFiles()
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(torchFiles()))
        if (entry.is_regular_file() && entry.path().extension() != ".json")
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::shared_ptr<const ByteSource> inMemory(std::string bytes)
{
    return ByteSource::ofMemory(std::move(bytes));
}

const TreeNode& at(const TensorTree& tree, const TreeNode& dict, const char* key)
{
    static const TreeNode none;
    const auto* found = tree.find(dict, key);
    return found == nullptr ? none : *found;
}

} // namespace

/// Files of PyTorch, old and new, and safetensors give the tensors that were written, whatever their type and
/// strides; what is cut, changed or hostile gives a sentence and nothing in it runs.
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
    void hostileFilesRunNothing();
    void everyTruncationIsRefused();
    void otherFilesAreNamed_data();
    void otherFilesAreNamed();
    void zipArchivesThatLie_data();
    void zipArchivesThatLie();
    void mutationsNeverCrash();
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
    if (!python.waitForStarted() || !python.waitForFinished(40000) || python.exitCode() != 0)
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

void TestWeightsFile::hostileFilesRunNothing()
{
    const auto says = [](const char* name) {
        const auto file = openWeightsFile(torchFiles() / "hostile" / name);
        return file ? QStringLiteral("nothing") : QString::fromStdString(file.error().message);
    };
    const auto code = QStringLiteral(", which is code; only tensors, containers and numbers are read");
    QVERIFY2(
        says("system.pth")
            .endsWith(
                QStringLiteral("system.pth: refused at byte 97: opcode GLOBAL asks for posix.system") + code),
        qPrintable(says("system.pth")));
    QVERIFY(says("eval_old.pth").contains(QStringLiteral("opcode GLOBAL asks for __builtin__.eval") + code));
    QVERIFY(says("import.pth").contains(QStringLiteral("asks for __builtin__.__import__")));
    QVERIFY(
        says("system_4.pkl").contains(QStringLiteral("opcode STACK_GLOBAL asks for posix.system") + code));
    QVERIFY(says("module.pth").contains(QStringLiteral("asks for torch.nn.modules.linear.Linear")));
    QVERIFY(says("cyclic.pth").contains(QStringLiteral("has a value that holds itself")));
    QVERIFY(!fs::exists("marker"));
}

void TestWeightsFile::everyTruncationIsRefused()
{
    for (const auto& path : storedFiles()) {
        const auto bytes = readFile(path).value();
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY2(!openWeights(inMemory(bytes.substr(0, size)), "cut"), path.c_str());
    }
}

void TestWeightsFile::otherFilesAreNamed_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << std::string() << QStringLiteral("too short");
    QTest::newRow("HDF5") << std::string("\x89HDF\r\n\x1a\n\0\0\0\0", 12)
                          << QStringLiteral("is neither safetensors nor");
    QTest::newRow("text") << std::string("epoch,loss\n1,2\n") << QStringLiteral("is neither safetensors nor");
    QTest::newRow("pickle") << std::string("\x80\2}q\0.", 6)
                            << QStringLiteral("a pickle that PyTorch has not written");
    QTest::newRow("empty zip") << "PK\5\6" + std::string(18, '\0') << QStringLiteral("without data.pkl");
}

void TestWeightsFile::otherFilesAreNamed()
{
    QFETCH(std::string, bytes);
    QFETCH(QString, says);
    const auto file = openWeights(inMemory(bytes), "x.pth");
    QVERIFY(!file);
    const auto message = QString::fromStdString(file.error().message);
    QVERIFY2(message.startsWith(QStringLiteral("x.pth: ")) && message.contains(says), qPrintable(message));
}

void TestWeightsFile::zipArchivesThatLie_data()
{
    QTest::addColumn<std::string>("pattern");
    QTest::addColumn<int>("place");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    // Changes of the first directory entry (PK 1 2) or of the end (PK 5 6), by the byte behind the pattern's
    // start.
    const std::string entry("PK\1\2"), end("PK\5\6"), local("PK\3\4");
    QTest::newRow("encrypted") << entry << 8 << QByteArray("\1", 1) << QStringLiteral("is encrypted");
    QTest::newRow("LZMA") << entry << 10 << QByteArray("\16", 1)
                          << QStringLiteral("packed in an unknown way");
    QTest::newRow("two sizes") << entry << 24 << QByteArray("\1\2\3\4", 4)
                               << QStringLiteral("with two sizes");
    QTest::newRow("larger than the file")
        << entry << 20 << QByteArray("\1\2\3\4\1\2\3\4", 8) << QStringLiteral("claims more than the file");
    QTest::newRow("header outside") << entry << 42 << QByteArray("\1\2\3\4", 4)
                                    << QStringLiteral("claims more than the file");
    QTest::newRow("way up") << entry << 46 << QByteArray("../../x", 7)
                            << QStringLiteral("which is no plain path");
    QTest::newRow("absolute") << entry << 46 << QByteArray("/", 1)
                              << QStringLiteral("which is no plain path");
    QTest::newRow("other name") << entry << 46 << QByteArray("z", 1)
                                << QStringLiteral("differs from the directory");
    QTest::newRow("several disks") << end << 4 << QByteArray("\1", 1) << QStringLiteral("in several files");
    QTest::newRow("no end") << end << 0 << QByteArray("x", 1) << QStringLiteral("it is cut short");
    QTest::newRow("no local header") << local << 0 << QByteArray("x", 1)
                                     << QStringLiteral("is neither safetensors");
}

void TestWeightsFile::zipArchivesThatLie()
{
    QFETCH(std::string, pattern);
    QFETCH(int, place);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    auto text = readFile(torchFiles() / "views.pth").value();
    const auto found = text.find(pattern);
    QVERIFY(found != std::string::npos);
    text.replace(found + std::size_t(place), std::size_t(bytes.size()), bytes.toStdString());
    const auto file = openWeights(inMemory(text), "x.pth");
    QVERIFY(!file);
    QVERIFY2(QString::fromStdString(file.error().message).contains(says), file.error().message.c_str());
}

/// Bytes changed, taken out, doubled and filled with extreme numbers: an error or a file, within seconds.
void TestWeightsFile::mutationsNeverCrash()
{
    std::vector<std::string> corpus;
    for (const auto& path : storedFiles())
        corpus.push_back(readFile(path).value());
    QVERIFY(corpus.size() >= 10);
    Random random(20260722, "mutations");
    const auto below
        = [&](std::size_t count) { return std::size_t(random.uniform(0, 1) * double(count)) % count; };
    QElapsedTimer timer;
    timer.start();
    int good = 0;
    for (int i = 0; i < 20000; ++i) {
        auto bytes = corpus[std::size_t(i) % corpus.size()];
        for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
            const auto place = below(bytes.size());
            const auto count = std::min<std::size_t>(1 + below(8), bytes.size() - place);
            switch (below(5)) {
            case 0:
                bytes[place] = char(below(256));
                break;
            case 1:
                bytes[place] = char(bytes[place] ^ (1 << below(8)));
                break;
            case 2:
                bytes.replace(place, count, count, below(2) == 0 ? '\xff' : '\0');
                break;
            case 3:
                bytes.erase(place, count);
                break;
            default:
                bytes.insert(place, bytes.substr(below(bytes.size()), count));
                break;
            }
            if (bytes.empty())
                bytes = "x";
        }
        good += readsWholly(inMemory(std::move(bytes))) ? 1 : 0;
    }
    qInfo("%d of 20000 changed files are read, in %lld ms", good, (long long)timer.elapsed());
    QVERIFY(good > 100 && good < 19000); // changed values are no error, changed structure is
    QVERIFY(!fs::exists("marker"));
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
