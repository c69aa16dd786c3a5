#include "core/figure/color_assignment.h"
#include "core/figure/figure.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_figure_csv {

/// Protects "CSV of exactly what is drawn" and that colours belong to things.
class TestFigureCsv : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactText()
    {
        Panel curves;
        curves.title = "MLA, HGM \"off\"";
        LineSeries line;
        line.label = "fou76";
        line.x = {1, 2};
        line.y = {0.1, std::nan("")};
        curves.lines.push_back(line);
        line.low = {0.05, 1.0 / 3};
        line.high = {0.15, 1e300};
        curves.lines.push_back(line);
        curves.references.push_back({.label = "alone", .y = 97.5, .low = 97, .high = 98});
        curves.references.push_back({.label = "limit", .y = 1, .low = 1, .high = 1});
        Panel bars;
        bars.x.categories = {"Concat", "Late, sum"};
        BarSeries series;
        series.label = "hard";
        series.values = {21, -2.5};
        bars.bars.push_back(series);
        series.low = {20, -3};
        series.high = {22, -2};
        bars.bars.push_back(series);
        Figure figure;
        figure.panels = {curves, bars};
        QCOMPARE(figureCsv(figure),
            std::string(
                R"(panel,kind,series,x,y,low,high
"MLA, HGM ""off""",line,fou76,1,0.1,,
"MLA, HGM ""off""",line,fou76,2,nan,,
"MLA, HGM ""off""",line,fou76,1,0.1,0.05,0.15
"MLA, HGM ""off""",line,fou76,2,nan,0.3333333333333333,1e+300
"MLA, HGM ""off""",reference,alone,,97.5,97,98
"MLA, HGM ""off""",reference,limit,,1,,
2,bar,hard,Concat,21,,
2,bar,hard,"Late, sum",-2.5,,
2,bar,hard,Concat,21,20,22
2,bar,hard,"Late, sum",-2.5,-3,-2
)"));
    }

    void emptyFigure() { QCOMPARE(figureCsv(Figure()), std::string("panel,kind,series,x,y,low,high\n")); }

    void coloursStayWithTheirThings()
    {
        ColorAssignment colors;
        QCOMPARE(colors.color("modality/audio"), 1);
        QCOMPARE(colors.color("modality/video"), 2);
        QCOMPARE(colors.color("method/abc"), 1); // another kind counts on its own
        QCOMPARE(colors.color("modality/fused"), 0);
        QCOMPARE(colors.color("method/alone"), 0);
        QCOMPARE(colors.color("modality/audio"), 1);

        ColorAssignment later(colors.entries());
        QCOMPARE(later.color("modality/text"), 3);
        QCOMPARE(later.color("modality/video"), 2);
        ColorAssignment chosen({{"method/mla", 2}, {"method/sum", 1}});
        QCOMPARE(chosen.color("method/late"), 3);
    }
};

TEST_ENTRY(TestFigureCsv, NoApplication)

} // namespace modalscope::tst_figure_csv

#include "tst_figure_csv.moc"
