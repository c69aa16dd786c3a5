#include "core/figure/figure_legend.h"
#include "core/figure/figure_matplotlib.h"
#include "core/figure/figure_pgfplots.h"
#include "core/figure/paper_look.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <set>
#include <tuple>

namespace modalscope::tst_series_looks {

namespace {

double luminanceOf(std::uint32_t color)
{
    const auto linear = [&](int shift) {
        const double channel = (color >> shift & 0xff) / 255.0;
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0);
}

/// Twelve groups, more than there are hues.
Figure manyGroups(std::size_t points)
{
    Figure figure;
    figure.name = "many";
    auto& panel = figure.panels.emplace_back();
    for (int i = 1; i <= 12; ++i) {
        auto& line = panel.lines.emplace_back();
        line.label = "group " + std::to_string(i);
        line.color = i;
        for (std::size_t x = 0; x < points; ++x) {
            line.x.push_back(double(x));
            line.y.push_back(double(x) + i);
        }
    }
    return figure;
}

Figure manyBars()
{
    Figure figure;
    auto& panel = figure.panels.emplace_back();
    panel.x.categories = {"a"};
    for (int i = 1; i <= 12; ++i)
        panel.bars.push_back({"group " + std::to_string(i), {double(i)}, {}, {}, i});
    return figure;
}

bool contains(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// Protects: more groups than hues are told apart, in drawings, legends and scripts, and numbers in cells can
/// be read.
class TestSeriesLooks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noTwoSeriesLookTheSame()
    {
        std::set<std::tuple<int, int>> hueAndLine;
        std::set<std::tuple<int, int>> hueAndHatch;
        std::set<std::tuple<int, int>> hueAndMarker;
        for (int i = 0; i < 32; ++i) { // without looking at how dark a colour is
            QVERIFY(hueAndLine.emplace(i % 8, int(paperLine(i))).second);
            QVERIFY(hueAndHatch.emplace(i % 8, int(paperHatch(i))).second);
            QVERIFY(hueAndMarker.emplace(i % 8, paperMarker(i)).second);
        }
    }

    void theLegendShowsTheMarkersThatAreDrawn()
    {
        for (const auto& entry : legendOf(manyGroups(6)))
            QVERIFY(entry.isMarked);
        for (const auto& entry : legendOf(manyGroups(50))) // they would run together
            QVERIFY(!entry.isMarked);
        auto figure = manyGroups(6);
        auto& lines = figure.panels[0].lines;
        for (int i = 0; i < 60; ++i) { // seeds, pale behind the means
            lines.push_back(lines[0]);
            lines.back().faint = true;
            lines.back().label.clear();
        }
        QCOMPARE(legendOf(figure).size(), std::size_t(12));
        QVERIFY(isMarked(figure.panels[0], lines[3]) && !isMarked(figure.panels[0], lines.back()));
    }

    void scriptsFollow()
    {
        const auto latex = figurePgfplots(manyGroups(6), "m.csv");
        QVERIFY(contains(latex, "\\addlegendimage{line width=0.9pt, ms0072B2, solid, mark=square*"));
        QVERIFY(contains(latex, "densely dashed, mark=triangle*, mark size=1.5pt")); // group 9
        const auto long_ = figurePgfplots(manyGroups(50), "m.csv");
        QVERIFY(contains(long_, "\\addlegendimage{no marks, line width=0.9pt"));
        const auto bars = figurePgfplots(manyBars(), "m.csv");
        QVERIFY(contains(bars, "\\usetikzlibrary{patterns}"));
        QVERIFY(contains(bars, "pattern=north east lines, pattern color=white}, forget plot"));
        QVERIFY(contains(bars, "pattern=north east lines, pattern color=white}}\n\\addlegendentry"));
        const auto python = figureMatplotlib(manyBars(), "m.csv");
        QVERIFY(contains(python, "\"group 7\", \"#C4AE00\", "));
        QVERIFY(!contains(python.substr(0, python.find("\"group 8\"")), ", \"////\")"));
        QVERIFY(contains(python.substr(python.find("\"group 8\"")), ", \"////\")"));
    }

    /// WCAG 2, AA: 4.5 to 1, wherever in the range a value lies.
    void numbersInCellsCanBeRead()
    {
        for (int i = 0; i <= 1000; ++i) {
            const auto color = paperHeatColor(i / 1000.0);
            const double ground = luminanceOf(color) + 0.05;
            const double contrast = isWhiteTextOn(color) ? 1.05 / ground : ground / 0.05;
            QVERIFY2(contrast >= 4.5, qPrintable(QString::number(i)));
        }
        for (std::size_t i = 0; i < kPaperHeat.size(); ++i)
            QCOMPARE(paperHeatColor(double(i) / double(kPaperHeat.size() - 1)), kPaperHeat[i]);
        QVERIFY(isWhiteTextOn(0x000000) && !isWhiteTextOn(0xffffff));
    }

    void scriptsWriteThemInThatColour()
    {
        Figure figure;
        auto& panel = figure.panels.emplace_back();
        panel.x.categories = {"x", "y", "z"};
        panel.y.categories = {"a"};
        panel.heatMap = HeatMap{"share (%)", {0, 60, 100}, 0, 100, {"0", "60", "100"}, "n"};
        const auto latex = figurePgfplots(figure, "m.csv");
        QVERIFY(contains(latex, "text=black, inner sep=0pt] at (axis cs:0,0) {0}"));
        QVERIFY(contains(latex, "text=black, inner sep=0pt] at (axis cs:1,0) {60}"));
        QVERIFY(contains(latex, "text=white, inner sep=0pt] at (axis cs:2,0) {100}"));
        QVERIFY(contains(figureMatplotlib(figure, "m.csv"), "color=text_on(shown.cmap(shown.norm(value)))"));
    }
};

TEST_ENTRY(TestSeriesLooks, NoApplication)

} // namespace modalscope::tst_series_looks

#include "tst_series_looks.moc"
