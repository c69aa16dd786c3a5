#include "core/data/standardizer.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_standardizer {

namespace {

Split splitOf(Array rows)
{
    Split split;
    split.name = "train";
    split.size = rows.rows();
    split.rows.push_back(rowsInMemory(std::make_shared<const Array>(std::move(rows))));
    split.presence.resize(1);
    return split;
}

Modality features(std::int64_t size)
{
    return {.name = "a", .kind = ModalityKind::Features, .shape = {size}, .stored = "float32"};
}

} // namespace

/// Feature columns get mean 0 and deviation 1 by the training rows that have the modality, and by no others.
class TestStandardizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void handValues();
    void leavesAbsentRowsOut();
    void isExactFarFromZero();
    void otherKindsStayAsTheyAre();
    void nothingPresent();
    void hiddenRowsCountNoMoreThanAbsentOnes();
    void meanOfTheRowsThatMayBeSeen();
    void channelsOfImages();
};

void TestStandardizer::handValues()
{
    Array rows(
        {4, 3}); // columns 1 2 3 4 (mean 2.5, variance 1.25), constant 7, and -1 1 -1 1 (mean 0, deviation 1)
    rows.values = {1, 7, -1, 2, 7, 1, 3, 7, -1, 4, 7, 1};
    const auto fitted = fitStandardizer(splitOf(rows), 0, features(3));
    QVERIFY(bool(fitted));
    const auto& s = fitted.value();
    QCOMPARE(s.mean, (std::vector<double>{2.5, 7, 0}));
    QCOMPARE(s.deviation[0], std::sqrt(1.25));
    QCOMPARE(s.deviation[1], 1.0);
    QCOMPARE(s.deviation[2], 1.0);
    s.apply(rows.values);
    QCOMPARE(rows.values[0], float(-1.5 / std::sqrt(1.25)));
    QCOMPARE(rows.values[1], 0.0f);
    QCOMPARE(rows.values[11], 1.0f);
}

void TestStandardizer::leavesAbsentRowsOut()
{
    Array rows({3, 1});
    rows.values = {1, 1000, 3};
    auto split = splitOf(rows);
    split.presence[0] = {1, 0, 1};
    const auto fitted = fitStandardizer(split, 0, features(1));
    QCOMPARE(fitted.value().mean[0], 2.0);
    QCOMPARE(fitted.value().deviation[0], 1.0);
}

void TestStandardizer::isExactFarFromZero()
{
    // 1e6 ± 1: summing squares would lose the deviation to rounding; many rows, so that several chunks are
    // read
    Array rows({600000, 2});
    for (std::size_t i = 0; i < rows.values.size(); ++i)
        rows.values[i] = 1e6f + (i / 2 % 2 ? 1.0f : -1.0f);
    const auto fitted = fitStandardizer(splitOf(std::move(rows)), 0, features(2));
    QVERIFY(std::abs(fitted.value().mean[1] - 1e6) < 1e-6);
    QVERIFY(std::abs(fitted.value().deviation[1] - 1) < 1e-9);
}

void TestStandardizer::otherKindsStayAsTheyAre()
{
    auto modality = features(2);
    modality.kind = ModalityKind::Sequence;
    modality.shape = {1, 2};
    const auto fitted = fitStandardizer(splitOf(Array({2, 2})), 0, modality);
    QVERIFY(fitted.value().isEmpty());
    std::vector<float> values{1, 2};
    fitted.value().apply(values);
    QCOMPARE(values, (std::vector<float>{1, 2}));
}

void TestStandardizer::nothingPresent()
{
    auto split = splitOf(Array({2, 1}));
    split.presence[0] = {0, 0};
    const auto fitted = fitStandardizer(split, 0, features(1));
    QCOMPARE(fitted.value().mean[0], 0.0);
    QCOMPARE(fitted.value().deviation[0], 1.0);
}

/// What a run may not see, it may not learn from either.
void TestStandardizer::hiddenRowsCountNoMoreThanAbsentOnes()
{
    Array rows({4, 2});
    rows.values = {1, 10, 1000, 20, 3, 30, 7, 90};
    auto split = splitOf(rows);
    split.presence[0] = {1, 1, 1, 0};
    const std::vector<std::uint8_t> mask{1, 0, 1, 1};
    const auto fitted = fitStandardizer(split, 0, features(2), mask).value();
    QCOMPARE(fitted.mean, (std::vector<double>{2, 20}));
    QCOMPARE(fitted.deviation, (std::vector<double>{1, 10}));
    QCOMPARE(fitStandardizer(split, 0, features(2)).value().mean[0], 1004.0 / 3); // unless it is told
}

void TestStandardizer::meanOfTheRowsThatMayBeSeen()
{
    Array rows({4, 1, 2}); // of any kind: one value each
    rows.values = {1, -10, 1000, 20, 3, 30, 7, 90};
    auto split = splitOf(rows);
    QCOMPARE(fitMean(split, 0).value(), (std::vector<float>{1011.0f / 4, 130.0f / 4}));
    split.presence[0] = {1, 1, 1, 0};
    const std::vector<std::uint8_t> mask{1, 0, 1, 1};
    QCOMPARE(fitMean(split, 0, mask).value(), (std::vector<float>{2, 10}));
    const std::vector<std::uint8_t> none(4, 0);
    QCOMPARE(fitMean(split, 0, none).value(), (std::vector<float>{0, 0}));
}

/// Two pictures of two channels and 1 × 2 pixels, and one that is hidden: the channels have 1 2 3 6 (mean 3,
/// variance 3.5) and 4 everywhere.
void TestStandardizer::channelsOfImages()
{
    Array rows({3, 4});
    rows.values = {1, 2, 4, 4, 3, 6, 4, 4, 900, 900, 900, 900};
    const Modality images{.name = "a", .kind = ModalityKind::Image, .shape = {2, 1, 2}, .stored = "float32"};
    const std::vector<std::uint8_t> mask{1, 1, 0};
    const auto fitted = fitChannelStandardizer(splitOf(rows), 0, images, mask);
    QVERIFY(bool(fitted));
    const auto& s = fitted.value();
    QCOMPARE(s.mean, (std::vector<double>{3, 4}));
    QCOMPARE(s.deviation, (std::vector<double>{std::sqrt(3.5), 1}));
    s.apply(rows.values, 2);
    QCOMPARE(rows.values[1], float(-1 / std::sqrt(3.5)));
    QCOMPARE(rows.values[2], 0.0f);
    QCOMPARE(rows.values[5], float(3 / std::sqrt(3.5)));
    QCOMPARE(rows.values[10], 896.0f);
    QVERIFY(fitChannelStandardizer(splitOf(rows), 0, features(4)).value().isEmpty());
}

TEST_ENTRY(TestStandardizer, NoApplication)

} // namespace modalscope::tst_standardizer

#include "tst_standardizer.moc"
