#include "core/inspect/tensor_summary.h"
#include "tests/core/inspect/memory_tensor.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_tensor_summary {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinite = std::numeric_limits<float>::infinity();

/// Numbers of a tensor are those worked out by hand, NaN and infinite values apart, and reading stops when
/// asked to.
class TestTensorSummary : public QObject {
    Q_OBJECT

    static TensorSummary of(const MemoryTensor& tensor)
    {
        auto summary = summarize(tensor.place(), tensor.entry, {});
        return summary ? summary.value() : TensorSummary();
    }

private Q_SLOTS:
    void plainNumbers()
    {
        const auto summary = of(MemoryTensor::floats({2, 2}, {1, 0, -3, 4})); // mean 1/2, squares 26
        QCOMPARE(summary.count, 4);
        QCOMPARE(summary.zero, 1);
        QCOMPARE(summary.sparsity(), 0.25);
        QCOMPARE(summary.mean, 0.5);
        QCOMPARE(summary.deviation, 2.5); // (0.25 + 0.25 + 12.25 + 12.25) / 4 = 6.25
        QCOMPARE(summary.norm, std::sqrt(26.0));
        QCOMPARE(summary.lowest, -3.0);
        QCOMPARE(summary.highest, 4.0);
    }

    void wrongNumbersAreCountedApart()
    {
        const auto summary = of(MemoryTensor::floats({6}, {kNan, 2, kInfinite, -kInfinite, 4, kNan}));
        QCOMPARE(summary.count, 6);
        QCOMPARE(summary.nan, 2);
        QCOMPARE(summary.infinite, 2);
        QCOMPARE(summary.mean, 3.0);
        QCOMPARE(summary.deviation, 1.0);
        QCOMPARE(summary.norm, std::sqrt(20.0));
        const auto none = of(MemoryTensor::floats({1}, {kNan}));
        QCOMPARE(none.nan, 1);
        QCOMPARE(none.lowest, 0.0);
    }

    void emptyScalarAndViews()
    {
        QCOMPARE(of(MemoryTensor::floats({0, 3}, {})).count, 0);
        const auto scalar = of(MemoryTensor::floats({}, {-7}));
        QCOMPARE(scalar.mean, -7.0);
        QCOMPARE(scalar.deviation, 0.0);
        QCOMPARE(scalar.norm, 7.0);
        auto view = MemoryTensor::floats({6}, {1, 9, 2, 9, 3, 9});
        view.entry.shape = {3};
        view.entry.strides = {2};
        QCOMPARE(of(view).mean, 2.0);
        QCOMPARE(of(view).highest, 3.0);
    }

    void typesOfEveryKind()
    {
        const auto half
            = of({TensorType::Float16, {4}, std::vector<std::uint16_t>{0x3c00, 0xbc00, 0x7c00, 0x7e00}});
        QCOMPARE(half.mean, 0.0);
        QCOMPARE(half.deviation, 1.0);
        QCOMPARE(half.infinite, 1);
        QCOMPARE(half.nan, 1);
        const auto whole = of({TensorType::Int64, {2}, std::vector<std::int64_t>{-1, 3}});
        QCOMPARE(whole.mean, 1.0);
        MemoryTensor quantised(TensorType::QInt8, {2}, std::vector<std::int8_t>{-4, 4});
        quantised.entry.scale = 0.25;
        QCOMPARE(of(quantised).highest, 1.0);
        quantised.entry.isQuantisedByChannel = true;
        QCOMPARE(summarize(quantised.place(), quantised.entry, {}).error().kind, ErrorKind::Format);
    }

    void largeMeansAndLargeNumbers()
    {
        std::vector<double> values(100000); // several pieces
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = 1e9 + (i % 2 == 0 ? 1 : -1);
        const auto summary = of({TensorType::Float64, {100000}, values});
        QCOMPARE(summary.mean, 1e9);
        QVERIFY2(
            std::abs(summary.deviation - 1) < 1e-6, qPrintable(QString::number(summary.deviation, 'g', 12)));
        QCOMPARE(of({TensorType::Float64, {2}, std::vector<double>{3e200, 4e200}}).norm, 5e200);
        QCOMPARE(of({TensorType::Float64, {2}, std::vector<double>{3e-200, 4e-200}}).norm, 5e-200);
    }

    void histograms()
    {
        const auto tensor = MemoryTensor::floats({7}, {0, 1, 1.5F, 2, 3.9F, 4, kNan});
        const auto look = lookAt(tensor.place(), tensor.entry, 4, {});
        QVERIFY(bool(look));
        const auto& histogram = look.value().histogram;
        QCOMPARE(histogram.lowest, 0.0);
        QCOMPARE(histogram.highest, 4.0);
        QCOMPARE(histogram.counts, (std::vector<std::int64_t>{1, 2, 1, 2}));
        const auto same = MemoryTensor::floats({3}, {2, 2, 2});
        QCOMPARE(
            lookAt(same.place(), same.entry, 10, {}).value().histogram.counts, std::vector<std::int64_t>{3});
        const auto none = MemoryTensor::floats({1}, {kNan});
        QVERIFY(lookAt(none.place(), none.entry, 10, {}).value().histogram.counts.empty());
        const MemoryTensor wide(TensorType::Float64, {2}, std::vector<double>{-1.7e308, 1.7e308});
        QCOMPARE(lookAt(wide.place(), wide.entry, 2, {}).value().histogram.counts,
            (std::vector<std::int64_t>{1, 1}));
        for (const int bins : {0, 1001})
            QCOMPARE(lookAt(same.place(), same.entry, bins, {}).error().kind, ErrorKind::InvalidInput);
    }

    void aStopEndsTheReading()
    {
        std::stop_source stop;
        const StoppingBytes source(std::uint64_t(4) << 30, 3, stop);
        TensorTree tree;
        tree.storages.push_back({"0", TensorType::Float32, source.size(), 0, ""});
        TensorEntry entry;
        entry.shape = {std::int64_t(1) << 30};
        entry.strides = {1};
        RunContext run;
        run.stop = stop.get_token();
        QCOMPARE(summarize({source, tree, false}, entry, run).error().kind, ErrorKind::Cancelled);
        QVERIFY(source.reads() <= 4);
    }
};

TEST_ENTRY(TestTensorSummary, NoApplication)

} // namespace modalscope::tst_tensor_summary

#include "tst_tensor_summary.moc"
