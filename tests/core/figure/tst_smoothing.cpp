#include "core/figure/smoothing.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_smoothing {

/// Smoothing never hides the data: the raw line stays, the start is not pulled to zero, gaps stay gaps.
class TestSmoothing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsTheFormula();
    void constantsAndGapsStay();
    void figureKeepsTheRawLines();
    void singleRunsStayRaw();
    void noWeightChangesNothing();
};

void TestSmoothing::followsTheFormula()
{
    // w = 0.5: s = 1, 0.5·0.5·… by hand: raw sums 0.5, 1.25, 2.125 over 0.5, 0.75, 0.875
    const auto smooth = movingAverage(std::vector<double>{1, 2, 3}, 0.5);
    QCOMPARE(smooth.size(), std::size_t(3));
    QCOMPARE(smooth[0], 1.0);
    QCOMPARE(smooth[1], 1.25 / 0.75);
    QCOMPARE(smooth[2], 2.125 / 0.875);
}

void TestSmoothing::constantsAndGapsStay()
{
    const auto smooth = movingAverage(std::vector<double>{4, std::nan(""), 4, 4}, 0.9);
    QVERIFY(std::isnan(smooth[1]));
    for (const int i : {0, 2, 3})
        QVERIFY(std::abs(smooth[std::size_t(i)] - 4) < 1e-12);
}

void TestSmoothing::figureKeepsTheRawLines()
{
    Figure figure;
    figure.note = "n = 3";
    figure.panels.resize(2);
    figure.panels[0].epochs = true;
    for (const char* label : {"a", "b"})
        figure.panels[0].lines.push_back(
            {.label = label, .x = {1, 2}, .y = {0, 1}, .low = {0, 0}, .high = {1, 2}});
    figure.panels[1].lines.push_back({.label = "not over epochs", .x = {1, 2}, .y = {0, 1}});
    const auto smooth = smoothedFigure(figure, 0.5);
    const auto& lines = smooth.panels[0].lines;
    QCOMPARE(lines.size(), std::size_t(4));
    QCOMPARE(lines[1].label, std::string("b"));
    QVERIFY(!lines[1].faint && lines[1].y != figure.panels[0].lines[1].y);
    QVERIFY(lines[3].faint && lines[3].label.empty() && lines[3].low.empty());
    QCOMPARE(lines[3].y, figure.panels[0].lines[1].y);
    QCOMPARE(smooth.panels[1].lines.size(), std::size_t(1));
    QVERIFY(smooth.note.starts_with("n = 3; lines smoothed"));
}

void TestSmoothing::singleRunsStayRaw()
{
    Figure figure;
    figure.panels.resize(1);
    figure.panels[0].epochs = true;
    figure.panels[0].lines.push_back({.label = "mean", .x = {1, 2}, .y = {0, 1}});
    figure.panels[0].lines.push_back({.label = "", .x = {1, 2}, .y = {0, 2}, .faint = true});
    const auto lines = smoothedFigure(figure, 0.5).panels[0].lines;
    QCOMPARE(lines.size(), std::size_t(3));
    QCOMPARE(lines[1].y, figure.panels[0].lines[1].y);
}

void TestSmoothing::noWeightChangesNothing()
{
    Figure figure;
    figure.panels.resize(1);
    figure.panels[0].epochs = true;
    figure.panels[0].lines.push_back({.label = "a", .x = {1}, .y = {2}});
    QCOMPARE(smoothedFigure(figure, 0).panels[0].lines.size(), std::size_t(1));
    QVERIFY(smoothedFigure(figure, 0).note.empty());
}

TEST_ENTRY(TestSmoothing, NoApplication)

} // namespace modalscope::tst_smoothing

#include "tst_smoothing.moc"
