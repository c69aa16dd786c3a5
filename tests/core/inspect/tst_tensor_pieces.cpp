#include "tests/core/inspect/memory_tensor.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <numeric>

namespace modalscope::tst_tensor_pieces {

/// Values come in row-major order whatever the strides are, in pieces that are small however large the tensor
/// is.
class TestTensorPieces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void viewsInTheirOwnOrder_data()
    {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<QList<int>>("strides");
        QTest::addColumn<int>("start");
        QTest::newRow("whole") << QList<int>{4, 6} << QList<int>{6, 1} << 0;
        QTest::newRow("transposed") << QList<int>{6, 4} << QList<int>{1, 6} << 0;
        QTest::newRow("every second column") << QList<int>{4, 3} << QList<int>{6, 2} << 1;
        QTest::newRow("inner block") << QList<int>{2, 3} << QList<int>{6, 1} << 8;
        QTest::newRow("three axes") << QList<int>{2, 3, 2} << QList<int>{12, 2, 1} << 0;
        QTest::newRow("turned axes") << QList<int>{2, 2, 3} << QList<int>{1, 12, 2} << 0;
        QTest::newRow("expanded") << QList<int>{3, 4} << QList<int>{0, 1} << 5;
        QTest::newRow("axes of one") << QList<int>{1, 24, 1} << QList<int>{7, 1, 9} << 0;
        QTest::newRow("scalar") << QList<int>{} << QList<int>{} << 3;
    }

    void viewsInTheirOwnOrder()
    {
        QFETCH(QList<int>, shape);
        QFETCH(QList<int>, strides);
        QFETCH(int, start);
        std::vector<float> stored(24);
        std::iota(stored.begin(), stored.end(), 0.0F);
        auto tensor = MemoryTensor::floats({24}, stored);
        tensor.entry.shape.assign(shape.begin(), shape.end());
        tensor.entry.strides.assign(strides.begin(), strides.end());
        tensor.entry.start = std::uint64_t(start) * 4;
        std::vector<double> expected;
        for (std::int64_t i = 0; i < elementCount(tensor.entry.shape); ++i) {
            auto rest = i;
            std::int64_t place = start;
            for (auto axis = tensor.entry.shape.size(); axis-- > 0; rest /= tensor.entry.shape[axis])
                place += rest % tensor.entry.shape[axis] * tensor.entry.strides[axis];
            expected.push_back(double(place));
        }
        QCOMPARE(readDoubles(tensor.place(), tensor.entry).value(), expected);
        auto ordered = readDoubles(tensor.place(), inOrderOfBytes(tensor.entry)).value();
        QVERIFY(std::is_sorted(ordered.begin(), ordered.end()) || shape.size() == 2); // expanded ones repeat
        std::sort(ordered.begin(), ordered.end());
        std::sort(expected.begin(), expected.end());
        QCOMPARE(ordered, expected);
    }

    void rowsFarApartAreReadOneByOne()
    {
        std::vector<float> stored(200000, -1.0F);
        for (std::size_t i = 0; i < 3; ++i)
            stored[i * 90000] = float(i);
        auto tensor = MemoryTensor::floats({200000}, stored);
        tensor.entry.shape = {3};
        tensor.entry.strides = {90000};
        QCOMPARE(readDoubles(tensor.place(), tensor.entry).value(), (std::vector<double>{0, 1, 2}));
    }

    void longTensorsComeInPieces()
    {
        std::vector<std::uint8_t> stored(200001);
        for (std::size_t i = 0; i < stored.size(); ++i)
            stored[i] = std::uint8_t(i % 251);
        const MemoryTensor tensor(TensorType::UInt8, {3, 66667}, stored);
        auto pieces = TensorPieces::of(tensor.place(), tensor.entry);
        QVERIFY(bool(pieces));
        std::size_t at = 0;
        while (pieces.value().left() > 0) {
            const auto piece = pieces.value().next();
            QVERIFY(bool(piece));
            QVERIFY(piece.value().size() <= std::size_t(kPieceValues) && !piece.value().empty());
            for (const double value : piece.value())
                if (value != double(at++ % 251))
                    QFAIL("a value is not in its place");
        }
        QCOMPARE(at, stored.size());
        QVERIFY(pieces.value().next().value().empty());
    }

    void smallTypesAndBytesTheOtherWayRound()
    {
        const MemoryTensor half(
            TensorType::Float16, {4}, std::vector<std::uint16_t>{0x3c00, 0xc000, 0x0001, 0x7bff});
        QCOMPARE(readDoubles(half.place(), half.entry).value(),
            (std::vector<double>{1, -2, 5.9604644775390625e-8, 65504}));
        const TensorPlace swapped{*half.source, half.tree, true};
        QCOMPARE(readDoubles(swapped, half.entry).value()[0], 0x3c * 5.9604644775390625e-8); // bits 0x003c
        MemoryTensor quantised(TensorType::QUInt8, {3}, std::vector<std::uint8_t>{10, 12, 0});
        quantised.entry.scale = 0.5;
        quantised.entry.zeroPoint = 10;
        QCOMPARE(readDoubles(quantised.place(), quantised.entry).value(), (std::vector<double>{0, 1, -5}));
    }

    void whatIsNoNumberIsRefused()
    {
        const MemoryTensor complex(TensorType::Complex64, {1}, std::vector<float>{1, 2});
        QCOMPARE(TensorPieces::of(complex.place(), complex.entry).error().kind, ErrorKind::Format);
        auto repeated = MemoryTensor::floats({1}, {1});
        repeated.entry.shape = {2000000};
        repeated.entry.strides = {0};
        QCOMPARE(TensorPieces::of(repeated.place(), repeated.entry).error().kind, ErrorKind::Format);
        auto cut = MemoryTensor::floats({1}, {1});
        cut.entry.shape = {5};
        cut.entry.strides = {1};
        QCOMPARE(readDoubles(cut.place(), cut.entry).error().kind, ErrorKind::Io);
    }
};

TEST_ENTRY(TestTensorPieces, NoApplication)

} // namespace modalscope::tst_tensor_pieces

#include "tst_tensor_pieces.moc"
