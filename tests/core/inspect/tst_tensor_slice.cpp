#include "core/inspect/tensor_slice.h"
#include "tests/core/inspect/memory_tensor.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numeric>

namespace modalscope::tst_tensor_slice {

using Values = std::vector<double>;

/// A slice holds the cells of the axes and places that were asked for, means of blocks where it has to be
/// smaller.
class TestTensorSlice : public QObject {
    Q_OBJECT

    static MemoryTensor counting(Shape shape)
    {
        std::vector<float> values(std::size_t(elementCount(shape)));
        std::iota(values.begin(), values.end(), 0.0F);
        return MemoryTensor::floats(std::move(shape), values);
    }
    static TensorSlice slice(const MemoryTensor& tensor, const SliceRequest& request)
    {
        auto made = sliceOf(tensor.place(), tensor.entry, request);
        return made ? made.value() : TensorSlice();
    }

private Q_SLOTS:
    void axesAndPlaces()
    {
        const auto tensor = counting({2, 3, 2}); // element [i, j, k] is 6 i + 2 j + k
        const auto plain = slice(tensor, {0, 1, {0, 0, 1}, 512, 512});
        QCOMPARE(plain.rows, 2);
        QCOMPARE(plain.columns, 3);
        QCOMPARE(plain.values, (Values{1, 3, 5, 7, 9, 11}));
        const auto turned = slice(tensor, {2, 1, {1}, 512, 512});
        QCOMPARE(turned.rows, 2);
        QCOMPARE(turned.values, (Values{6, 8, 10, 7, 9, 11}));
    }

    void fewerThanTwoAxes()
    {
        const auto row = slice(counting({3}), {});
        QCOMPARE(row.rows, 1);
        QCOMPARE(row.values, (Values{0, 1, 2}));
        const auto cell = slice(counting({}), {});
        QCOMPARE(cell.columns, 1);
        QCOMPARE(cell.values, Values{0});
        const auto none = slice(counting({0, 4}), {});
        QCOMPARE(none.rows, 0);
        QVERIFY(none.values.empty());
    }

    void blocksOfCells()
    {
        auto tensor
            = MemoryTensor::floats({3, 3}, {1, 3, 5, 5, 7, 9, std::numeric_limits<float>::quiet_NaN(), 4, 8});
        const auto made = slice(tensor, {0, 1, {}, 2, 2}); // blocks of 2 x 2, those at the end smaller
        QCOMPARE(made.rows, 2);
        QCOMPARE(made.rowsPerCell, 2);
        QCOMPARE(made.values, (Values{4, 7, 4, 8})); // (1+3+5+7)/4, (5+9)/2, 4 without NaN, 8
        tensor = MemoryTensor::floats({1, 2}, {std::numeric_limits<float>::quiet_NaN(), 1});
        QVERIFY(std::isnan(slice(tensor, {}).values[0]));
    }

    void transposedViews()
    {
        auto tensor = counting({2, 3});
        tensor.entry.shape = {3, 2};
        tensor.entry.strides = {1, 3};
        QCOMPARE(slice(tensor, {}).values, (Values{0, 3, 1, 4, 2, 5}));
    }

    void whatIsNotThere()
    {
        const auto tensor = counting({2, 3, 2});
        for (const auto& request : {SliceRequest{0, 3, {}, 9, 9}, SliceRequest{1, 1, {}, 9, 9},
                 SliceRequest{0, 1, {0, 0, 2}, 9, 9}, SliceRequest{0, 1, {}, 0, 9}})
            QCOMPARE(sliceOf(tensor.place(), tensor.entry, request).error().kind, ErrorKind::InvalidInput);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(
            sliceOf(tensor.place(), tensor.entry, {}, stop.get_token()).error().kind, ErrorKind::Cancelled);
    }
};

TEST_ENTRY(TestTensorSlice, NoApplication)

} // namespace modalscope::tst_tensor_slice

#include "tst_tensor_slice.moc"
