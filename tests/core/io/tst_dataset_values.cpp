#include "tests/core/io/small_file.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_dataset_values {

namespace {

std::vector<float> valuesOf(const Split& split, std::size_t modality, const Shape& shape)
{
    const auto all = readAll(*split.rows[modality], shape);
    return all ? all.value().values : std::vector<float>();
}

} // namespace

/// A dataset file written by h5py or any other program is read as its format says, from memory or from disk
/// alike.
class TestDatasetValues : public QObject, private SmallFile {
    Q_OBJECT

private Q_SLOTS:
    void storedTypes_data();
    void storedTypes();
    void scaleAndOffset();
    void textsInEveryForm_data();
    void textsInEveryForm();
    void streamedEqualsInMemory_data();
    void streamedEqualsInMemory();
    void fingerprintDoesNotDependOnLayout();
    void fingerprintDependsOnContents_data();
    void fingerprintDependsOnContents();
    void realData_data();
    void realData();
};

void TestDatasetValues::storedTypes_data()
{
    QTest::addColumn<qint64>("type");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isByte");
    const auto add = [](const char* row, hid_t type, const char* name, bool isByte = false) {
        QTest::newRow(row) << qint64(type) << QString::fromLatin1(name) << isByte;
    };
    add("uint8", H5T_STD_U8LE, "uint8", true);
    add("int8", H5T_STD_I8LE, "int8");
    add("uint16", H5T_STD_U16LE, "uint16");
    add("int16 of the other byte order", H5T_STD_I16BE, "int16");
    add("int32", H5T_STD_I32LE, "int32");
    add("uint32", H5T_STD_U32LE, "uint32");
    add("int64", H5T_STD_I64LE, "int64");
    add("uint64", H5T_STD_U64LE, "uint64");
    add("float32", H5T_IEEE_F32LE, "float32");
    add("float32 of the other byte order", H5T_IEEE_F32BE, "float32");
    add("float64", H5T_IEEE_F64LE, "float64");
    static const hid_t half = [] { // as h5py writes float16
        const hid_t type = H5Tcopy(H5T_IEEE_F32LE);
        H5Tset_fields(type, 15, 10, 5, 0, 10);
        H5Tset_size(type, 2);
        H5Tset_ebias(type, 15);
        return type;
    }();
    add("float16", half, "float16");
}

void TestDatasetValues::storedTypes()
{
    QFETCH(qint64, type);
    QFETCH(QString, name);
    QFETCH(bool, isByte);
    static hid_t stored; // what a plain function pointer can see
    stored = hid_t(type);
    for (const std::int64_t memory : {1 << 20, 0}) {
        const auto dataset = read(
            [](H5Writer& h5) {
                h5.data("/test/a", {3, 2}, std::vector<float>{0, 1, 2, 3, 4, 127}, stored);
                h5.data("/train/a", {6, 2}, std::vector<float>(12, 5), stored);
            },
            {.memoryBytes = memory});
        QVERIFY(dataset);
        QCOMPARE(dataset->modalities[0].stored, name.toStdString());
        auto expected = std::vector<float>{0, 1, 2, 3, 4, 127};
        if (isByte)
            for (auto& value : expected)
                value = float(double(value) / 255);
        QCOMPARE(valuesOf(*dataset->split("test"), 0, {2}), expected);
    }
}

void TestDatasetValues::scaleAndOffset()
{
    const auto dataset = read([](H5Writer& h5) {
        for (const auto& [split, n] : {std::pair<std::string, hsize_t>{"/train", 6}, {"/test", 3}}) {
            h5.data(split + "/a", {n, 2}, std::vector<unsigned char>(n * 2, 10));
            h5.number(split + "/a", "value_scale", 0.5);
            h5.number(split + "/a", "value_offset", -3);
            h5.data(split + "/b", {n, 3}, std::vector<unsigned char>(n * 3, 10));
            h5.number(split + "/b", "value_offset", 1.0f); // an offset alone: no division by 255
        }
    });
    QVERIFY(dataset);
    QCOMPARE(valuesOf(*dataset->split("test"), 0, {2}), std::vector<float>(6, 2.0f));
    QCOMPARE(valuesOf(*dataset->split("test"), 1, {3}), std::vector<float>(9, 11.0f));
}

void TestDatasetValues::textsInEveryForm_data()
{
    QTest::addColumn<Change>("change");
    const auto add = [](const char* name, Change change) { QTest::newRow(name) << change; };
    add("variable length", [](H5Writer& h5) { h5.list("class_names", {"Ähre", "b", "ccc"}); });
    add("fixed, padded with zeros", [](H5Writer& h5) {
        h5.texts("/", "class_names", {"Ähre", "b", "ccc"}, {3}, 9);
    });
    add("fixed, exactly full", [](H5Writer& h5) {
        h5.texts("/", "class_names", {"Ähre", "b", "ccc"}, {3}, 5);
    });
    add("fixed, ended by zero", [](H5Writer& h5) {
        h5.texts("/", "class_names", {"Ähre", "b", "ccc"}, {3}, 9, H5T_STR_NULLTERM);
    });
    add("fixed, padded with spaces", [](H5Writer& h5) {
        h5.texts("/", "class_names", {"Ähre", "b", "ccc"}, {3}, 9, H5T_STR_SPACEPAD);
    });
    add("in two dimensions", [](H5Writer& h5) {
        h5.texts("/", "class_names", {"Ähre", "b", "ccc"}, {3, 1});
    });
}

void TestDatasetValues::textsInEveryForm()
{
    QFETCH(Change, change);
    const auto dataset = read(change);
    QVERIFY(dataset);
    QCOMPARE(dataset->classNames, (std::vector<std::string>{"Ähre", "b", "ccc"}));
}

void TestDatasetValues::streamedEqualsInMemory_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("packed");
    QTest::newRow("contiguous") << false << false;
    QTest::newRow("chunked") << true << false;
    QTest::newRow("compressed") << true << true;
}

void TestDatasetValues::streamedEqualsInMemory()
{
    QFETCH(bool, chunked);
    QFETCH(bool, packed);
    static std::vector<hsize_t> chunk;
    static bool pack;
    chunk = chunked ? std::vector<hsize_t>{7, 11} : std::vector<hsize_t>();
    pack = packed;
    const Change make = [](H5Writer& h5) {
        constexpr hsize_t n = 500, width = 30;
        std::vector<float> values(n * width);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = float(std::sin(double(i)));
        std::vector<int> labels(n);
        for (std::size_t i = 0; i < n; ++i)
            labels[i] = int(i % 3);
        h5.data("/train/a", {n, width}, values, 0, chunk, pack);
        h5.data("/test/a", {3, width}, std::vector<float>(3 * width, 1));
        h5.data("/train/b", {n, 3}, std::vector<unsigned char>(n * 3, 9), 0,
            chunk.empty() ? chunk : std::vector<hsize_t>{50, 2}, pack);
        h5.data("/test/b", {3, 3}, std::vector<unsigned char>(9, 7));
        h5.data("/train/labels", {n}, labels);
    };
    const auto memory = read(make);
    const auto streamed = read(make, {.memoryBytes = 1000});
    QVERIFY(memory && streamed);
    QCOMPARE(streamed->fingerprint, memory->fingerprint);
    QCOMPARE(streamed->warnings, memory->warnings);
    for (const char* name : {"train", "valid", "test"})
        for (std::size_t m = 0; m < 2; ++m) {
            const auto& inMemory = *memory->split(name)->rows[m];
            const auto& onDisk = *streamed->split(name)->rows[m];
            QVERIFY(inMemory.isInMemory() && !onDisk.isInMemory());
            std::vector<std::int64_t> rows; // in no order, with neighbours and repetitions
            for (std::int64_t i = 0; i < inMemory.rowCount(); ++i)
                rows.push_back((i * 37 + i / 3) % inMemory.rowCount());
            std::vector<float> expected(rows.size() * std::size_t(inMemory.rowSize())),
                found(expected.size());
            QVERIFY(bool(inMemory.read(rows, expected)));
            QVERIFY(bool(onDisk.read(rows, found)));
            QCOMPARE(found, expected);
        }
}

void TestDatasetValues::fingerprintDoesNotDependOnLayout()
{
    const auto plain = read();
    const auto other = read([](H5Writer& h5) {
        h5.text("name", "called otherwise");
        h5.text("description", "more words");
        h5.texts("/", "modalities", {"a", "b"}, {2}, 4);
        std::vector<float> values;
        for (int i = 0; i < 6; ++i)
            values.insert(values.end(), {float(5 * i), float(5 * i + 1)});
        h5.data("/train/a", {6, 2}, values, H5T_IEEE_F32BE, {4, 1}, true);
        h5.data<int>("/train/labels", {6}, {0, 1, 2, 0, 1, 2}, H5T_STD_I64BE);
    });
    QCOMPARE(valuesOf(*other->split("test"), 0, {2}), valuesOf(*plain->split("test"), 0, {2}));
    QCOMPARE(other->fingerprint, plain->fingerprint);
}

void TestDatasetValues::fingerprintDependsOnContents_data()
{
    QTest::addColumn<Change>("change");
    const auto add = [](const char* name, Change change) { QTest::newRow(name) << change; };
    add("one value", [](H5Writer& h5) { h5.data<float>("/test/a", {3, 2}, {30, 31, 35, 36, 40, 41.5f}); });
    add("one label", [](H5Writer& h5) { h5.data<int>("/test/labels", {3}, {0, 1, 1}); });
    add("a class's name", [](H5Writer& h5) { h5.list("class_names", {"x", "y", "w"}); });
    add("order of modalities", [](H5Writer& h5) { h5.list("modalities", {"b", "a"}); });
    add("a column", [](H5Writer& h5) { h5.data<int>("/train/group", {6}, {0, 0, 1, 1, 2, 2}); });
    add("presence", [](H5Writer& h5) { h5.data<int>("/train/present_a", {6}, {0, 1, 1, 1, 1, 1}); });
    add("stored type", [](H5Writer& h5) { h5.data<double>("/test/a", {3, 2}, {30, 31, 35, 36, 40, 41}); });
    add("scale", [](H5Writer& h5) {
        h5.number("/train/a", "value_scale", 2.0);
        h5.number("/test/a", "value_scale", 2.0);
    });
    add("a split's name",
        [](H5Writer& h5) { H5Lmove(h5.file(), "/test", h5.file(), "/other", H5P_DEFAULT, H5P_DEFAULT); });
}

void TestDatasetValues::fingerprintDependsOnContents()
{
    QFETCH(Change, change);
    const auto changed = read(change);
    QVERIFY(changed);
    QVERIFY(changed->fingerprint != read()->fingerprint);
}

void TestDatasetValues::realData_data()
{
    QTest::addColumn<int>("modalities");
    QTest::addColumn<int>("train");
    QTest::addColumn<int>("classes");
    QTest::newRow("handwritten.h5") << 6 << 1400 << 10;
    QTest::newRow("leaves100.h5") << 3 << 1120 << 100;
    QTest::newRow("avdigits_spk.h5") << 2 << 8000 << 10;
    QTest::newRow("stress_predict.h5") << 5 << 2304 << 2;
    QTest::newRow("pothole_rgbd.h5") << 2 << 42 << 2;
    QTest::newRow("ombria.h5") << 4 << 562 << 2;
}

void TestDatasetValues::realData()
{
    QFETCH(int, modalities);
    QFETCH(int, train);
    QFETCH(int, classes);
    const auto shared
        = qEnvironmentVariable("MODALSCOPE_SHARED", QStringLiteral(MODALSCOPE_SOURCE_DIR "/../shared"));
    const auto file = shared + QStringLiteral("/data/") + QLatin1String(QTest::currentDataTag());
    if (!QFile::exists(file))
        QSKIP("the real datasets are not here");
    const auto dataset = readDataset(file.toStdString());
    QVERIFY2(bool(dataset), dataset ? "" : dataset.error().message.c_str());
    QCOMPARE(int(dataset.value()->modalities.size()), modalities);
    QCOMPARE(int(dataset.value()->split("train")->size), train);
    QCOMPARE(dataset.value()->classCount(), classes);
    const auto streamed = readDataset(file.toStdString(), {.memoryBytes = 0});
    QCOMPARE(streamed.value()->fingerprint, dataset.value()->fingerprint);
    std::vector<std::int64_t> rows{5, 3, 4, 41, 0};
    for (std::size_t m = 0; m < dataset.value()->modalities.size(); ++m) {
        std::vector<float> a(rows.size() * std::size_t(dataset.value()->modalities[m].size())), b(a.size());
        QVERIFY(bool(dataset.value()->split("train")->rows[m]->read(rows, a)));
        QVERIFY(bool(streamed.value()->split("train")->rows[m]->read(rows, b)));
        QCOMPARE(a, b);
    }
}

TEST_ENTRY(TestDatasetValues, NoApplication)

} // namespace modalscope::tst_dataset_values

#include "tst_dataset_values.moc"
