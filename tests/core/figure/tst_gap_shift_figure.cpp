#include "core/figure/figure_legend.h"
#include "core/figure/gap_shift_figure.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <limits>

namespace modalscope::tst_gap_shift_figure {

namespace {

/// Two methods with gaps of 0.4 and 0.8; the second has no heads of single modalities.
GapShiftReport shiftsOf(int seeds)
{
    GapShiftReport report;
    report.split = "test";
    report.x = "image";
    report.y = "text";
    report.groups = {{"a", "MLA", seeds}, {"b", "FiLM", seeds}};
    for (std::size_t group = 0; group < 2; ++group)
        for (int seed = 0; seed < seeds; ++seed) {
            ShiftedRun one{group, std::uint64_t(seed), {}};
            one.shift.run = report.groups[group].id + std::to_string(seed);
            one.shift.modalities = {"image", "text"};
            one.shift.distance = 0.4 * double(group + 1);
            for (const double shift : {-1.0, 0.0, 1.0}) {
                ShiftScore score;
                score.shift = shift * one.shift.distance;
                score.ofGap = shift;
                score.distance = score.along = (1 - shift) * one.shift.distance;
                score.fused = {0.8 + 0.01 * seed - 0.1 * std::abs(shift), 0.5, 10};
                score.modalities.resize(2);
                if (group == 0)
                    score.modalities = {{0.7, 1, 10}, {0.6, 1, 10}};
                one.shift.shifts.push_back(score);
            }
            report.measured.push_back(std::move(one));
        }
    return report;
}

} // namespace

/// The gap shift figure by its data: bands, where the runs stand unmoved, methods without heads of
/// modalities.
class TestGapShiftFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bandsAndWhereTheRunsStand()
    {
        const auto figure = gapShiftFigure(shiftsOf(3), {{{"a", 5}}, "me"});
        QCOMPARE(figure.panels.size(), std::size_t(4));
        const auto& fused = figure.panels[0];
        QCOMPARE(fused.y.label, std::string("fused accuracy on test (%)")); // not the scale of the others
        QCOMPARE(figure.panels[2].y.label, std::string("accuracy on test (%)"));
        QVERIFY(fused.markers.empty()); // no gap is beyond closed
        QCOMPARE(fused.lines.size(), std::size_t(2));
        QCOMPARE(fused.lines[0].color, 5);
        QVERIFY(qAbs(fused.lines[0].x[0] - 0.8) < 1e-12 && fused.lines[0].x[2] == 0);
        QVERIFY(qAbs(fused.lines[0].y[0] - 71) < 1e-9 && qAbs(fused.lines[0].y[1] - 81) < 1e-9);
        QVERIFY(qAbs(fused.lines[0].high[1] - (81 + 4.302653 / std::sqrt(3.0))) < 1e-4); // t of 2 degrees
        QCOMPARE(fused.points.size(), std::size_t(2));
        QCOMPARE(fused.points[1].keys, (std::vector<std::string>{"b0", "b1", "b2"}));
        QCOMPARE(fused.points[1].x, (std::vector<double>{0.8, 0.8, 0.8}));
        QVERIFY(qAbs(fused.points[1].y[2] - 82) < 1e-9);
        QCOMPARE(figure.panels[1].title, std::string("fusion: loss"));
        QCOMPARE(figure.panels[2].lines.size(), std::size_t(1)); // FiLM has no heads of modalities
        QCOMPARE(figure.panels[3].title, std::string("text: accuracy"));
        QCOMPARE(legendOf(figure).size(), std::size_t(2));
        QVERIFY(figure.note.find("n = 3 seeds") != std::string::npos);
        QVERIFY(figure.note.find("each sample keeping the length of its features") != std::string::npos);
        QCOMPARE(figure.provenance.runs.size(), std::size_t(6));
    }

    void whereTheGapIsClosed()
    {
        auto report = shiftsOf(3);
        for (auto& one : report.measured)
            one.shift.shifts.back().along = -0.1;
        const auto figure = gapShiftFigure(report);
        QCOMPARE(figure.panels[3].markers, (std::vector<VerticalLine>{{"closed", 0}}));
    }

    void twoSeedsArePaleLines()
    {
        const auto lines = gapShiftFigure(shiftsOf(2)).panels[0].lines;
        QCOMPARE(lines.size(), std::size_t(6));
        QVERIFY(lines[0].faint && lines[1].faint && !lines[2].faint);
        QVERIFY(lines[2].low.empty());
        QCOMPARE(gapShiftFigure(shiftsOf(1)).panels[0].lines.size(), std::size_t(2));
    }

    void table()
    {
        const auto table = gapShiftTable(shiftsOf(3));
        QCOMPARE(table.rows.size(), std::size_t(6));
        QCOMPARE(table.columns.size(), std::size_t(8));
        QVERIFY(table.rows[3].ruleAbove && !table.rows[0].ruleAbove);
        QCOMPARE(table.rows[1].cells[0].value, 0.0);
        QVERIFY(qAbs(table.rows[1].cells[3].value - 81) < 1e-9);
        QVERIFY(qAbs(table.rows[1].cells[3].deviation - 1) < 1e-9);
        QCOMPARE(shownCell(table.rows[4].cells[5]).value, std::string("–"));
    }

    void nothingToDraw()
    {
        GapShiftReport report;
        report.leftOut = {"run x has not finished"};
        const auto figure = gapShiftFigure(report);
        QVERIFY(figure.panels.empty());
        QVERIFY(figure.note.find("run x has not finished") != std::string::npos);
        QVERIFY(gapShiftTable(report).rows.empty());
    }
};

TEST_ENTRY(TestGapShiftFigure, NoApplication)

} // namespace modalscope::tst_gap_shift_figure

#include "tst_gap_shift_figure.moc"
