#include "core/data/stored_values.h"
#include "tests/support/test_entry.h"

#include <QRegularExpression>
#include <QtTest>

#include <cmath>

namespace modalscope::tst_stored_values {

namespace {

template <class T>
std::vector<float> floatsOf(std::vector<T> values, ElementType type, double scale = 1, double offset = 0)
{
    std::vector<float> out(values.size());
    toFloats(std::as_bytes(std::span(values)), type, scale, offset, out);
    return out;
}

} // namespace

/// Stored numbers become the float32 nearest to stored · scale + offset, and go back only when nothing is
/// lost.
class TestStoredValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyType();
    void scaled();
    void bytesComeBack();
    void whatIsNoByteIsRefused();
};

void TestStoredValues::everyType()
{
    using F = std::vector<float>;
    QCOMPARE(floatsOf<std::int8_t>({-128, 127}, ElementType::Int8), (F{-128, 127}));
    QCOMPARE(floatsOf<std::uint8_t>({0, 255}, ElementType::Uint8), (F{0, 255}));
    QCOMPARE(floatsOf<std::int16_t>({-32768, 32767}, ElementType::Int16), (F{-32768, 32767}));
    QCOMPARE(floatsOf<std::uint16_t>({65535}, ElementType::Uint16), (F{65535}));
    QCOMPARE(floatsOf<std::int32_t>({-16777217}, ElementType::Int32), (F{-16777216})); // nearest float32
    QCOMPARE(floatsOf<std::uint32_t>({4294967295U}, ElementType::Uint32), (F{4294967296.0f}));
    QCOMPARE(floatsOf<std::int64_t>({-5}, ElementType::Int64), (F{-5}));
    QCOMPARE(floatsOf<std::uint64_t>({1ULL << 63}, ElementType::Uint64), (F{9223372036854775808.0f}));
    QCOMPARE(floatsOf<float>({1.5f}, ElementType::Float32), (F{1.5f}));
    QCOMPARE(floatsOf<double>({0.1, 1e300}, ElementType::Float64)[0], 0.1f);
    QVERIFY(std::isinf(floatsOf<double>({1e300}, ElementType::Float64)[0]));
    for (const auto& choice : choices(ElementType::Int8))
        QCOMPARE(int(elementSize(choice.value)) * 8,
            QString::fromUtf8(choice.text.data())
                .remove(QRegularExpression(QStringLiteral("[a-z]")))
                .toInt());
}

void TestStoredValues::scaled()
{
    QCOMPARE(floatsOf<std::uint8_t>({0, 51, 255}, ElementType::Uint8, 1.0 / 255),
        (std::vector<float>{0, 0.2f, 1}));
    QCOMPARE(floatsOf<float>({2}, ElementType::Float32, 0.5, -3), (std::vector<float>{-2}));
    QCOMPARE(usualScale(ElementType::Uint8), 1.0 / 255);
    QCOMPARE(usualScale(ElementType::Int8), 1.0);
}

void TestStoredValues::bytesComeBack()
{
    std::vector<std::uint8_t> all(256);
    for (std::size_t i = 0; i < 256; ++i)
        all[i] = std::uint8_t(i);
    for (const auto& [scale, offset] : {std::pair(1.0 / 255, 0.0), {0.5, -3.0}, {-0.1, 7.0}}) {
        const auto values = floatsOf(all, ElementType::Uint8, scale, offset);
        std::vector<std::byte> raw;
        QVERIFY(fromFloats(values, ElementType::Uint8, scale, offset, raw));
        QVERIFY(std::ranges::equal(raw, std::as_bytes(std::span(all))));
    }
}

void TestStoredValues::whatIsNoByteIsRefused()
{
    std::vector<std::byte> raw;
    for (const float value : {-1.0f, 256.0f, 0.5f, std::nanf(""), HUGE_VALF})
        QVERIFY(!fromFloats(std::span(&value, 1), ElementType::Uint8, 1, 0, raw));
}

TEST_ENTRY(TestStoredValues, NoApplication)

} // namespace modalscope::tst_stored_values

#include "tst_stored_values.moc"
