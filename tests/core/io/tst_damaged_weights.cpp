#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "tests/core/io/torch_files.h"
#include "tests/support/test_entry.h"

#include <QElapsedTimer>
#include <QtTest>

namespace modalscope::tst_damaged_weights {

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

} // namespace

/// Files of weights that are cut, changed, hostile or none at all give a sentence, and nothing in them runs.
class TestDamagedWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hostileFilesRunNothing();
    void everyTruncationIsRefused();
    void otherFilesAreNamed_data();
    void otherFilesAreNamed();
    void zipArchivesThatLie_data();
    void zipArchivesThatLie();
    void mutationsNeverCrash();
};

void TestDamagedWeights::hostileFilesRunNothing()
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

void TestDamagedWeights::everyTruncationIsRefused()
{
    for (const auto& path : storedFiles()) {
        const auto bytes = readFile(path).value();
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY2(!openWeights(inMemory(bytes.substr(0, size)), "cut"), path.c_str());
    }
}

void TestDamagedWeights::otherFilesAreNamed_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << std::string() << QStringLiteral("too short");
    QTest::newRow("HDF5") << std::string("\x89HDF\r\n\x1a\n\0\0\0\0", 12)
                          << QStringLiteral("is a damaged or incomplete HDF5 file");
    QTest::newRow("text") << std::string("epoch,loss\n1,2\n")
                          << QStringLiteral("is neither safetensors, PyTorch, NumPy nor HDF5");
    QTest::newRow("pickle") << std::string("\x80\2}q\0.", 6)
                            << QStringLiteral("a pickle that PyTorch has not written");
    QTest::newRow("empty zip") << "PK\5\6" + std::string(18, '\0') << QStringLiteral("without data.pkl");
}

void TestDamagedWeights::otherFilesAreNamed()
{
    QFETCH(std::string, bytes);
    QFETCH(QString, says);
    const auto file = openWeights(inMemory(bytes), "x.pth");
    QVERIFY(!file);
    const auto message = QString::fromStdString(file.error().message);
    QVERIFY2(message.startsWith(QStringLiteral("x.pth: ")) && message.contains(says), qPrintable(message));
}

void TestDamagedWeights::zipArchivesThatLie_data()
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

void TestDamagedWeights::zipArchivesThatLie()
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
void TestDamagedWeights::mutationsNeverCrash()
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

TEST_ENTRY(TestDamagedWeights, NoApplication)

} // namespace modalscope::tst_damaged_weights

#include "tst_damaged_weights.moc"
