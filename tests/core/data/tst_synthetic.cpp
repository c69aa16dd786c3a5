#include "core/data/synthetic.h"
#include "core/eval/linear_probe.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope::tst_synthetic {

namespace {

ArrayD rowsOf(const Dataset& dataset, const char* split, std::size_t modality)
{
    const auto rows
        = readAll(*dataset.split(split)->rows[modality], {dataset.modalities[modality].size()}).value();
    ArrayD array(rows.shape);
    std::ranges::copy(rows.values, array.values.begin());
    return array;
}

/// Test accuracy of a linear classifier of one modality.
double linearAccuracy(const Dataset& dataset, const ArrayD& train, const ArrayD& test)
{
    const LinearProbeOptions options{.iterations = 30};
    const auto probe
        = fitLinearProbe(train, dataset.split("train")->classes, dataset.classCount(), options).value();
    const auto logits = probe.logits(test);
    const auto& labels = dataset.split("test")->classes;
    double right = 0;
    for (std::int64_t i = 0; i < logits.rows(); ++i)
        right += std::ranges::max_element(logits.row(i)) - logits.row(i).begin() == labels[std::size_t(i)];
    return right / double(logits.rows());
}

} // namespace

/// Synthetic data have the statistics they are described with, and are the same for the same seed.
class TestSynthetic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizesAndSeeds_data();
    void sizesAndSeeds();
    void refusesSizes();
    void parityOfA();
    void parityOfV();
    void parityHidesTheClassFromLinearModels();
    void parityIsTheSameTaskForEverySeed();
    void imagesAreBytes();
};

void TestSynthetic::sizesAndSeeds_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QStringList>("modalities");
    QTest::addColumn<int>("classes");
    QTest::newRow("parity") << int(SampleKind::Parity)
                            << QStringList{QStringLiteral("features 40"), QStringLiteral("features 40")} << 6;
    QTest::newRow("avsynth") << int(SampleKind::AvSynth)
                             << QStringList{QStringLiteral("image 1 × 32 × 40"),
                                    QStringLiteral("image 1 × 28 × 28")}
                             << 8;
    QTest::newRow("trimodal") << int(SampleKind::TriModal)
                              << QStringList{QStringLiteral("sequence 24 × 4"), QStringLiteral("features 20"),
                                     QStringLiteral("image 1 × 16 × 16")}
                              << 5;
}

void TestSynthetic::sizesAndSeeds()
{
    QFETCH(int, kind);
    QFETCH(QStringList, modalities);
    QFETCH(int, classes);
    const SampleOptions options{.seed = 3, .train = 80, .valid = 24, .test = 40};
    const auto dataset = makeSample(SampleKind(kind), options).value();
    QStringList found;
    for (const auto& modality : dataset.modalities)
        found << QString::fromStdString(shapeText(modality));
    QCOMPARE(found, modalities);
    QCOMPARE(dataset.classCount(), classes);
    for (const auto& [name, size] : {std::pair("train", 80), {"valid", 24}, {"test", 40}}) {
        const auto* split = dataset.split(name);
        QCOMPARE(split->size, std::int64_t(size));
        QCOMPARE(split->classes.size(), std::size_t(size));
        QVERIFY(std::ranges::all_of(split->classes, [&](int c) { return c >= 0 && c < classes; }));
    }
    QCOMPARE(makeSample(SampleKind(kind), options).value().fingerprint, dataset.fingerprint);
    auto other = options;
    other.seed = 4;
    QVERIFY(makeSample(SampleKind(kind), other).value().fingerprint != dataset.fingerprint);
    other = options;
    other.test = 41; // the other splits do not change with the size of one
    const auto longer = makeSample(SampleKind(kind), other).value();
    QVERIFY(rowsOf(longer, "train", 0) == rowsOf(dataset, "train", 0));
}

void TestSynthetic::refusesSizes()
{
    for (const SampleOptions& options : {SampleOptions{.train = -1}, SampleOptions{.train = 5},
             SampleOptions{.test = 1'000'000'000}, SampleOptions{.valid = -7}}) {
        const auto made = makeSample(SampleKind::Parity, options);
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::InvalidInput);
        QVERIFY(made.error().message.find("is out of range") != std::string::npos);
    }
}

void TestSynthetic::parityOfA()
{
    // a = 0.34·μ_y + N(0, I): within a class unit variance; between classes 0.34² times the variance of the
    // means
    const auto dataset = makeSample(SampleKind::Parity, {}).value();
    QCOMPARE(dataset.split("train")->size, std::int64_t(3000));
    QCOMPARE(dataset.split("valid")->size, std::int64_t(600));
    QCOMPARE(dataset.split("test")->size, std::int64_t(3000));
    const auto a = rowsOf(dataset, "train", 0);
    const auto& labels = dataset.split("train")->classes;
    std::array<std::array<double, 40>, 6> means{};
    std::array<double, 6> counts{};
    for (std::int64_t i = 0; i < a.rows(); ++i) {
        const auto c = std::size_t(labels[std::size_t(i)]);
        ++counts[c];
        for (std::size_t k = 0; k < 40; ++k)
            means[c][k] += a.row(i)[k];
    }
    for (std::size_t c = 0; c < 6; ++c) {
        QVERIFY(std::abs(counts[c] - 500) < 5 * std::sqrt(3000 * 5.0 / 36)); // classes are drawn uniformly
        for (auto& value : means[c])
            value /= counts[c];
    }
    double within = 0, between = 0;
    for (std::int64_t i = 0; i < a.rows(); ++i)
        for (std::size_t k = 0; k < 40; ++k)
            within += std::pow(a.row(i)[k] - means[std::size_t(labels[std::size_t(i)])][k], 2);
    for (const auto& mean : means)
        for (const double value : mean)
            between += value * value / 240;
    QVERIFY(std::abs(within / (3000 * 40) - 1) < 5 * std::sqrt(2.0 / 120000));
    // 240 squared means with variance 0.34² + 1/500: relative deviation sqrt(2/240) = 0.091
    QVERIFY(std::abs(between / (0.34 * 0.34 + 0.002) - 1) < 4 * 0.091);
}

void TestSynthetic::parityOfV()
{
    // The rotation keeps lengths: 6 coordinates of ±1 and noise of 0.3² in all 40, so E|v|² = 6 + 40 · 0.09
    // = 9.6. The trace of squares of the covariance: 6 · 1.09² + 34 · 0.09² = 7.404, and as six classes use
    // three bits unevenly (two have mean −1/3), s and s⊙b correlate: 4 · (1/3)² = 0.444 more.
    const auto dataset = makeSample(SampleKind::Parity, {}).value();
    const auto v = rowsOf(dataset, "train", 1);
    double length = 0;
    std::array<std::array<double, 40>, 40> covariance{};
    for (std::int64_t i = 0; i < v.rows(); ++i)
        for (std::size_t r = 0; r < 40; ++r) {
            length += v.row(i)[r] * v.row(i)[r] / double(v.rows());
            for (std::size_t c = 0; c < 40; ++c)
                covariance[r][c] += v.row(i)[r] * v.row(i)[c] / double(v.rows());
        }
    QVERIFY2(std::abs(length - 9.6) < 0.1, qPrintable(QString::number(length)));
    double squares = 0;
    for (const auto& row : covariance)
        for (const double value : row)
            squares += value * value;
    // sampling adds about (trace² + trace of squares)/N = (92 + 7)/3000 = 0.033
    QVERIFY2(std::abs(squares - 7.881) < 0.15, qPrintable(QString::number(squares)));
}

void TestSynthetic::parityHidesTheClassFromLinearModels()
{
    const auto dataset = makeSample(SampleKind::Parity, {}).value();
    const double a = linearAccuracy(dataset, rowsOf(dataset, "train", 0), rowsOf(dataset, "test", 0));
    const double v = linearAccuracy(dataset, rowsOf(dataset, "train", 1), rowsOf(dataset, "test", 1));
    QVERIFY2(a > 0.6, qPrintable(QString::number(a)));
    QVERIFY2(v < 0.21, qPrintable(QString::number(v))); // chance is 0.167
    // Products of pairs of coordinates carry it: 80 % of the classes stand plus a sixth of the replaced,
    // 0.833 at best.
    const auto products = [&](const char* split) {
        const auto rows = rowsOf(dataset, split, 1);
        ArrayD squared({rows.rows(), 820});
        for (std::int64_t i = 0; i < rows.rows(); ++i)
            for (std::size_t r = 0, at = 0; r < 40; ++r)
                for (std::size_t c = r; c < 40; ++c, ++at)
                    squared.row(i)[at] = rows.row(i)[r] * rows.row(i)[c];
        return squared;
    };
    const double best = linearAccuracy(dataset, products("train"), products("test"));
    QVERIFY2(best > 0.45 && best < 0.86, qPrintable(QString::number(best)));
}

void TestSynthetic::parityIsTheSameTaskForEverySeed()
{
    const auto one = makeSample(SampleKind::Parity, {.seed = 1}).value();
    const auto two = makeSample(SampleKind::Parity, {.seed = 2}).value();
    const double transferred = linearAccuracy(one, rowsOf(one, "train", 0), rowsOf(one, "test", 0));
    const auto probe = fitLinearProbe(rowsOf(one, "train", 0), one.split("train")->classes, 6).value();
    const auto logits = probe.logits(rowsOf(two, "test", 0));
    double right = 0;
    for (std::int64_t i = 0; i < logits.rows(); ++i)
        right += std::ranges::max_element(logits.row(i)) - logits.row(i).begin()
            == two.split("test")->classes[std::size_t(i)];
    QVERIFY(std::abs(right / 3000 - transferred) < 0.04);
}

void TestSynthetic::imagesAreBytes()
{
    const auto dataset = makeSample(SampleKind::AvSynth, {.train = 40, .valid = 8, .test = 8}).value();
    for (const std::size_t m : {0, 1}) {
        QCOMPARE(dataset.modalities[m].stored, std::string("uint8"));
        const auto rows = rowsOf(dataset, "train", m);
        for (const double value : rows.values)
            QVERIFY(value >= 0 && value <= 1 && std::abs(value * 255 - std::nearbyint(value * 255)) < 1e-4);
    }
}

TEST_ENTRY(TestSynthetic, NoApplication)

} // namespace modalscope::tst_synthetic

#include "tst_synthetic.moc"
