#include "core/eval/map_scores.h"
#include "core/eval/segmentation.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_map_scores {

namespace {

constexpr auto kNone = LabelMaps::kNone;

bool isNear(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

} // namespace

/// Protects the numbers behind the Segmentation page: IoU per sample and class, and the order of samples.
class TestMapScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsByHand();
    void agreesWithTheConfusion();
    void whatDoesNotCount();
    void theSampleThatLosesMostComesFirst();
    void valuesThatAreMissingComeLast();
    void truthIsReadWithItsIgnoredPixels();
    void badMapsAreRefused();
    void stopsWhenAsked();
};

void TestMapScores::countsByHand()
{
    const LabelMaps truth{1, 4, {0, 0, 1, 1, 2, 2, 2, 2}};
    const LabelMaps said{1, 4, {0, 1, 1, 1, 2, 2, 2, 0}};
    const auto scores = mapScores(truth, said, 3).value();
    QCOMPARE(scores.samples.size(), std::size_t(2));
    const auto& first = scores.samples[0];
    QVERIFY(isNear(first.iou(0), 0.5)); // 1 of 2
    QVERIFY(isNear(first.iou(1), 2.0 / 3)); // 2 of 3
    QVERIFY(std::isnan(first.iou(2))); // neither there nor said
    QVERIFY(isNear(first.miou(), (0.5 + 2.0 / 3) / 2));
    QVERIFY(isNear(first.pixelAccuracy(), 0.75));
    QVERIFY(isNear(scores.samples[1].miou(), (0.75 + 0) / 2)); // class 0 is said, and wrong
    QVERIFY(isNear(scores.all.iou(0), 1.0 / 3)); // 1 right, 2 labelled, 2 said
    QCOMPARE(scores.all.total(), std::int64_t(8));
}

void TestMapScores::agreesWithTheConfusion()
{
    LabelMaps truth{6, 7}, said{6, 7};
    PixelConfusion confusion(4, int(kNone));
    std::uint32_t state = 1;
    const auto next = [&] { return state = state * 1664525U + 1013904223U, state >> 24; };
    for (int sample = 0; sample < 5; ++sample) {
        std::vector<std::int64_t> labels, classes;
        for (int i = 0; i < 42; ++i) {
            labels.push_back(next() % 9 == 0 ? kNone : std::int64_t(next() % 4));
            classes.push_back(std::int64_t(next() % 3)); // one class is never said
        }
        QVERIFY(confusion.add(std::span<const std::int64_t>(labels), classes, sample));
        truth.classes.insert(truth.classes.end(), labels.begin(), labels.end());
        said.classes.insert(said.classes.end(), classes.begin(), classes.end());
    }
    const auto scores = mapScores(truth, said, 4).value();
    const auto wanted = segmentationScores(confusion);
    for (std::size_t c = 0; c < 4; ++c)
        QVERIFY(isNear(scores.all.iou(c), wanted.iou[c]));
    QVERIFY(isNear(scores.all.miou(), wanted.mean.iou));
    QVERIFY(isNear(scores.all.pixelAccuracy(), wanted.pixelAccuracy));
}

void TestMapScores::whatDoesNotCount()
{
    const LabelMaps truth{1, 2, {0, kNone, 1, 1}};
    const LabelMaps said{1, 2, {0, 1, kNone, kNone}}; // the second sample has nothing to predict from
    const auto scores = mapScores(truth, said, 2).value();
    QCOMPARE(scores.samples[0].miou(), 1.0);
    QVERIFY(std::isnan(scores.samples[1].miou()));
    QCOMPARE(scores.counted(), std::int64_t(1));
    QCOMPARE(scores.all.miou(), 1.0);
}

void TestMapScores::theSampleThatLosesMostComesFirst()
{
    const LabelMaps truth{1, 2, {0, 1, 0, 1, 0, 1}};
    const LabelMaps complete{1, 2, {0, 1, 0, 1, 1, 0}};
    const LabelMaps missing{1, 2, {0, 1, 1, 0, 0, 1}}; // the same, all lost, all gained
    const auto loss
        = lossOfQuality(mapScores(truth, complete, 2).value(), mapScores(truth, missing, 2).value());
    QCOMPARE(loss, (std::vector<double>{0, 1, -1}));
    QCOMPARE(largestFirst(loss), (std::vector<std::int64_t>{1, 0, 2}));
}

void TestMapScores::valuesThatAreMissingComeLast()
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(
        largestFirst(std::vector{none, 0.2, none, 0.5, 0.2}), (std::vector<std::int64_t>{3, 1, 4, 0, 2}));
    QVERIFY(largestFirst({}).empty());
}

void TestMapScores::truthIsReadWithItsIgnoredPixels()
{
    Dataset dataset;
    dataset.task = Task::Segmentation;
    dataset.classNames = {"a", "b"};
    dataset.ignoreLabel = 1; // a class of its own that does not count
    dataset.labelShape = {1, 3};
    Split split;
    split.size = 2;
    auto labels = std::make_shared<Array>(Shape{2, 3});
    labels->values = {0, 1, 0, 0, 0, 1};
    split.labelMaps = rowsInMemory(labels);
    const auto maps = trueLabelMaps(dataset, split, {}).value();
    QCOMPARE(maps.samples(), std::int64_t(2));
    QCOMPARE(maps.classes, (std::vector<std::uint8_t>{0, kNone, 0, 0, 0, kNone}));
    QCOMPARE(maps.map(1)[2], kNone);
}

void TestMapScores::badMapsAreRefused()
{
    const auto other = mapScores({1, 2, {0, 1}}, {1, 2, {0, 1, 0, 1}}, 2);
    QVERIFY(!other && other.error().kind == ErrorKind::Shape);
    const auto foreign = mapScores({1, 2, {0, 1}}, {1, 2, {0, 7}}, 2);
    QVERIFY(!foreign);
    QVERIFY2(foreign.error().message.find("sample 0") != std::string::npos, foreign.error().message.c_str());
    Dataset values;
    values.name = "numbers";
    values.task = Task::Regression;
    const auto refused = checkLabelMaps(values);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("numbers: its task is regression") != std::string::npos);
    values.task = Task::Segmentation;
    values.labelShape = {2, 2};
    values.classNames.resize(255);
    QVERIFY(checkLabelMaps(values));
    values.classNames.resize(256);
    QVERIFY(!checkLabelMaps(values));
}

void TestMapScores::stopsWhenAsked()
{
    const LabelMaps maps{1, 1, {0, 0}};
    const auto stopped = mapScores(maps, maps, 1, [] { return true; });
    QVERIFY(!stopped && stopped.error().kind == ErrorKind::Cancelled);
}

TEST_ENTRY(TestMapScores, NoApplication)

} // namespace modalscope::tst_map_scores

#include "tst_map_scores.moc"
