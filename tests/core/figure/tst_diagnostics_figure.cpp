#include "core/figure/diagnostics_figure.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_diagnostics_figure {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

LazyRuns shrinkingHead()
{
    LazyRuns runs;
    for (const int seed : {0, 1})
        runs.add({.group = "mla",
            .method = MethodKind::Mla,
            .seed = std::uint64_t(seed),
            .validFused = {0.1, 0.2, 0.3},
            .columns
            = {{"hgm/P_norm", {4, 2, 1}}, {"hgm/P_rank", {16, 8, 2}}, {"hgm/gain", {0.5, 0.009, 0.004}},
                {"hgm/gain/easy", {0.9, 0.01, 0.001 * (1 + 3 * seed)}}, {"hgm/gain/hard", {0.1, 0.008, 0}}}});
    return runs;
}

} // namespace

/// Protects the views that say why a modality is lazy or a head starves.
class TestDiagnosticsFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gradients()
    {
        auto runs = lazyComparison();
        runs.add({.group = "concat",
            .seed = 2,
            .validFused = {0.5, 0.7, 0.9},
            .columns
            = {{"gradient/easy/norm", {1, 1, 1}}, {"gradient/hard/norm", {0.1, std::sqrt(0.0002), 0.001}}}});
        ColorAssignment colors;
        const auto figure = gradientFigure(runs.series(), lazinessReport(runs.series()), colors);
        QCOMPARE(figure.panels.size(), 1U);
        const auto& panel = figure.panels.front();
        QCOMPARE(panel.title, std::string("Concat (n = 3 seeds): gradient norm"));
        QVERIFY(panel.y.logarithmic && panel.epochs);
        // Geometric mean of .02, .01 and √.0002 (deviation of the logarithms ln 2 / 2).
        const auto& hard = panel.lines[1];
        QCOMPARE(hard.label, std::string("hard"));
        QVERIFY(isClose(hard.y[1], std::sqrt(0.0002)));
        const double quantile = 0.95 / std::sqrt(2 * 0.975 * 0.025); // two degrees of freedom
        QVERIFY(isClose(std::log(hard.high[1] / hard.y[1]), quantile * std::log(2.0) / 2 / std::sqrt(3.0)));
        QVERIFY(hard.low[1] > 0);
        QVERIFY(figure.note.find("geometric mean") != std::string::npos);
    }

    void ratiosOfOgm()
    {
        LazyRuns runs;
        runs.add({.group = "ogm",
            .method = MethodKind::Ogm,
            .validFused = {0.1, 0.2},
            .columns = {{"ogm/easy/ratio", {2, 3}}, {"ogm/hard/ratio", {0.5, 0.3}},
                {"ogm/easy/coefficient", {0.4, 0.2}}, {"gradient/easy/cosine", {0.5, -0.1}}}});
        ColorAssignment colors;
        const auto figure = gradientFigure(runs.series(), lazinessReport(runs.series()), colors);
        QCOMPARE(figure.panels.size(), 3U);
        QCOMPARE(figure.panels[0].y.label, std::string("cosine with own loss"));
        QCOMPARE(figure.panels[0].references.front().y, 0.0);
        QCOMPARE(figure.panels[1].y.label, std::string("OGM ratio ρ"));
        QCOMPARE(figure.panels[1].references.front().y, 1.0);
        QCOMPARE(figure.panels[1].lines.size(), 2U);
        QCOMPARE(figure.panels[2].lines.size(), 1U);
    }

    void headGradientModification()
    {
        const auto runs = shrinkingHead();
        ColorAssignment colors;
        const auto figure = hgmFigure(runs.series(), lazinessReport(runs.series()), colors);
        QCOMPARE(figure.panels.size(), 3U);
        QCOMPARE(figure.panels[0].lines[0].y, (std::vector<double>{4, 2, 1}));
        QCOMPARE(figure.panels[1].y.label, std::string("effective rank of P"));
        const auto& gain = figure.panels[2];
        QVERIFY(gain.y.logarithmic);
        QCOMPARE(gain.references.front().y, 0.01);
        QCOMPARE(gain.lines[0].label, std::string("easy"));
        QVERIFY(isClose(gain.lines[0].y[2], 0.002)); // √(.001 · .004)
        const auto hard = std::find_if(
            gain.lines.begin(), gain.lines.end(), [](const auto& line) { return line.label == "hard"; });
        QVERIFY(hard != gain.lines.end() && std::isnan(hard->y[2])); // 0 has no place on a logarithmic axis
    }

    void warnsOfAFrozenHead()
    {
        auto runs = shrinkingHead();
        const auto warnings = hgmWarnings(runs.series(), lazinessReport(runs.series()));
        QCOMPARE(warnings.size(), 1U);
        QCOMPARE(warnings.front(),
            std::string("MLA: the shared head no longer learns, ‖gP‖/‖g‖ is 0.0040 in epoch 3 and "
                        "below 0.01 since epoch 2; P has shrunk too far, try reset_period, a larger alpha or "
                        "HGM off."));
        ColorAssignment colors;
        const auto figure = hgmFigure(runs.series(), lazinessReport(runs.series()), colors);
        QVERIFY(figure.note.find(warnings.front()) != std::string::npos);
    }

    void noWarningWhileItLearns()
    {
        LazyRuns runs;
        runs.add({.group = "mla",
            .method = MethodKind::Mla,
            .validFused = {0.1, 0.2},
            .columns = {{"hgm/gain", {0.001, 0.02}}}});
        QVERIFY(hgmWarnings(runs.series(), lazinessReport(runs.series())).empty());
        ColorAssignment colors;
        const auto figure = hgmFigure(runs.series(), lazinessReport(runs.series()), colors);
        QCOMPARE(figure.panels.size(), 1U); // the gain as a whole, when no modality has its own
        QCOMPARE(figure.panels[0].lines[0].y[1], 0.02);
        QCOMPARE(figure.panels[0].references.size(), 1U);
    }

    void methodsWithoutModificationSaySo()
    {
        const auto runs = lazyComparison();
        ColorAssignment colors;
        const auto figure = hgmFigure(runs.series(), lazinessReport(runs.series()), colors);
        QVERIFY(figure.panels.empty());
        QCOMPARE(figure.note, std::string("None of these runs modifies the gradient of a shared head."));
        QVERIFY(hgmWarnings(runs.series(), lazinessReport(runs.series())).empty());
    }
};

TEST_ENTRY(TestDiagnosticsFigure, NoApplication)

} // namespace modalscope::tst_diagnostics_figure

#include "tst_diagnostics_figure.moc"
