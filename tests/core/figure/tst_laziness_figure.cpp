#include "core/figure/laziness_figure.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_laziness_figure {

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

/// Half a 95 % t interval of three values, from Student's distribution with two degrees of freedom.
double halfInterval(double deviation)
{
    return 0.95 / std::sqrt(2 * 0.975 * 0.025) * deviation / std::sqrt(3.0);
}

LazyRuns threeSeeds()
{
    auto runs = lazyComparison();
    runs.add({.group = "concat",
        .seed = 2,
        .validFused = {0.5, 0.74, 0.9},
        .columns = {{"valid/easy/accuracy", {0.4, 0.6, 0.8}}, {"valid/hard/accuracy", {0.2, 0.25, 0.3}}}});
    return runs;
}

} // namespace

/// Protects the figure of the paper: what is drawn, in which colour, with which band, n and protocol.
class TestLazinessFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accuracyOverEpochs()
    {
        const auto runs = threeSeeds();
        ColorAssignment colors;
        const auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors);
        QCOMPARE(figure.panels.size(), 1U);
        const auto& panel = figure.panels.front();
        QCOMPARE(panel.title, std::string("Concat (n = 3 seeds)"));
        QCOMPARE(panel.y.label, std::string("valid accuracy (%)"));
        QVERIFY(panel.epochs);
        QCOMPARE(panel.lines.size(), 3U);

        const auto* fused = labelled(panel.lines, "fused");
        QCOMPARE(fused->x, (std::vector<double>{1, 2, 3}));
        QVERIFY(isClose(fused->y[1], 72)); // 70, 72 and 74
        QVERIFY(isClose(fused->high[1] - fused->y[1], halfInterval(2)));
        QVERIFY(isClose(fused->y[1] - fused->low[1], halfInterval(2)));
        QVERIFY(isClose(fused->low[2], 90));
        QCOMPARE(fused->color, 0);
        QCOMPARE(fused->n, 3);
        QVERIFY(contains(figure.note, "n = 3 seeds; mean ± 95 % t interval over seeds;"));

        // The references: accuracy alone on test, because these runs have no metrics on valid.
        const auto* alone = labelled(panel.references, "hard alone (test)");
        QVERIFY(alone != nullptr);
        QVERIFY(isClose(alone->y, 71));
        QCOMPARE(alone->low, alone->high); // of two seeds: no band
        QCOMPARE(alone->color, labelled(panel.lines, "hard")->color);
        QCOMPARE(panel.y.low, 20.0);
        QCOMPARE(panel.y.high, 90.0);
    }

    /// An interval with one degree of freedom would cover the panel and say nothing.
    void twoSeedsHaveNoBand()
    {
        const auto runs = lazyComparison();
        ColorAssignment colors;
        const auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors);
        const auto& lines = figure.panels[0].lines;
        QCOMPARE(lines.size(), 9U); // three means, two runs behind each
        for (const auto& line : lines)
            QVERIFY(line.low.empty() && line.faint == line.label.empty());
        QVERIFY(isClose(labelled(lines, "fused")->y[1], 71));
        QVERIFY2(contains(figure.note, "no band: fewer than 3 seeds"), figure.note.c_str());
        QVERIFY(!contains(figure.note, "±"));
    }

    void referenceOnTheSplitThatIsDrawn()
    {
        auto runs = lazyComparison();
        for (const char* id : {"hard-alone-0", "hard-alone-1"})
            runs.run(id).metrics
                = nlohmann::json::parse(R"({"splits": {"test": {"fused": {"accuracy": {"value": 0.8}}},
                                           "valid": {"fused": {"accuracy": {"value": 0.65}}}}})");
        ColorAssignment colors;
        const auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors);
        const auto* alone = labelled(figure.panels[0].references, "hard alone");
        QVERIFY(alone != nullptr);
        QVERIFY(isClose(alone->y, 65));
    }

    void oneLinePerMethod()
    {
        auto runs = lazyComparison();
        runs.add({.group = "mla",
            .method = MethodKind::Mla,
            .validFused = {0.6, 0.8},
            .columns = {{"valid/hard/accuracy", {0.3, 0.6}}}});
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.lines = LinesPer::Method;
        const auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors, options);
        QCOMPARE(figure.panels.size(), 3U); // easy, hard, fused
        const auto& hard = figure.panels[1];
        QCOMPARE(hard.title, std::string("hard"));
        QCOMPARE(hard.lines.size(), 4U); // a mean and its two runs, one run alone
        const auto& mla = hard.lines.back();
        QCOMPARE(mla.label, std::string("MLA (n = 1 seed)"));
        QVERIFY(mla.low.empty());
        QVERIFY(hard.lines[0].color != mla.color);
        QCOMPARE(hard.lines[0].color, figure.panels[2].lines[0].color);
        QCOMPARE(hard.references.size(), 1U); // both are compared with the same runs
        QCOMPARE(hard.references[0].label, std::string("alone (test)"));
        QCOMPARE(hard.references[0].color, 0);
    }

    void narrowedToGroupsModalitiesAndPart()
    {
        const auto runs = lazyComparison();
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.groups = {"hard-alone"};
        auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors, options);
        QCOMPARE(figure.panels[0].title, std::string("hard alone (n = 2 seeds)"));
        QVERIFY(figure.panels[0].references.empty());
        options.groups = {};
        options.modalities = {"hard"};
        figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors, options);
        QCOMPARE(figure.panels[0].lines.size(), 3U); // a mean and its two runs
        QCOMPARE(figure.panels[0].lines.front().label, std::string("hard"));
        options.part = "test";
        figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors, options);
        QVERIFY(figure.panels.empty());
        QVERIFY(!figure.note.empty());
    }

    void runsInsteadOfABand()
    {
        const auto runs = lazyComparison();
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.band = false;
        options.modalities = {"fused"};
        const auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors, options);
        const auto& lines = figure.panels[0].lines;
        QCOMPARE(lines.size(), 3U);
        QVERIFY(!lines[0].faint && lines[1].faint && lines[2].faint);
        QVERIFY(isClose(lines[0].y[1], 71) && isClose(lines[2].y[1], 72));
        QVERIFY(lines[0].low.empty() && lines[2].label.empty());
        QVERIFY(contains(figure.note, "single runs"));
    }

    void aRunningSeedIsDrawnAsFarAsItGoes()
    {
        auto runs = lazyComparison();
        runs.add({.group = "concat", .seed = 2, .fused = std::nan(""), .validFused = {0.2}});
        ColorAssignment colors;
        const auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors);
        const auto* fused = labelled(figure.panels[0].lines, "fused");
        QCOMPARE(fused->x, std::vector<double>{1}); // n is the same along the mean
        QVERIFY(isClose(fused->y[0], 40)); // 50, 50, 20
        const auto& lines = figure.panels[0].lines;
        QVERIFY(std::any_of(lines.begin(), lines.end(),
            [](const auto& line) { return line.faint && line.x.size() == 3 && isClose(line.y[1], 72); }));
        QVERIFY2(contains(figure.note, "a mean ends where the shortest run"), figure.note.c_str());
        QVERIFY(contains(figure.panels[0].title, "n = 3 seeds"));
        QVERIFY2(contains(figure.note, "1 run has not finished"), figure.note.c_str());
    }

    void theFirstEpochOfTheFirstRun()
    {
        LazyRuns runs;
        runs.add({.group = "concat", .fused = std::nan(""), .validFused = {0.2}});
        ColorAssignment colors;
        const auto figure = lazinessFigure(runs.series(), lazinessReport(runs.series()), colors);
        QCOMPARE(figure.panels.size(), 1U);
        QVERIFY(figure.panels[0].lines[0].low.empty());
        QVERIFY(contains(figure.note, "n = 1 seed;") && !contains(figure.note, "±"));
    }

    void nothingToDrawSaysWhy()
    {
        LazyRuns runs;
        runs.add({.group = "concat", .fused = std::nan("")});
        ColorAssignment colors;
        const auto report = lazinessReport(runs.series());
        for (const auto& figure : {accuracyFigure(runs.series(), report, colors),
                 lazinessBarFigure(report, colors), lazinessFigure(runs.series(), report, colors),
                 lazinessFigure({}, LazinessReport(), colors)}) {
            QVERIFY(figure.panels.empty());
            QVERIFY(!figure.note.empty());
        }
    }

    void mixedProtocolsAreOnTheFigure()
    {
        auto runs = lazyComparison();
        runs.add({.group = "mla", .method = MethodKind::Mla, .validFused = {0.6}});
        runs.run("mla-0").experiment.evaluate.select = SelectEpoch::BestOnTest;
        ColorAssignment colors;
        const auto figure = accuracyFigure(runs.series(), lazinessReport(runs.series()), colors);
        QVERIFY(contains(figure.note, "BEST ON TEST") && contains(figure.note, "cannot be compared"));
        QVERIFY(contains(figure.note, "n = 1 to 2 seeds"));
    }

    /// Pages make all figures anew at every epoch of every run.
    void fastEnoughForEveryEpoch()
    {
        const auto dataset = smallDataset();
        const auto made = makeComparison(*dataset, 4, 100);
        std::vector<RunSeries> series;
        for (const auto& run : made)
            series.push_back({&run.stored, &run.history});
        QVERIFY(series.size() >= 20);
        ColorAssignment colors;
        double best = 1e9;
        for (int trial = 0; trial < 20; ++trial) {
            QElapsedTimer timer;
            timer.start();
            const auto report = lazinessReport(series);
            const auto figure = lazinessFigure(series, report, colors);
            best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
            QVERIFY(figure.panels.size() >= 5);
        }
        qInfo("report and figure of %d runs of 100 epochs: %.2f ms", int(series.size()), best);
        QVERIFY2(best < 20,
            qPrintable(QString::number(best))); // goal 5 ms; room for loaded machines and sanitizers
    }
};

TEST_ENTRY(TestLazinessFigure, NoApplication)

} // namespace modalscope::tst_laziness_figure

#include "tst_laziness_figure.moc"
