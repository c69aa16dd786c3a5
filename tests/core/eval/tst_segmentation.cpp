#include "core/eval/segmentation.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_segmentation {

namespace {

using Pixels = std::vector<std::int64_t>;

/// Those of reference_tasks.py: class 5 is never predicted, 6 no label, 7 neither; 255 is ignored.
std::pair<Pixels, Pixels> referencePixels()
{
    Pixels labels, predicted;
    for (std::int64_t i = 0; i < 600; ++i) {
        const auto label = i % 17 == 3 ? 5 : (i * i + i / 3) % 5;
        const auto guess = i % 4 == 0 ? (label + i) % 5 : label % 5;
        labels.push_back(i % 13 == 5 ? 255 : label);
        predicted.push_back(i % 29 == 7 ? 6 : guess);
    }
    return {labels, predicted};
}

PixelConfusion confusionOf(const Pixels& labels, const Pixels& predicted, int classes)
{
    PixelConfusion confusion(classes, 255);
    if (!confusion.add(labels, predicted, 0))
        qFatal("the pixels of a test do not count");
    return confusion;
}

void compareLists(const std::vector<double>& found, const std::vector<double>& expected)
{
    QCOMPARE(found.size(), expected.size());
    for (std::size_t c = 0; c < found.size(); ++c)
        if (std::isnan(expected[c]))
            QVERIFY(std::isnan(found[c]));
        else
            QVERIFY(std::abs(found[c] - expected[c]) < 1e-14);
}

void compareMeans(const SegmentationMeans& found, const SegmentationMeans& expected)
{
    compareLists({found.iou, found.f1, found.accuracy}, {expected.iou, expected.f1, expected.accuracy});
}

} // namespace

/// Segmentation is measured as its papers do, absent classes in both ways, from counts of any number of
/// pixels.
class TestSegmentation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithScikitLearn()
    {
        const auto [labels, predicted] = referencePixels();
        const auto confusion = confusionOf(labels, predicted, 8);
        QCOMPARE(confusion.total(), std::int64_t(554));
        const auto scores = segmentationScores(confusion);
        const double none = std::nan("");
        compareLists(scores.iou,
            {0.5675675675675675, 0.6380368098159509, 0.5333333333333333, 0.6666666666666666,
                0.5923076923076923, 0, 0, none});
        compareLists(scores.f1,
            {0.7241379310344828, 0.7790262172284644, 0.6956521739130435, 0.8, 0.7439613526570048, 0, 0,
                none});
        compareLists(scores.accuracy,
            {0.8076923076923077, 0.7591240875912408, 0.6857142857142857, 0.8, 0.7333333333333333, 0, none,
                none});
        QVERIFY(std::abs(scores.pixelAccuracy - 0.723826714801444) < 1e-14);
        compareMeans(scores.mean, {0.42827315281303013, 0.5346825249761421, 0.6309773357218612});
        compareMeans(scores.meanAbsentAsZero, {0.37473900871140137, 0.4678472093541244, 0.47323300179139594});
    }

    void countsTheSameInAnyParts()
    {
        const auto [labels, predicted] = referencePixels();
        const auto whole = confusionOf(labels, predicted, 8);
        PixelConfusion first(8, 255), second(8, 255);
        for (std::size_t begin = 0, part = 0; begin < labels.size(); begin += 37, ++part) {
            const auto count = std::min<std::size_t>(37, labels.size() - begin);
            // Half of the parts with the labels as a dataset keeps them.
            const std::vector<float> asRead(
                labels.begin() + long(begin), labels.begin() + long(begin + count));
            const auto guesses = std::span(predicted).subspan(begin, count);
            if (part % 2 == 0)
                QVERIFY(first.add(std::span(labels).subspan(begin, count), guesses, 0));
            else
                QVERIFY(second.add(asRead, guesses, 0));
        }
        second.add(first);
        QVERIFY(std::ranges::equal(second.counts(), whole.counts()));
        QCOMPARE(whole.counts()[5 * 8 + 5], std::int64_t(0));
    }

    void ignoresAClass()
    {
        PixelConfusion confusion(3, 0); // MFNet's "unlabeled" is a class; another dataset may leave it out
        QVERIFY(confusion.add(Pixels{0, 0, 1, 2}, Pixels{1, 2, 1, 1}, 0));
        const auto scores = segmentationScores(confusion);
        QCOMPARE(scores.pixelAccuracy, 0.5);
        QVERIFY(std::isnan(scores.iou[0]));
        QCOMPARE(scores.mean.iou, 0.25); // 1/2 and 0
        QCOMPARE(scores.meanAbsentAsZero.iou, 0.5 / 3);
    }

    void refusesLabelsThatAreNoClass()
    {
        PixelConfusion confusion(5, 255);
        const auto wrong = confusion.add(Pixels{1, 255, 9}, Pixels{1, 1, 1}, 12);
        QVERIFY(!wrong);
        QCOMPARE(int(wrong.error().kind), int(ErrorKind::InvalidInput));
        QCOMPARE(wrong.error().message,
            std::string("sample 12 has the label 9, but there are 5 classes; labels are 0 to 4, or 255 for "
                        "pixels that do not count"));
        QCOMPARE(confusion.total(), std::int64_t(0)); // not even the pixel before it
        const auto negative = PixelConfusion(5).add(std::vector<float>{-1}, Pixels{1}, 3);
        QVERIFY(!negative);
        QCOMPARE(negative.error().message,
            std::string("sample 3 has the label -1, but there are 5 classes; labels are 0 to 4"));
        const auto shorter = confusion.add(Pixels{1, 2}, Pixels{1}, 0);
        QVERIFY(!shorter);
        QCOMPARE(int(shorter.error().kind), int(ErrorKind::Shape));
        const auto guess = confusion.add(Pixels{1}, Pixels{5}, 7);
        QVERIFY(!guess);
        QVERIFY(guess.error().message.find("sample 7") != std::string::npos);
    }

    void metricsWithAbsentClasses()
    {
        const auto [labels, predicted] = referencePixels();
        const auto metrics = segmentationMetrics(confusionOf(labels, predicted, 8));
        QVERIFY(std::abs(metrics["miou"]["value"].get<double>() - 0.42827315281303013) < 1e-14);
        QVERIFY(
            std::abs(metrics["miou_absent_as_zero"]["value"].get<double>() - 0.37473900871140137) < 1e-14);
        QVERIFY(metrics["iou_by_class"][7].is_null());
        QCOMPARE(metrics["iou_by_class"][6].get<double>(), 0.0);
        QCOMPARE(metrics["confusion"].size(), std::size_t(8));
        QVERIFY(metrics.contains("f1") && metrics.contains("mean_accuracy_absent_as_zero"));
        QVERIFY(segmentationMetrics(confusionOf({255, 255}, {1, 1}, 3)).empty());
        QVERIFY(std::isnan(segmentationScores(PixelConfusion(3)).mean.iou));
    }
};

TEST_ENTRY(TestSegmentation, NoApplication)

} // namespace modalscope::tst_segmentation

#include "tst_segmentation.moc"
