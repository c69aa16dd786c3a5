#include "core/base/random.h"
#include "core/inspect/tensor_spectrum.h"
#include "tests/core/inspect/memory_tensor.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_tensor_spectrum {

bool isNear(double a, double b, double error = 1e-12)
{
    return std::abs(a - b) <= error;
}

/// Singular values are those worked out by hand, small ones too, for matrices of every form.
class TestTensorSpectrum : public QObject {
    Q_OBJECT

    static TensorSpectrum of(const MemoryTensor& tensor)
    {
        auto made = spectrumOf(tensor.place(), tensor.entry, {});
        return made ? made.value() : TensorSpectrum();
    }

private Q_SLOTS:
    void byHand()
    {
        const auto plain
            = of(MemoryTensor::floats({2, 2}, {3, 0, 4, 5})); // W'W = [[25, 20], [20, 25]]: 45 and 5
        QCOMPARE(plain.values.size(), std::size_t(2));
        QVERIFY(isNear(plain.values[0], std::sqrt(45.0)));
        QVERIFY(isNear(plain.values[1], std::sqrt(5.0)));
        QVERIFY(isNear(plain.stableRank, 50.0 / 45.0));
        // shares 3/4 and 1/4: exp(0.75 ln(4/3) + 0.25 ln 4)
        QVERIFY(isNear(plain.effectiveRank, std::exp(0.75 * std::log(4.0 / 3) + 0.25 * std::log(4.0))));
        const auto same = of(MemoryTensor::floats({3, 3}, {2, 0, 0, 0, -2, 0, 0, 0, 2}));
        QVERIFY(isNear(same.effectiveRank, 3));
        QVERIFY(isNear(same.stableRank, 3));
    }

    void otherForms()
    {
        const auto tall = of(MemoryTensor::floats({3, 2}, {3, 0, 0, 0, 0, 4}));
        QCOMPARE(tall.values.size(), std::size_t(2));
        QVERIFY(isNear(tall.values[0], 4) && isNear(tall.values[1], 3));
        const auto wide = of(MemoryTensor::floats({1, 4}, {1, 1, 1, 1}));
        QCOMPARE(wide.values.size(), std::size_t(1));
        QVERIFY(isNear(wide.values[0], 2));
        const auto kernels = of(MemoryTensor::floats({2, 1, 2, 1}, {3, 0, 4, 5})); // [2, 2]
        QCOMPARE(kernels.columns, 2);
        QVERIFY(isNear(kernels.values[0], std::sqrt(45.0)));
        const auto zero = of(MemoryTensor::floats({2, 3}, {0, 0, 0, 0, 0, 0}));
        QCOMPARE(zero.values, (std::vector<double>{0, 0}));
        QCOMPARE(zero.effectiveRank, 0.0);
        QCOMPARE(zero.stableRank, 0.0);
    }

    /// The Gram matrix would lose 1e-9 beside 1.
    void smallValuesStay()
    {
        const double angle = 0.7, c = std::cos(angle), s = std::sin(angle);
        const MemoryTensor tensor(
            TensorType::Float64, {2, 2}, std::vector<double>{c, -s * 1e-9, s, c * 1e-9});
        const auto made = of(tensor);
        QVERIFY(isNear(made.values[0], 1, 1e-14));
        QVERIFY(isNear(made.values[1], 1e-9, 1e-15));
    }

    /// A tall random matrix: the sum of squares is the matrix's, and a transposed view has the same values.
    void manyRows()
    {
        Random random(3);
        std::vector<double> values(700 * 30);
        double squares = 0;
        for (auto& value : values) {
            value = random.normal();
            squares += value * value;
        }
        MemoryTensor tensor(TensorType::Float64, {700, 30}, values);
        const auto tall = of(tensor);
        double sum = 0;
        for (const double value : tall.values)
            sum += value * value;
        QVERIFY(isNear(sum / squares, 1, 1e-12));
        QVERIFY(std::is_sorted(tall.values.rbegin(), tall.values.rend()));
        tensor.entry.shape = {30, 700};
        tensor.entry.strides = {1, 30};
        const auto turned = of(tensor);
        QCOMPARE(turned.values.size(), tall.values.size());
        for (std::size_t i = 0; i < tall.values.size(); ++i)
            QVERIFY(isNear(turned.values[i], tall.values[i], 1e-10));
    }

    void whatHasNone()
    {
        const auto refused = [](const MemoryTensor& tensor) {
            return spectrumOf(tensor.place(), tensor.entry, {}).error().kind;
        };
        QCOMPARE(refused(MemoryTensor::floats({2}, {1, 2})), ErrorKind::InvalidInput);
        QCOMPARE(refused(MemoryTensor::floats({0, 2}, {})), ErrorKind::InvalidInput);
        QCOMPARE(refused(MemoryTensor::floats({1, 2}, {1, std::numeric_limits<float>::infinity()})),
            ErrorKind::InvalidInput);
        auto wide = MemoryTensor::floats({1}, {1});
        wide.entry.shape = {5000, 5000};
        wide.entry.strides = {0, 0};
        QCOMPARE(refused(wide), ErrorKind::InvalidInput);
        std::stop_source stop;
        stop.request_stop();
        RunContext run;
        run.stop = stop.get_token();
        const auto small = MemoryTensor::floats({2, 2}, {1, 2, 3, 4});
        QCOMPARE(spectrumOf(small.place(), small.entry, run).error().kind, ErrorKind::Cancelled);
    }
};

TEST_ENTRY(TestTensorSpectrum, NoApplication)

} // namespace modalscope::tst_tensor_spectrum

#include "tst_tensor_spectrum.moc"
