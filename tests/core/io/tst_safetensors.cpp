#include "core/base/atomic_file.h"
#include "core/io/safetensors.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

namespace modalscope::tst_safetensors {

namespace {

std::string fileText(const std::string& header, const std::string& data, std::uint64_t claimed)
{
    std::string text(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        text[i] = char(claimed >> (8 * i) & 0xff);
    return text + header + data;
}

template <class T>
TensorBytes tensor(std::string type, Shape shape, std::vector<T> values)
{
    TensorBytes result{std::move(type), std::move(shape), {}};
    result.bytes.resize(values.size() * sizeof(T));
    std::memcpy(result.bytes.data(), values.data(), result.bytes.size());
    return result;
}

} // namespace

/// Weights survive the file bit for bit; a file that lies about itself is refused with a sentence, before
/// memory is taken.
class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void roundTrip();
    void layoutIsTheFormats();
    void writesTheSameBytesAgain();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void everyTruncationIsRefused();
    void missingFile();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

void TestSafetensors::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("a.safetensors")).toStdString();
}

void TestSafetensors::roundTrip()
{
    Safetensors contents;
    contents.tensors["encoder.weight"] = tensor<float>("F32", {2, 3}, {1, -2, 3.5f, 0, 1e-30f, -1e30f});
    contents.tensors["flags"] = tensor<std::uint8_t>("U8", {3}, {0, 1, 255});
    contents.tensors["P"] = tensor<double>("F64", {1, 2}, {0.1, -1e-300});
    contents.tensors["step"] = tensor<std::int64_t>("I64", {}, {1234567890123});
    contents.tensors["nothing"] = TensorBytes{"F32", {0, 4}, {}};
    contents.metadata = {{"options", "{\"kind\":\"mla\"}"}, {"note", "Größe \" \\"}};
    QVERIFY(bool(writeSafetensors(m_file, contents)));
    const auto read = readSafetensors(m_file);
    QVERIFY2(bool(read), read ? "" : read.error().message.c_str());
    QVERIFY(read.value().tensors == contents.tensors);
    QVERIFY(read.value().metadata == contents.metadata);
}

void TestSafetensors::layoutIsTheFormats()
{
    Safetensors contents;
    contents.tensors["a"] = tensor<float>("F32", {1}, {1.0f});
    QVERIFY(bool(writeSafetensors(m_file, contents)));
    const auto text = readFile(m_file).value();
    const std::string header = R"({"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}})";
    const auto padded = (header.size() + 7) / 8 * 8;
    QCOMPARE(text.size(), 8 + padded + 4);
    QCOMPARE(text.substr(8, header.size()), header);
    QCOMPARE(text.substr(text.size() - 4), std::string("\0\0\x80\x3f", 4));
}

void TestSafetensors::writesTheSameBytesAgain()
{
    Safetensors contents;
    contents.tensors["b"] = tensor<float>("F32", {1}, {1.0f});
    contents.tensors["a"] = tensor<double>("F64", {1}, {2.0});
    QVERIFY(bool(writeSafetensors(m_file, contents)));
    const auto first = readFile(m_file).value();
    QVERIFY(bool(writeSafetensors(m_file, contents)));
    QCOMPARE(readFile(m_file).value(), first);
}

void TestSafetensors::refusesHostileFiles_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const std::string& header, std::size_t dataSize, const char* says) {
        QTest::newRow(name) << fileText(header, std::string(dataSize, 'x'), header.size())
                            << QString::fromUtf8(says);
    };
    QTest::newRow("empty") << std::string() << QStringLiteral("too short");
    QTest::newRow("seven bytes") << std::string(7, 'x') << QStringLiteral("too short");
    QTest::newRow("huge header") << fileText("{}", "", 0xffffffffffffffffULL)
                                 << QStringLiteral("header would be");
    QTest::newRow("header past the end") << fileText("{}", "", 3) << QStringLiteral("header would be");
    QTest::newRow("header over 100 MB")
        << fileText("{}", "", 100'000'001) << QStringLiteral("header would be");
    add("no header", "", 0, "not a JSON object");
    add("not JSON", "{\"a\"", 0, "the header: is not valid JSON");
    add("a list", "[]", 0, "not a JSON object");
    add("not UTF-8", "{\"\xff\xfe\":1}", 0, "the header: is not valid JSON");
    add("very deep", "{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}", 0, "levels deep");
    add("name twice",
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
        2, "the header: has the name \"a\" twice");
    add("key twice", R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1,
        "the name \"dtype\" twice");
    add("entry is a number", R"({"a":1})", 0, "tensor a must have");
    add("no shape", R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, "tensor a must have");
    add("further key", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":0}})", 1,
        "tensor a must have");
    add("unknown type", R"({"a":{"dtype":"C128","shape":[1],"data_offsets":[0,16]}})", 16,
        "unknown type C128");
    add("negative size", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1, "whole numbers");
    add("fractional size", R"({"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}})", 1, "whole numbers");
    add("too large", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})", 4,
        "too large");
    add("size wraps to 4", R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})", 4,
        "too large");
    add("past the end", R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", 8, "outside of the file");
    add("backwards", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}})", 8, "outside of the file");
    add("wrong length", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4, "do not fit");
    add("overlap",
        R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
        6, "tensor b overlaps");
    add("hole",
        R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}})",
        6, "tensor b has a hole");
    add("bytes behind", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 6,
        "4 bytes that belong to no tensor");
    add("metadata not text", R"({"__metadata__":{"a":1}})", 0, "__metadata__ a");
    add("metadata a list", R"({"__metadata__":[]})", 0, "__metadata__");
}

void TestSafetensors::refusesHostileFiles()
{
    QFETCH(std::string, text);
    QFETCH(QString, says);
    QVERIFY(bool(writeFileAtomically(m_file, text)));
    const auto read = readSafetensors(m_file);
    QVERIFY(!read);
    const auto message = QString::fromStdString(read.error().message);
    QCOMPARE(read.error().kind, ErrorKind::Format);
    QVERIFY2(message.startsWith(QString::fromStdString(m_file.string()) + QStringLiteral(": ")),
        qPrintable(message));
    QVERIFY2(message.contains(says), qPrintable(message));
}

void TestSafetensors::everyTruncationIsRefused()
{
    Safetensors contents;
    contents.tensors["a"] = tensor<float>("F32", {3}, {1, 2, 3});
    contents.metadata["k"] = "v";
    QVERIFY(bool(writeSafetensors(m_file, contents)));
    const auto text = readFile(m_file).value();
    for (std::size_t size = 0; size < text.size(); ++size) {
        QVERIFY(bool(writeFileAtomically(m_file, std::string_view(text).substr(0, size))));
        QVERIFY(!readSafetensors(m_file));
    }
}

void TestSafetensors::missingFile()
{
    const auto read = readSafetensors(m_file);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::NotFound);
}

TEST_ENTRY(TestSafetensors, NoApplication)

} // namespace modalscope::tst_safetensors

#include "tst_safetensors.moc"
