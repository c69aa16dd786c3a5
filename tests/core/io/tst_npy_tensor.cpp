#include "core/base/atomic_file.h"
#include "core/io/npy.h"
#include "core/io/npy_tensor.h"
#include "core/io/read_tensor.h"
#include "core/io/weights_file.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

namespace modalscope::tst_npy_tensor {

/// Protects: a tensor that is saved for NumPy has its own type and every value to the last bit.
class TestNpyTensor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTypeKeepsItsBits_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("spelled");
        QTest::newRow("float64") << int(TensorType::Float64) << QByteArray("'<f8'");
        QTest::newRow("float32") << int(TensorType::Float32) << QByteArray("'<f4'");
        QTest::newRow("float16") << int(TensorType::Float16) << QByteArray("'<f2'");
        QTest::newRow("int64") << int(TensorType::Int64) << QByteArray("'<i8'");
        QTest::newRow("int32") << int(TensorType::Int32) << QByteArray("'<i4'");
        QTest::newRow("int16") << int(TensorType::Int16) << QByteArray("'<i2'");
        QTest::newRow("int8") << int(TensorType::Int8) << QByteArray("'|i1'");
        QTest::newRow("uint8") << int(TensorType::UInt8) << QByteArray("'|u1'");
        QTest::newRow("bool") << int(TensorType::Bool) << QByteArray("'|b1'");
    }
    void everyTypeKeepsItsBits()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, spelled);
        auto tensor = entry(TensorType(type), {3, 2});
        std::string bytes(byteCount(tensor), '\0');
        for (std::size_t i = 0; i < bytes.size(); ++i) // no NaN of any type, for bool 0 and 1
            bytes[i] = TensorType(type) == TensorType::Bool ? char(i % 2) : char(i % 50 + 1);
        const auto written = save(bytes, tensor);
        const auto source = ByteSource::ofMemory(written);
        const auto header = readNpyHeader(*source, "made");
        QVERIFY2(header, header ? "" : header.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(header.value().type), spelled);
        QCOMPARE(header.value().shape, (Shape{3, 2}));
        QVERIFY(!header.value().isColumnMajor);
        QCOMPARE(written.substr(std::size_t(header.value().offset)), bytes);
    }

    /// Its elements do not lie in order in the file: they do in what is written.
    void aTransposedViewIsWrittenRowMajor()
    {
        for (const auto type : {TensorType::Float32, TensorType::Int64, TensorType::Float16}) {
            auto tensor = entry(type, {2, 3});
            tensor.strides = {1, 2};
            std::string bytes;
            for (int i = 0; i < 6; ++i) {
                const auto add
                    = [&](auto value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof(value)); };
                if (type == TensorType::Float32)
                    add(float(i));
                else if (type == TensorType::Int64)
                    add(std::int64_t(i));
                else
                    add(std::uint16_t(i == 0 ? 0 : 1 << i)); // subnormal and normal halves
            }
            const auto written = save(bytes, tensor);
            const auto data = written.substr(
                std::size_t(readNpyHeader(*ByteSource::ofMemory(written), "made").value().offset));
            const auto size = std::size_t(elementBytes(type));
            QCOMPARE(data.size(), bytes.size());
            for (std::size_t row = 0; row < 2; ++row)
                for (std::size_t column = 0; column < 3; ++column)
                    QCOMPARE(data.substr((row * 3 + column) * size, size),
                        bytes.substr((row + 2 * column) * size, size));
        }
    }

    void bfloat16BecomesFloat32WithoutAChange()
    {
        const auto tensor = entry(TensorType::BFloat16, {2});
        const std::uint16_t values[2]{0x3f81, 0xc2c8}; // 1.0078125, -100
        const auto written = save(std::string(reinterpret_cast<const char*>(values), sizeof(values)), tensor);
        const auto source = ByteSource::ofMemory(written);
        const auto header = readNpyHeader(*source, "made");
        QCOMPARE(header.value().type, std::string("'<f4'"));
        float read[2];
        std::memcpy(read, written.data() + header.value().offset, sizeof(read));
        QCOMPARE(read[0], 1.0078125F);
        QCOMPARE(read[1], -100.0F);
    }

    void scalarsAndEmptyTensors()
    {
        const double one = 1.5;
        const auto scalar = save(
            std::string(reinterpret_cast<const char*>(&one), sizeof(one)), entry(TensorType::Float64, {}));
        QVERIFY(readNpyHeader(*ByteSource::ofMemory(scalar), "made").value().shape.empty());
        const auto empty = save({}, entry(TensorType::Float32, {0, 4}));
        QCOMPARE(readNpyHeader(*ByteSource::ofMemory(empty), "made").value().shape, (Shape{0, 4}));
    }

    void complexOnesAreRefusedAndNothingIsLeft()
    {
        const auto path = m_folder.filePath(QStringLiteral("none.npy")).toStdString();
        const auto tensor = entry(TensorType::Complex64, {1});
        const auto source = ByteSource::ofMemory(std::string(8, '\0'));
        const auto tree = treeOf(8);
        const auto written = writeNpy(path, TensorPlace{*source, tree, false}, tensor);
        QVERIFY(!written);
        QVERIFY(written.error().kind == ErrorKind::Format);
        QVERIFY(!std::filesystem::exists(path));
    }

private:
    static TensorEntry entry(TensorType type, Shape shape)
    {
        TensorEntry made;
        made.type = type;
        made.strides.resize(shape.size());
        std::int64_t step = 1;
        for (std::size_t axis = shape.size(); axis-- > 0; step *= std::max<std::int64_t>(shape[axis], 1))
            made.strides[axis] = step;
        made.shape = std::move(shape);
        return made;
    }
    static TensorTree treeOf(std::size_t bytes)
    {
        TensorTree tree;
        StorageEntry storage;
        storage.bytes = bytes;
        tree.storages.push_back(storage);
        return tree;
    }
    std::string save(const std::string& bytes, const TensorEntry& tensor)
    {
        const auto path = m_folder.filePath(QStringLiteral("made.npy")).toStdString();
        const auto source = ByteSource::ofMemory(bytes);
        const auto tree = treeOf(bytes.size());
        const auto written = writeNpy(path, TensorPlace{*source, tree, false}, tensor);
        if (!written)
            qFatal("%s", written.error().message.c_str());
        return readFile(path).value();
    }

    QTemporaryDir m_folder;
};

TEST_ENTRY(TestNpyTensor, NoApplication)

} // namespace modalscope::tst_npy_tensor

#include "tst_npy_tensor.moc"
