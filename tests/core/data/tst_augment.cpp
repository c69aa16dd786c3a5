#include "core/config/json_options.h"
#include "core/data/augment.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <thread>

namespace modalscope::tst_augment {

namespace {

constexpr std::int64_t kRows = 24, kColumns = 40;

Dataset pictures()
{
    Dataset dataset;
    dataset.name = "pictures";
    dataset.task = Task::Segmentation;
    dataset.modalities = {{"thermal", ModalityKind::Image, {1, kRows, kColumns}, "uint8", 1.0 / 255, 0},
        {"rgb", ModalityKind::Image, {3, kRows, kColumns}, "uint8", 1.0 / 255, 0}};
    dataset.ignoreLabel = 255;
    dataset.labelShape = {kRows, kColumns};
    return dataset;
}

/// Rows and columns in every channel, and the label 1000 · row + column. Without a zero: padding is seen.
DenseSample coordinates()
{
    DenseSample sample;
    sample.images = {Array({2, kRows, kColumns}), Array({3, kRows, kColumns})};
    sample.labels = Array({kRows, kColumns});
    for (std::int64_t y = 0; y < kRows; ++y)
        for (std::int64_t x = 0; x < kColumns; ++x) {
            const auto place = std::size_t(y * kColumns + x);
            sample.labels.values[place] = float(1000 * y + x);
            for (auto& image : sample.images) {
                image.values[place] = float(y + 1);
                image.values[std::size_t(kRows * kColumns) + place] = float(x + 1);
            }
        }
    return sample;
}

Augmenter make(const AugmentOptions& options, std::uint64_t seed = 7)
{
    return Augmenter::make(options, pictures(), seed).value();
}

bool operator==(const DenseSample& a, const DenseSample& b)
{
    return a.images == b.images && a.labels == b.labels;
}

/// Only what moves pixels.
AugmentOptions geometry()
{
    return {.colourJitter = 0, .blur = 0};
}

} // namespace

/// All modalities and the label map of a sample are moved alike, by chances that depend on seed, epoch and
/// sample alone.
class TestAugment : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void geometryIsTheSameForEveryModalityAndTheLabels();
    void colourStepsLeaveTheOthersAlone();
    void theSameForAnyOrderAndThread();
    void stepsThatAreOffChangeNoOther();
    void chancesAndBounds();
    void windowOfTheReleasedCode();
    void evaluationSize();
    void options();
    void badInput_data();
    void badInput();
};

void TestAugment::geometryIsTheSameForEveryModalityAndTheLabels()
{
    auto options = geometry();
    options.cropRows = 32;
    options.cropColumns = 24;
    const auto augmenter = make(options);
    int padded = 0, flipped = 0;
    for (int i = 0; i < 60; ++i) {
        const auto drawn = augmenter.draw(1, i);
        auto sample = coordinates();
        augmenter.apply(sample, 1, i);
        QCOMPARE(sample.labels.shape, (Shape{32, 24}));
        QCOMPARE(sample.images[0].shape, (Shape{2, 32, 24}));
        QCOMPARE(sample.images[1].shape, (Shape{3, 32, 24}));
        flipped += drawn.flips;
        // Nearest takes the pixel at the left of its place, bilinear is in the middle of it: at most one
        // pixel of the picture, and half a pixel of the new one.
        const double tolerance = 1 + 0.5 * double(kRows) / double(drawn.window.rows);
        for (std::size_t place = 0; place < 32 * 24; ++place) {
            const float row = sample.images[0].values[place];
            const float column = sample.images[0].values[32 * 24 + place];
            QCOMPARE(sample.images[1].values[place], row);
            QCOMPARE(sample.images[1].values[32 * 24 + place], column);
            const float label = sample.labels.values[place];
            QCOMPARE(label == 255.0f && row == 0, row == 0);
            if (row == 0) {
                ++padded;
                continue;
            }
            const int labelRow = int(label) / 1000, labelColumn = int(label) % 1000;
            QVERIFY(std::abs(row - 1 - float(labelRow)) <= tolerance);
            // flipping comes first, so it turns the neighbours of the labels around as well
            QVERIFY(std::abs(column - 1 - float(labelColumn)) <= tolerance);
        }
        // rows go down, columns to the right unless flipped
        QCOMPARE(sample.images[0].values[32 * 24] > sample.images[0].values[32 * 24 + 3], drawn.flips);
        QVERIFY(sample.images[0].values[0] <= sample.images[0].values[24]);
    }
    QVERIFY(padded > 0);
    QVERIFY(flipped > 10 && flipped < 50);
}

void TestAugment::colourStepsLeaveTheOthersAlone()
{
    const auto augmenter = make({.colourJitter = 1, .flip = 0, .blur = 1, .resizedCrop = false});
    QCOMPARE(augmenter.rgbIndex(), 1);
    auto sample = coordinates();
    augmenter.apply(sample, 0, 0);
    const auto before = coordinates();
    QVERIFY(sample.images[0] == before.images[0]);
    QVERIFY(sample.labels == before.labels);
    QVERIFY(!(sample.images[1] == before.images[1]));
    const auto named
        = make({.rgb = "thermal", .colourJitter = 1, .flip = 0, .blur = 0, .resizedCrop = false});
    auto other = coordinates();
    named.apply(other, 0, 0);
    QVERIFY(other.images[1] == before.images[1]);
    QVERIFY(!(other.images[0] == before.images[0]));
}

void TestAugment::theSameForAnyOrderAndThread()
{
    const auto augmenter = make({});
    constexpr int count = 40;
    std::vector<DenseSample> alone(count), shared(count);
    for (int i = 0; i < count; ++i) {
        alone[std::size_t(i)] = coordinates();
        augmenter.apply(alone[std::size_t(i)], 3, i);
    }
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t)
        threads.emplace_back([&, t] {
            for (int i = count - 1 - t; i >= 0; i -= 3) {
                shared[std::size_t(i)] = coordinates();
                augmenter.apply(shared[std::size_t(i)], 3, i);
            }
        });
    for (auto& thread : threads)
        thread.join();
    for (std::size_t i = 0; i < count; ++i)
        QVERIFY(alone[i] == shared[i]);
    const auto differs = [&](const Augmenter& other, std::int64_t epoch) {
        int changed = 0;
        for (int i = 0; i < count; ++i)
            changed += !(other.draw(epoch, i).window == augmenter.draw(3, i).window);
        return changed;
    };
    QCOMPARE(differs(make({}), 3), 0);
    QVERIFY(differs(make({}), 4) > count / 2);
    QVERIFY(differs(make({}, 8), 3) > count / 2);
}

void TestAugment::stepsThatAreOffChangeNoOther()
{
    const auto all = make({});
    const auto few = make({.colourJitter = 0, .flip = 0, .blur = 0});
    for (int i = 0; i < 50; ++i) {
        const auto drawn = few.draw(0, i);
        QVERIFY(!drawn.changesColours && !drawn.flips && !drawn.blurs);
        QVERIFY(drawn.window == all.draw(0, i).window);
    }
    auto sample = coordinates();
    make({.colourJitter = 0, .flip = 0, .blur = 0, .resizedCrop = false}).apply(sample, 0, 0);
    QVERIFY(sample == coordinates());
}

void TestAugment::chancesAndBounds()
{
    const auto augmenter = make({});
    constexpr int count = 4000;
    int colours = 0, flips = 0, blurs = 0;
    double sum = 0, least = 2, most = 0;
    std::int64_t smallest = 1000, largest = 0, mostTop = 0;
    for (int i = 0; i < count; ++i) {
        const auto drawn = augmenter.draw(i / 100, i % 100);
        colours += drawn.changesColours;
        flips += drawn.flips;
        blurs += drawn.blurs;
        for (const double factor :
            {drawn.colours.brightness, drawn.colours.contrast, drawn.colours.saturation}) {
            least = std::min(least, factor);
            most = std::max(most, factor);
            sum += factor;
        }
        const auto& window = drawn.window;
        smallest = std::min(smallest, window.rows);
        largest = std::max(largest, window.rows);
        QCOMPARE(window.windowRows, kRows);
        QVERIFY(window.top >= 0 && window.top <= std::max<std::int64_t>(window.rows - kRows, 0) + 1);
        QVERIFY(window.left >= 0 && window.left <= std::max<std::int64_t>(window.columns - kColumns, 0) + 1);
        if (window.rows < kRows)
            mostTop = std::max(mostTop, window.top);
        // rows and columns keep their ratio but for rounding
        QVERIFY(std::abs(double(window.columns) / double(window.rows) - double(kColumns) / kRows) < 0.08);
    }
    const auto isNear = [](int found, double share) {
        return std::abs(found - share * count) < 4 * std::sqrt(share * (1 - share) * count);
    };
    QVERIFY(isNear(colours, 0.2) && isNear(flips, 0.5) && isNear(blurs, 0.2));
    QVERIFY(least >= 0.5 && least < 0.51 && most <= 1.5 && most > 1.49);
    QVERIFY(std::abs(sum / (3 * count) - 1) < 4 * 0.2887 / std::sqrt(3.0 * count));
    QCOMPARE(smallest, std::int64_t(12)); // 0.5 and nearly 2 times 24 rows
    QCOMPARE(largest, std::int64_t(47));
    QCOMPARE(mostTop, std::int64_t(1)); // even a picture without margin may lose its first row
}

void TestAugment::windowOfTheReleasedCode()
{
    // int(480 · 0.777), int(640 · 4 · 0.777) = 372, 1989; min(1989 / 640, 372 / 480) = 0.775; 372 × 496
    const auto least = [](std::int64_t) { return std::int64_t(0); };
    const auto most = [](std::int64_t bound) { return bound; };
    QVERIFY(drawWindow(480, 640, 480, 640, 0.777, least) == (ResizedWindow{372, 496, 0, 0, 480, 640}));
    QVERIFY(drawWindow(480, 640, 480, 640, 0.777, most) == (ResizedWindow{372, 496, 1, 1, 480, 640}));
    // twice as large: margins of 480 and 640, one more than fits
    QVERIFY(drawWindow(480, 640, 480, 640, 2, most) == (ResizedWindow{960, 1280, 481, 641, 480, 640}));
    // 230 × 420 in 512 × 512 at 1.3: (665, 2662), min(2662 / 420, 665 / 230) = 2.8913; 665 × 1214
    QVERIFY(drawWindow(230, 420, 512, 512, 1.3, most) == (ResizedWindow{665, 1214, 154, 703, 512, 512}));
    // a long strip: the long side decides. (32, 128), min(128 / 1000, 32 / 20) = 0.128
    QVERIFY(drawWindow(20, 1000, 32, 32, 1, least) == (ResizedWindow{3, 128, 0, 0, 32, 32}));
}

void TestAugment::evaluationSize()
{
    auto sample = coordinates();
    resizeForEvaluation(sample, 0);
    QCOMPARE(sample.labels.shape, (Shape{32, 64}));
    QCOMPARE(sample.images[1].shape, (Shape{3, 32, 64}));
    QVERIFY(std::ranges::max(sample.labels.values) == float(1000 * (kRows - 1) + kColumns - 1));
    sample = coordinates();
    resizeForEvaluation(sample, 48, 16);
    QCOMPARE(sample.labels.shape, (Shape{48, 80}));
    sample = coordinates();
    resizeForEvaluation(sample, 24, 8);
    QVERIFY(sample == coordinates());
}

void TestAugment::options()
{
    const auto text = R"({"rgb": "thermal", "flip": 0.25, "crop_rows": 64, "resized_crop": true})";
    const auto read = fromJson<AugmentOptions>(parseJson(text, "test").value(), "augment").value();
    QCOMPARE(read.flip, 0.25);
    QCOMPARE(read.cropRows, std::int64_t(64));
    QCOMPARE(read.colourJitter, 0.2);
    const auto wrong = fromJson<AugmentOptions>(parseJson(R"({"blur": 2})", "test").value(), "augment");
    QVERIFY(!wrong);
    QVERIFY(wrong.error().message.find("augment.blur") != std::string::npos);
    QVERIFY(toJson(AugmentOptions{}).contains("least_scale"));
    const auto augmenter = make(read);
    QCOMPARE(augmenter.rows(), std::int64_t(64));
    QCOMPARE(augmenter.columns(), kColumns);
    QCOMPARE(augmenter.rgbIndex(), 0);
    QCOMPARE(augmenter.paddingLabel(), 255);
}

void TestAugment::badInput_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("says");
    QTest::newRow("unknown modality")
        << 0 << QStringLiteral("augment.rgb: colour is no modality of pictures");
    QTest::newRow("no picture of three channels") << 1 << QStringLiteral("has no modality of three channels");
    QTest::newRow("other size") << 2
                                << QStringLiteral(
                                       "rgb is image 3 × 24 × 41, but the label maps have 24 rows");
    QTest::newRow("no picture") << 3 << QStringLiteral("thermal is features 7");
    QTest::newRow("scales") << 4 << QStringLiteral("least_scale is above");
    QTest::newRow("classification") << 5 << QStringLiteral("no label maps");
}

void TestAugment::badInput()
{
    QFETCH(int, what);
    QFETCH(QString, says);
    auto dataset = pictures();
    AugmentOptions options;
    if (what == 0)
        options.rgb = "colour";
    if (what == 1)
        dataset.modalities.pop_back();
    if (what == 2)
        dataset.modalities[1].shape[2] = 41;
    if (what == 3)
        dataset.modalities[0] = {"thermal", ModalityKind::Features, {7}, "float32", 1, 0};
    if (what == 4)
        options.leastScale = 3;
    if (what == 5)
        dataset.task = Task::Classification;
    const auto made = Augmenter::make(options, dataset, 0);
    QVERIFY(!made);
    QCOMPARE(int(made.error().kind), int(ErrorKind::InvalidInput));
    QVERIFY2(QString::fromStdString(made.error().message).contains(says), made.error().message.c_str());
    if (what == 1) // nothing to change: no RGB is needed
        QVERIFY(Augmenter::make(geometry(), dataset, 0));
}

TEST_ENTRY(TestAugment, NoApplication)

} // namespace modalscope::tst_augment

#include "tst_augment.moc"
