#include "core/base/atomic_file.h"
#include "core/io/feature_file.h"
#include "core/io/npy.h"
#include "core/io/safetensors.h"
#include "tests/core/io/h5_writer.h"
#include "tests/core/io/numpy_bytes.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_feature_file {

namespace {

const std::vector<float> kRows{1, 2, 3, 4, 5, 6}; // [3, 2]

template <class T>
std::string as(const std::vector<float>& values, bool isSwapped = false)
{
    std::vector<T> out(values.begin(), values.end());
    auto bytes = bytesOf(out);
    for (std::size_t i = 0; isSwapped && i < bytes.size(); i += sizeof(T))
        std::reverse(bytes.begin() + std::ptrdiff_t(i), bytes.begin() + std::ptrdiff_t(i + sizeof(T)));
    return bytes;
}

} // namespace

/// Features come out of every kind of file as the same numbers; what is no matrix of numbers is one sentence.
class TestFeatureFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string path(const std::string& name) const { return m_folder.path().toStdString() + "/" + name; }
    std::string write(const std::string& name, const std::string& bytes) const
    {
        (void)writeFileAtomically(path(name), bytes);
        return path(name);
    }

private Q_SLOTS:
    void everyTypeAndOrder_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("float32", npyBytes("'<f4'", "(3, 2)", as<float>(kRows)));
        row("float64, version 2", npyBytes("'<f8'", "(3, 2)", as<double>(kRows), false, 2));
        row("float16",
            npyBytes("'<f2'", "(3, 2)",
                bytesOf(std::vector<std::uint16_t>{0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600})));
        row("int64", npyBytes("'<i8'", "(3, 2)", as<std::int64_t>(kRows)));
        row("uint8", npyBytes("'|u1'", "(3, 2)", as<std::uint8_t>(kRows)));
        row("int16, big-endian", npyBytes("'>i2'", "(3, 2)", as<std::int16_t>(kRows, true)));
        row("float64, big-endian", npyBytes("'>f8'", "(3, 2)", as<double>(kRows, true)));
        row("Fortran's order", npyBytes("'<f4'", "(3, 2)", as<float>({1, 3, 5, 2, 4, 6}), true));
        row("three axes", npyBytes("'<f4'", "(3, 2, 1)", as<float>(kRows)));
        row("three axes, Fortran's order",
            npyBytes("'<f4'", "(3, 1, 2)", as<float>({1, 3, 5, 2, 4, 6}), true));
        row("sizes of Python 2", npyBytes("'<f4'", "(3L, 2L)", as<float>(kRows)));
        row("comma", "1,2\n3,4\n5,6\n");
        row("semicolon and a head", "a;b\r\n1;2\r\n3;4\r\n5;6");
        row("tab, quotes and a blank line", "a\tb\n\"1\"\t2\n\n3\t+4\n5\t6e0\n");
    }
    void everyTypeAndOrder()
    {
        QFETCH(QByteArray, bytes);
        const auto set = readFeatureFile(write("file", bytes.toStdString()));
        QVERIFY2(bool(set), set ? "" : set.error().message.c_str());
        QCOMPARE(set.value().features.size(), std::size_t(1));
        QCOMPARE(set.value().features[0].values, kRows);
        QCOMPARE(set.value().features[0].shape, (Shape{3, 2}));
        QVERIFY(set.value().labels.empty());
    }

    /// Axes behind the first in Fortran's order become one as NumPy's reshape(N, -1) has them.
    void fortranOrderOfThreeAxes()
    {
        std::vector<float> wanted, stored;
        for (int i = 0; i < 12; ++i)
            wanted.push_back(float(i)); // [2, 2, 3]: 6a + 3b + c
        for (int c = 0; c < 3; ++c)
            for (int b = 0; b < 2; ++b)
                for (int a = 0; a < 2; ++a)
                    stored.push_back(float(6 * a + 3 * b + c));
        const auto set
            = readFeatureFile(write("f.npy", npyBytes("'<f4'", "(2, 2, 3)", as<float>(stored), true)));
        QVERIFY(set);
        QCOMPARE(set.value().features[0].values, wanted);
    }

    void whatCannotBeRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(says);
        };
        const auto six = as<float>(kRows);
        row("objects", npyBytes("'|O'", "(3,)", "\x80\x04."), "pickle");
        row("texts", npyBytes("'<U1'", "(1, 1)", std::string(4, 'a')), "<U1");
        row("a table", npyBytes("[('a', '<f4')]", "(6,)", six), "structured");
        row("complex", npyBytes("'<c8'", "(3, 1)", six), "complex");
        row("one axis", npyBytes("'<f4'", "(6,)", six), "[6]");
        row("no axis", npyBytes("'<f4'", "()", six), "two axes");
        row("no rows", npyBytes("'<f4'", "(0, 6)", ""), "no rows");
        row("no columns", npyBytes("'<f4'", "(3, 0)", ""), "nothing");
        row("cut short", npyBytes("'<f4'", "(3, 2)", six.substr(1)), "cut short");
        row("sizes beyond belief", npyBytes("'<f4'", "(4000000000, 4000000000, 4000000000)", six),
            "cut short");
        row("negative size", npyBytes("'<f4'", "(3, -2)", six), "header");
        row("header cut", npyBytes("'<f4'", "(3, 2)", six).substr(0, 40), "header");
        row("unknown version", npyBytes("'<f4'", "(3, 2)", six, false, 9), "version 9");
        row("a cell that is no number", "a,b\n1,2\n3,x\n", "line 3, column 2 (b): \"x\"");
        row("number with a tail", "1,2\n3,4kg\n", "line 2, column 2: \"4kg\"");
        row("a cell too many", "1,2\n3,4,5\n", "line 2 has 3 cells, the first line has 2");
        row("an open quote", "1,2\n\"3,4\n", "line 2: a quote");
        row("a head alone", "a,b\n", "no lines of numbers");
        row("an empty file", "", "has no lines");
        row("different lengths",
            npzBytes({{"a", npyBytes("'<f4'", "(3, 2)", six)}, {"b", npyBytes("'<f4'", "(2, 3)", six)}}),
            "a with 3 rows, b with 2 rows");
        row("an archive of something else", npzBytes({}), "zip");
    }
    void whatCannotBeRead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const auto file = write("bad", bytes.toStdString());
        const auto set = readFeatureFile(file);
        QVERIFY(!set);
        const auto message = QString::fromStdString(set.error().message);
        QVERIFY2(
            message.startsWith(QString::fromStdString(file) + QStringLiteral(": ")), qPrintable(message));
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY(!message.contains(QLatin1Char('\n')));
    }

    void everyTruncationIsRefused()
    {
        const auto whole = npyBytes("'<f4'", "(3, 2)", as<float>(kRows));
        for (std::size_t size = 6; size < whole.size(); ++size)
            QVERIFY2(
                !readFeatureFile(write("cut", whole.substr(0, size))), qPrintable(QString::number(size)));
    }

    void archivesOfSeveralArrays()
    {
        const auto file = write("a.npz",
            npzBytes({{"text", npyBytes("'<f4'", "(3, 2)", as<float>({6, 5, 4, 3, 2, 1}))},
                {"image", npyBytes("'<f4'", "(3, 2)", as<float>(kRows))},
                {"labels", npyBytes("'<i8'", "(3,)", as<std::int64_t>({2, 0, 1}))},
                {"names", npyBytes("'<U1'", "(3,)", std::string(12, 'a'))}}));
        const auto all = readFeatureFile(file);
        QVERIFY2(bool(all), all ? "" : all.error().message.c_str());
        QCOMPARE(all.value().names, (std::vector<std::string>{"image", "text"}));
        QCOMPARE(all.value().labels, (std::vector<int>{2, 0, 1}));
        const auto one = readFeatureFile(file, {.arrays = {"text"}});
        QVERIFY(one);
        QCOMPARE(one.value().features[0].values, (std::vector<float>{6, 5, 4, 3, 2, 1}));
        const auto none = readFeatureFile(file, {.arrays = {"smell"}});
        QVERIFY(!none && none.error().message.find("has no array smell") != std::string::npos);
        const auto texts = readFeatureFile(file, {.arrays = {"names"}});
        QVERIFY(!texts && texts.error().message.find("<U1") != std::string::npos);
    }

    void labelsInTheirForms()
    {
        const auto texts = readFeatureFile(write("t.csv", "label,a\nzebra,1\nape,2\nzebra,3\n,4\n"));
        QVERIFY(texts);
        QCOMPARE(texts.value().classNames, (std::vector<std::string>{"ape", "zebra"}));
        QCOMPARE(texts.value().labels, (std::vector<int>{1, 0, 1, -1}));
        const auto column = readFeatureFile(write("c.csv", "a,kind,id\n1,7,x\n2,3,y\n"), {.labels = "kind"});
        QVERIFY(column);
        QCOMPARE(column.value().labels, (std::vector<int>{7, 3}));
        QCOMPARE(column.value().ids, (std::vector<std::string>{"x", "y"}));
        const auto unknown = readFeatureFile(path("c.csv"), {.labels = "sort"});
        QVERIFY(!unknown
            && unknown.error().message.find("no column sort; it has a, kind, id") != std::string::npos);
        const auto matrix = write("m.npy", npyBytes("'<f4'", "(3, 2)", as<float>(kRows)));
        const auto own = write("l.npy", npyBytes("'<f8'", "(3,)", as<double>({0.5f, -1, 0.5f})));
        const auto from = readFeatureFile(matrix, {.labels = own});
        QVERIFY2(bool(from), from ? "" : from.error().message.c_str());
        QCOMPARE(from.value().labels, (std::vector<int>{1, 0, 1}));
        const auto few = write("few.npy", npyBytes("'<i4'", "(2,)", as<std::int32_t>({0, 1})));
        const auto wrong = readFeatureFile(matrix, {.labels = few});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().message, few + ": has 2 labels for 3 samples");
    }

    void emptyCellsAreNotFinite()
    {
        const auto set = readFeatureFile(write("e.csv", "a,b\n1,\nnan,2\ninf,-inf\n"));
        QVERIFY(set);
        const auto& values = set.value().features[0].values;
        QVERIFY(std::isnan(values[1]) && std::isnan(values[2]));
        QVERIFY(std::isinf(values[4]) && std::isinf(values[5]));
    }

    void hdf5AndSafetensors()
    {
        {
            H5Writer h5(path("a.h5"));
            h5.group("/deep");
            h5.data<double>("/deep/x", {3, 2}, {1, 2, 3, 4, 5, 6});
            h5.data<float>("/y", {3, 2}, kRows);
            h5.data<int>("/labels", {3}, {1, 0, 1});
        }
        const auto deep = readFeatureFile(path("a.h5"), {.arrays = {"/deep/x"}});
        QVERIFY2(bool(deep), deep ? "" : deep.error().message.c_str());
        QCOMPARE(deep.value().features[0].values, kRows);
        QCOMPARE(deep.value().labels, (std::vector<int>{1, 0, 1}));
        const auto top = readFeatureFile(path("a.h5"));
        QVERIFY(top);
        QCOMPARE(top.value().names, std::vector<std::string>{"y"});
        Safetensors tensors;
        tensors.tensors["x"] = tensorOf({3, 2}, {1, 2, 3, 4, 5, 6});
        QVERIFY(writeSafetensors(path("a.safetensors"), tensors));
        const auto tensor = readFeatureFile(path("a.safetensors"));
        QVERIFY2(bool(tensor), tensor ? "" : tensor.error().message.c_str());
        QCOMPARE(tensor.value().features[0].values, kRows);
    }

    /// The same rows for the same seed, whatever kind of file they are in.
    void someRowsOfMany()
    {
        std::vector<float> values;
        std::string csv;
        for (int i = 0; i < 1000; ++i) {
            values.push_back(float(i));
            csv += std::to_string(i) + "\n";
        }
        const auto npy = write("many.npy", npyBytes("'<f4'", "(1000, 1)", as<float>(values)));
        const auto some = readFeatureFile(npy, {.mostRows = 50, .seed = 3});
        QVERIFY(some);
        QCOMPARE(some.value().samples(), std::int64_t(50));
        QCOMPARE(some.value().total, std::int64_t(1000));
        for (std::size_t i = 0; i < 50; ++i)
            QCOMPARE(some.value().features[0].values[i], float(some.value().rows[i]));
        QVERIFY(std::ranges::is_sorted(some.value().rows));
        const auto lines = readFeatureFile(write("many.csv", csv), {.mostRows = 50, .seed = 3});
        QVERIFY(lines);
        QCOMPARE(lines.value().features[0].values, some.value().features[0].values);
        QVERIFY(readFeatureFile(npy, {.mostRows = 50, .seed = 4}).value().rows != some.value().rows);
    }

    void whatIsWrittenIsRead()
    {
        Array array({3, 2});
        array.values = {1.5f, std::nanf(""), -3, 4, 5, 6};
        QVERIFY(writeNpy(path("w.npy"), array));
        const auto bytes = readFile(path("w.npy")).value();
        QCOMPARE(
            bytes.size() % 64, std::size_t(24)); // a header of whole lines of 64 bytes, and 24 of numbers
        QVERIFY(
            bytes.find("'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }") != std::string::npos);
        const auto read = readFeatureFile(path("w.npy"));
        QVERIFY(read);
        QVERIFY(std::isnan(read.value().features[0].values[1]));
        QCOMPARE(read.value().features[0].values[2], -3.0f);
    }
};

TEST_ENTRY(TestFeatureFile, NoApplication)

} // namespace modalscope::tst_feature_file

#include "tst_feature_file.moc"
