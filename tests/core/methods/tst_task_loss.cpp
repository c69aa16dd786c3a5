#include "core/methods/method.h"
#include "core/methods/task_loss.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_task_loss {

namespace {

/// One picture of one row, two classes; the true class 0 of each pixel has probability `p`.
torch::Tensor logitsOf(const std::vector<double>& p)
{
    auto logits = torch::zeros({1, 2, 1, std::int64_t(p.size())}, torch::kFloat64);
    for (std::size_t i = 0; i < p.size(); ++i)
        logits[0][0][0][std::int64_t(i)] = std::log(p[i] / (1 - p[i]));
    return logits;
}

torch::Tensor labelsOf(const std::vector<std::int64_t>& labels)
{
    return torch::tensor(labels, torch::kInt64).view({1, 1, std::int64_t(labels.size())});
}

double hard(const std::vector<double>& p, const std::vector<std::int64_t>& labels, OhemOptions options)
{
    const auto losses = pixelLosses(logitsOf(p), labelsOf(labels));
    const auto counted = std::int64_t(std::count(labels.begin(), labels.end(), 0));
    return hardPixelLoss(losses, counted, options).item<double>();
}

bool isClose(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

} // namespace

/// The losses of segmentation, against values worked out by hand.
class TestTaskLoss : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ignoredPixelsCountNowhere();
    void ohemTakesTheHardPixels();
    void ohemTakesTheHardestWhenFewAreHard();
    void ohemOfNothingHardIsANumber();
    void onlyTheChosenPixelsGetGradients();
};

void TestTaskLoss::ignoredPixelsCountNowhere()
{
    const auto logits = logitsOf({0.5, 0.25, 0.1}).requires_grad_(true);
    const auto losses = pixelLosses(logits, labelsOf({0, 0, kIgnoredPixel}));
    QCOMPARE(losses[0][0][2].item<double>(), 0.0);
    const auto mean = meanPixelLoss(losses, 2);
    QVERIFY(isClose(mean.item<double>(), (std::log(2.0) + std::log(4.0)) / 2));
    mean.backward();
    QCOMPARE(logits.grad()[0][0][0][2].item<double>(), 0.0);
    QVERIFY(isClose(logits.grad()[0][0][0][1].item<double>(), (0.25 - 1) / 2));
}

void TestTaskLoss::ohemTakesTheHardPixels()
{
    // Threshold 0.7: the pixels of 0.9 and 0.8 are easy, the ignored one is as if it were not there.
    const double wanted = (-std::log(0.6) - std::log(0.2)) / 2;
    QVERIFY(isClose(hard({0.9, 0.6, 0.8, 0.2, 0.1}, {0, 0, 0, 0, kIgnoredPixel}, {}), wanted));
}

void TestTaskLoss::ohemTakesTheHardestWhenFewAreHard()
{
    // A half of six pixels that count are three, but only that of 0.4 is hard: the next hardest come along.
    const std::vector<double> p{0.95, 0.4, 0.9, 0.75, 0.99, 0.8, 0.01};
    const std::vector<std::int64_t> labels{0, 0, 0, 0, 0, 0, kIgnoredPixel};
    const double wanted = (-std::log(0.4) - std::log(0.75) - std::log(0.8)) / 3;
    QVERIFY(isClose(hard(p, labels, {.threshold = 0.7, .least = 0.5}), wanted));
}

/// The released code divides 0 by 0 here.
void TestTaskLoss::ohemOfNothingHardIsANumber()
{
    QVERIFY(isClose(hard({0.95, 0.9}, {0, 0}, {}), -std::log(0.9)));
}

void TestTaskLoss::onlyTheChosenPixelsGetGradients()
{
    const auto logits = logitsOf({0.9, 0.6, 0.2}).requires_grad_(true);
    hardPixelLoss(pixelLosses(logits, labelsOf({0, 0, 0})), 3, {}).backward();
    QCOMPARE(logits.grad()[0][0][0][0].item<double>(), 0.0);
    QVERIFY(isClose(logits.grad()[0][0][0][1].item<double>(), (0.6 - 1) / 2));
}

TEST_ENTRY(TestTaskLoss, NoApplication)

} // namespace modalscope::tst_task_loss

#include "tst_task_loss.moc"
