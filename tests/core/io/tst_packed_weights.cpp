#include "core/base/atomic_file.h"
#include "tests/core/io/numpy_bytes.h"
#include "tests/core/io/torch_files.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_packed_weights {

namespace {

const NamedTensor* find(const std::vector<NamedTensor>& tensors, const std::string& name)
{
    const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
    return found == tensors.end() ? nullptr : &*found;
}

std::vector<double> valuesOf(const WeightsFile& file, const std::string& name)
{
    const auto tensors = namedTensors(file.tree, file.tree.root);
    const auto* tensor = find(tensors, name);
    if (tensor == nullptr)
        return {};
    const auto values = readDoubles(file, *tensor);
    if (!values)
        qWarning("%s", values.error().message.c_str());
    return values ? values.value() : std::vector<double>();
}

Result<WeightsFile> openBytes(std::string bytes, const std::string& name = "w.npz")
{
    return openWeights(ByteSource::ofMemory(std::move(bytes)), name);
}

QString refusal(std::string bytes)
{
    const auto file = openBytes(std::move(bytes));
    return file ? QStringLiteral("nothing") : QString::fromStdString(file.error().message);
}

/// An archive with one deflated array. `claimed`: bytes that it says it has.
std::string packedArray(const std::string& array, std::uint64_t claimed = 0, std::uint32_t sum = 0)
{
    return zipBytes({{"a.npy", deflated(array), true, claimed == 0 ? array.size() : claimed,
        sum == 0 ? checksum(array) : sum}});
}

} // namespace

/// Weights of NumPy: stored, compressed, of either byte order and either order of axes, and hostile ones.
class TestPackedWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arraysOfEveryKind()
    {
        const std::vector<double> values{1, 2, 3, 4, 5, 6};
        const std::vector<float> floats{1, 2, 3, 4, 5, 6};
        std::vector<float> foreign = floats;
        for (auto& value : foreign) {
            std::uint32_t bits = 0;
            std::memcpy(&bits, &value, 4);
            bits = __builtin_bswap32(bits);
            std::memcpy(&value, &bits, 4);
        }
        const auto plain = npyBytes("'<f4'", "(2, 3)", bytesOf(floats));
        const auto swapped = npyBytes("'>f4'", "(2, 3)", bytesOf(foreign));
        const auto columns = npyBytes("'<f8'", "(2, 3)", bytesOf<double>({1, 4, 2, 5, 3, 6}), true);
        const auto bools = npyBytes("'|b1'", "(6,)", std::string("\1\0\1\0\0\1", 6));
        const auto pack = [](const std::string& name, const std::string& array) {
            return ZipPart{name + ".npy", deflated(array), true, array.size(), checksum(array)};
        };
        const auto file
            = openBytes(zipBytes({{"layer/w.npy", plain}, {"swapped.npy", swapped}, {"columns.npy", columns},
                {"bools.npy", bools}, {"scalar.npy", npyBytes("'<i2'", "()", std::string("\5\0", 2))},
                {"empty.npy", npyBytes("'<f4'", "(0, 3)", "")}, pack("packed", plain),
                pack("packed_swapped", swapped), pack("packed_columns", columns), {"readme.txt", "hello"},
                {"names.npy", npyBytes("'<U1'", "(1,)", std::string("a\0\0\0", 4))},
                {"objects.npy", npyBytes("'|O'", "(1,)", "cos\nsystem\n(S'touch marker'\ntR.")}}));
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        QCOMPARE(file.value().format, WeightsFormat::Npz);
        for (const char* name :
            {"layer/w", "swapped", "columns", "packed", "packed_swapped", "packed_columns"})
            QCOMPARE(valuesOf(file.value(), name), values);
        QCOMPARE(valuesOf(file.value(), "bools"), (std::vector<double>{1, 0, 1, 0, 0, 1}));
        QCOMPARE(valuesOf(file.value(), "scalar"), std::vector<double>{5});
        const auto& tree = file.value().tree;
        const auto& root = tree.node(tree.root);
        QCOMPARE(nodeText(tree, *tree.find(root, "packed_columns")), std::string("float64 [2, 3]"));
        QCOMPARE(nodeText(tree, *tree.find(root, "empty")), std::string("float32 [0, 3]"));
        QCOMPARE(tree.find(root, "names")->kind, TreeKind::Name); // named, without values
        QVERIFY(tree.find(root, "objects")->text.find("a pickle that is not read") != std::string::npos);
        QVERIFY(!std::filesystem::exists("marker"));
    }

    void oneArrayHasTheFilesName()
    {
        const auto file = openBytes(npyBytes("'<f4'", "(2,)", bytesOf<float>({3, 4})), "/tmp/kernel.npy");
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        QCOMPARE(valuesOf(file.value(), "kernel"), (std::vector<double>{3, 4}));
        QVERIFY(refusal(npyBytes("'|O'", "(1,)", "N.")).contains(QStringLiteral("Python objects")));
    }

    /// Values far apart, backwards and again: unpacking starts over without mixing bytes up.
    void packedBytesAreReadAnywhere()
    {
        std::vector<double> values(50'000);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::sin(double(i) * 1e3);
        const auto array = npyBytes("'<f8'", "(50000,)", bytesOf(values));
        const auto file = openBytes(packedArray(array)).value();
        QCOMPARE(valuesOf(file, "a"), values);
        QCOMPARE(valuesOf(file, "a"), values);
        const auto& storage = file.tree.storages.front();
        for (const std::size_t place : {49'999, 3, 20'000, 20'001, 0, 45'000}) {
            double value = 0;
            QVERIFY(
                file.source->read(storage.offset + 8 * place, std::as_writable_bytes(std::span(&value, 1))));
            QCOMPARE(value, values[place]);
        }
        QVERIFY(!file.source->read(file.source->size() - 4,
            std::as_writable_bytes(std::span(values).first(1)))); // behind the end
        QCOMPARE(sha256Of(file).value().size(), std::size_t(64)); // of the file, not of what is in it
    }

    void hostileArchives_data()
    {
        QTest::addColumn<std::string>("bytes");
        QTest::addColumn<QString>("says");
        const auto add = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << bytes << QString::fromUtf8(says);
        };
        const auto array = npyBytes("'<f4'", "(2,)", bytesOf<float>({3, 4}));
        add("way up", zipBytes({{"../a.npy", array}}), "which is no plain path");
        add("way up inside", zipBytes({{"a/../../b.npy", array}}), "which is no plain path");
        add("absolute", zipBytes({{"/etc/a.npy", array}}), "which is no plain path");
        add("name twice", zipBytes({{"a.npy", array}, {"a.npy", array}}), "two entries with the name a.npy");
        add("bomb", packedArray(array, std::uint64_t(1) << 31), "packed ones cannot give");
        add("claims more than it has", zipBytes({{"a.npy", npyBytes("'<f4'", "(9, 9)", "1234")}}),
            "but only 4 are there");
        add("claims the machine's memory",
            zipBytes({{"a.npy", npyBytes("'<f8'", "(4611686018427387904, 4)", "1234")}}),
            "but only 4 are there");
        add("no array", zipBytes({{"a.npy", "hello"}}), "does not begin with");
        add("cut short", npzBytes({{"a", array}}).substr(0, 150), "it is cut short");
        // Both entries have the same bytes: what David Fifield's better zip bomb is made of.
        auto overlapping = zipBytes({{"a.npy", array}, {"b.npy", array}});
        const auto first = overlapping.find("PK\1\2"), second = overlapping.find("PK\1\2", first + 1);
        overlapping.replace(second + 42, 4, overlapping.substr(first + 42, 4));
        overlapping[second + 46] = 'a';
        add("overlapping entries", overlapping, "that overlaps another one");
        add("a pickle in PyTorch's place",
            zipBytes({{"x/data.pkl", "cos\nsystem\n(S'touch marker'\ntR."}, {"a.npy", array}}),
            "opcode GLOBAL asks for os.system");
        const std::string bomb(3 << 20, 'N');
        add("packed pickle", zipBytes({{"x/data.pkl", deflated(bomb), true, bomb.size(), checksum(bomb)}}),
            "claims 3145728 bytes when unpacked");
    }

    void hostileArchives()
    {
        QFETCH(std::string, bytes);
        QFETCH(QString, says);
        const auto message = refusal(bytes);
        QVERIFY2(
            message.startsWith(QStringLiteral("w.npz: ")) && message.contains(says), qPrintable(message));
        QCOMPARE(message.count(QStringLiteral("w.npz")), 1);
        QVERIFY(!message.contains(QLatin1Char('\n')));
        QVERIFY(!std::filesystem::exists("marker"));
    }

    /// What is damaged inside of an array is found when its values are read.
    void damagedArraysSaySoWhenTheyAreRead()
    {
        const auto array = npyBytes("'<f4'", "(2,)", bytesOf<float>({3, 4}));
        const auto wrongSum = openBytes(packedArray(array, 0, 7)); // the end comes with the header
        QVERIFY(!wrongSum);
        QVERIFY(wrongSum.error().message.find("whose checksum is wrong") != std::string::npos);
        std::vector<float> many(100'000);
        for (std::size_t i = 0; i < many.size(); ++i)
            many[i] = float(std::cos(double(i * i)));
        const auto large = npyBytes("'<f4'", "(100000,)", bytesOf(many));
        for (const bool isCut : {false, true}) {
            auto bytes = packedArray(large, isCut ? large.size() + 4 : 0, isCut ? 0 : 7);
            if (isCut) { // the header claims one value more than come
                const auto longer = npyBytes("'<f4'", "(100001,)", bytesOf(many));
                bytes = zipBytes({{"a.npy", deflated(longer), true, longer.size() + 4, 7}});
            }
            const auto file = openBytes(bytes);
            QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
            const auto tensors = namedTensors(file.value().tree, file.value().tree.root);
            const auto read = readFloats(file.value(), tensors.front());
            QVERIFY(!read);
            const auto wanted = isCut ? "that cannot be unpacked" : "whose checksum is wrong";
            QVERIFY2(read.error().message.starts_with("w.npz: tensor a has an entry a.npy ")
                    && read.error().message.find(wanted) != std::string::npos,
                read.error().message.c_str());
        }
    }

    /// A thousand to one, as an untrained optimiser state packs: read in pieces, and right.
    void zerosPackWell()
    {
        const auto array = npyBytes("'<f4'", "(1000, 1000)", std::string(4'000'000, '\0'));
        const auto bytes = packedArray(array);
        QVERIFY(bytes.size() < 10'000);
        const auto file = openBytes(bytes);
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        QCOMPARE(valuesOf(file.value(), "a"), std::vector<double>(1'000'000, 0.0));
    }

    void everyTruncationIsRefused()
    {
        const auto array = npyBytes("'<f4'", "(2, 3)", std::string(24, '\1'));
        for (const auto& whole : {npzBytes({{"a", array}, {"b", array}}), packedArray(array), array})
            for (std::size_t size = 0; size < whole.size(); ++size)
                QVERIFY2(!readsWholly(ByteSource::ofMemory(whole.substr(0, size))),
                    qPrintable(QString::number(size)));
    }
};

TEST_ENTRY(TestPackedWeights, NoApplication)

} // namespace modalscope::tst_packed_weights

#include "tst_packed_weights.moc"
