#include "core/figure/gap_figure.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_gap_figure {

namespace {

/// Two methods; gaps grow with epoch and seed. The last epoch is the one kept.
GapReport reportOf(int seeds, int epochs)
{
    GapReport report;
    report.split = "test";
    report.groups = {{"a", "Concat", seeds, {}}, {"b", "MLA", seeds, {}}};
    for (std::size_t group = 0; group < 2; ++group)
        for (int seed = 0; seed < seeds; ++seed) {
            const auto run = report.groups[group].id + std::to_string(seed);
            report.groups[group].accuracy[run] = 0.5 + 0.1 * double(group);
            for (int epoch = 1; epoch <= epochs; ++epoch) {
                MeasuredGap one{
                    group, run, std::uint64_t(seed), epoch, epoch == epochs, {"image", "text", {}}};
                one.pair.gap.distance = 0.1 * epoch + 0.01 * seed + double(group);
                report.measured.push_back(std::move(one));
            }
        }
    return report;
}

} // namespace

/// Gap figures by their data: lines with bands over epochs, bars without, points that open runs.
class TestGapFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bandsOverThreeSeeds()
    {
        const auto figure = gapFigure(reportOf(3, 4));
        QCOMPARE(figure.panels.size(), std::size_t(2));
        const auto& lines = figure.panels[0].lines;
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(lines[0].label, std::string("Concat"));
        QCOMPARE(lines[0].x, (std::vector<double>{1, 2, 3, 4}));
        QVERIFY(qAbs(lines[0].y[1] - 0.21) < 1e-12); // 0.20, 0.21, 0.22
        QVERIFY(qAbs(lines[0].high[1] - (0.21 + 4.302653 * 0.01 / std::sqrt(3.0))) < 1e-6); // t of 2 degrees
        QCOMPARE(lines[0].n, 3);
        QVERIFY(figure.panels[0].epochs);
        const auto& points = figure.panels[1].points;
        QCOMPARE(points[1].keys, (std::vector<std::string>{"b0", "b1", "b2"}));
        QCOMPARE(points[1].y, (std::vector<double>{60, 60, 60}));
        QVERIFY(qAbs(points[1].x[2] - 1.42) < 1e-12);
        QVERIFY(points[0].color != points[1].color);
        QVERIFY(figure.note.find("r = 1.00 (95 %: ") != std::string::npos);
        QVERIFY(figure.note.find(" between gap and accuracy over 6 runs") != std::string::npos);
        QVERIFY(figure.note.find("n = 3 seeds") != std::string::npos);
    }

    void twoSeedsArePaleLines()
    {
        const auto lines = gapFigure(reportOf(2, 4)).panels[0].lines;
        QCOMPARE(lines.size(), std::size_t(6));
        QVERIFY(lines[0].faint && lines[1].faint && !lines[2].faint);
        QVERIFY(lines[2].low.empty());
    }

    void barsWithoutFurtherEpochs()
    {
        const auto panel = gapFigure(reportOf(3, 1)).panels[0];
        QVERIFY(panel.lines.empty());
        QCOMPARE(panel.bars.size(), std::size_t(2));
        QVERIFY(qAbs(panel.bars[1].values[0] - 1.11) < 1e-12);
        QVERIFY(panel.bars[1].low[0] < 1.11);
    }

    void anotherMeasureOfOnePair()
    {
        auto report = reportOf(3, 2);
        auto others = report.measured;
        for (auto& one : report.measured)
            one.pair.gap.uniformityX = -2 * one.pair.gap.distance;
        for (auto& one : others)
            one.pair.y = "audio";
        report.measured.insert(report.measured.end(), others.begin(), others.end());
        const auto figure
            = gapFigure(report, {.measure = GapMeasure::UniformityX, .pair = {"image", "text"}});
        QCOMPARE(figure.panels.size(), std::size_t(2));
        QCOMPARE(figure.panels[0].y.label, std::string("uniformity of image"));
        QVERIFY(qAbs(figure.panels[0].lines[0].y[1] + 0.42) < 1e-12);
        QCOMPARE(figure.panels[1].x.label, std::string("uniformity of image at the kept epoch"));
        QVERIFY(figure.note.find("between uniformity of image and accuracy") != std::string::npos);
        QVERIFY(figure.note.find("Liang") == std::string::npos);
        QVERIFY(gapFigure(report, {.pair = {"image", "smell"}}).panels.empty());
    }

    void nothingToDraw()
    {
        GapReport report;
        report.leftOut = {"run x has not finished"};
        const auto figure = gapFigure(report);
        QVERIFY(figure.panels.empty());
        QVERIFY(figure.note.find("run x has not finished") != std::string::npos);
    }

    void table()
    {
        const auto table = gapTable(reportOf(3, 2));
        QCOMPARE(table.rows.size(), std::size_t(6)); // kept, epoch 1, epoch 2 of each
        QCOMPARE(table.rows[1].label, std::string("Concat, epoch 1"));
        QVERIFY(table.rows[3].ruleAbove);
        QVERIFY(qAbs(table.rows[0].cells[1].value - 0.21) < 1e-12);
        QVERIFY(qAbs(table.rows[0].cells[1].deviation - 0.01) < 1e-12);
    }
};

TEST_ENTRY(TestGapFigure, NoApplication)

} // namespace modalscope::tst_gap_figure

#include "tst_gap_figure.moc"
