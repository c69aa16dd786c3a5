#include "core/figure/laziness_figure.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_laziness_bars {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

template <class Series>
const Series* labelled(const std::vector<Series>& all, const std::string& label)
{
    const auto found
        = std::find_if(all.begin(), all.end(), [&](const auto& series) { return series.label == label; });
    return found == all.end() ? nullptr : &*found;
}

bool contains(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// Protects the bars of laziness: their numbers, error bars, gaps, and what is said where there are none.
class TestLazinessBars : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bars()
    {
        const auto runs = lazyComparison();
        ColorAssignment colors;
        const auto figure = lazinessBarFigure(lazinessReport(runs.series()), colors);
        QCOMPARE(figure.panels.size(), 2U);
        const auto& probe = figure.panels[0];
        QCOMPARE(probe.title, std::string("Alone − probe of the frozen encoder"));
        QCOMPARE(probe.x.categories, (std::vector<std::string>{"Concat"}));
        QCOMPARE(probe.y.label, std::string("laziness (points)"));
        const auto* hard = labelled(probe.bars, "hard");
        QVERIFY(isClose(hard->values[0], 21) && isClose(hard->high[0], 21 + 12.706204736432095));
        QCOMPARE(hard->n, 2);
        QVERIFY(isClose(labelled(figure.panels[1].bars, "hard")->values[0], 40));
        QVERIFY(contains(figure.note, "n = 2 seeds") && contains(figure.note, "epoch chosen on valid")
            && contains(figure.note, "dataset toy"));
        QCOMPARE(figure.provenance.runs.size(), 6U);
        QCOMPARE(figure.provenance.specHash.size(), 12U);
        QVERIFY(contains(figure.provenance.program, "ModalScope "));
    }

    void groupsWithoutAFinishedRunDoNotCountAsZero()
    {
        auto runs = lazyComparison();
        runs.add({.group = "mla", .method = MethodKind::Mla, .fused = std::nan("")});
        ColorAssignment colors;
        const auto figure = lazinessBarFigure(lazinessReport(runs.series()), colors);
        QVERIFY2(contains(figure.note, "n = up to 2 seeds;"), figure.note.c_str());
    }

    void barsPerMethodWithGaps()
    {
        auto runs = lazyComparison();
        runs.add({.group = "film", .method = MethodKind::Film, .probe = {{"hard", 0.6}}});
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.lines = LinesPer::Method;
        const auto figure = lazinessBarFigure(lazinessReport(runs.series()), colors, options);
        const auto& probe = figure.panels[0];
        QCOMPARE(probe.x.categories, (std::vector<std::string>{"easy", "hard"}));
        const auto* film = labelled(probe.bars, "FiLM");
        QVERIFY(std::isnan(film->values[0]) && isClose(film->values[1], 10));
        QVERIFY(film->low.empty()); // one seed
        QVERIFY(labelled(figure.panels[1].bars, "FiLM") == nullptr);
    }

    void barsWithoutReferenceSayWhatIsMissing()
    {
        LazyRuns runs;
        runs.add({.group = "concat", .probe = {{"easy", 0.8}}});
        ColorAssignment colors;
        const auto figure = lazinessBarFigure(lazinessReport(runs.series()), colors);
        QVERIFY(figure.panels.empty());
        QVERIFY2(contains(figure.note, "train it with the method unimodal"), figure.note.c_str());
    }

    void bothOnOneSheet()
    {
        const auto runs = lazyComparison();
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.command = "analyze laziness";
        const auto figure = lazinessFigure(runs.series(), lazinessReport(runs.series()), colors, options);
        QCOMPARE(figure.panels.size(), 3U);
        QCOMPARE(figure.columns, 3);
        QCOMPARE(figure.name, std::string("laziness"));
        QCOMPARE(figure.title, std::string("Laziness of modalities: toy"));
        QCOMPARE(figure.provenance.runs.size(), 6U);
        QCOMPARE(figure.provenance.command, std::string("analyze laziness"));
        QVERIFY(contains(figure.note, "no band") && contains(figure.note, "Error bars: 95 % t interval"));
    }
};

TEST_ENTRY(TestLazinessBars, NoApplication)

} // namespace modalscope::tst_laziness_bars

#include "tst_laziness_bars.moc"
