#include "core/figure/selection_figures.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_selection_figures {

namespace {

SelectionSummary someSummary()
{
    SelectionSummary summary;
    summary.selected = 10;
    summary.all = 40;
    summary.accuracy = {{"fused", {8, 10}, {30, 40}}, {"audio", {4, 8}, {10, 40}}};
    summary.classNames = {"cat", "dog"};
    summary.confusion = {{4, 1}, {1, 4}};
    summary.entropyBins = {0, 0.5, 2};
    summary.selectedEntropy = {2, 8};
    summary.allEntropy = {30, 10};
    summary.selectedMeanEntropy = 0.61;
    summary.allMeanEntropy = 0.25;
    return summary;
}

} // namespace

/// Protects: what the figures of a selection say, beside all samples.
class TestSelectionFigures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accuracyBesideAll()
    {
        const auto figure
            = selectionAccuracyFigure(someSummary(), {.label = "MLA, seed 3", .runs = {"0123456789ab"}});
        QCOMPARE(figure.title, std::string("Accuracy of the selection: MLA, seed 3, test"));
        const auto& panel = figure.panels.front();
        QCOMPARE(panel.x.categories, (std::vector<std::string>{"fused", "audio"}));
        QCOMPARE(panel.bars[0].values, (std::vector<double>{80, 50}));
        QCOMPARE(panel.bars[1].values, (std::vector<double>{75, 25}));
        // Wilson for 8 of 10: (0.8 + 0.19207 ± 1.96·√(0.016 + 0.0096037)) / 1.384146 = 0.71674 ± 0.22658
        QVERIFY(std::abs(panel.bars[0].low[0] - 49.016) < 0.01);
        QVERIFY(std::abs(panel.bars[0].high[0] - 94.332) < 0.01);
        QVERIFY(figure.note.find("n = 10 selected of 40 samples of test") != std::string::npos);
        QVERIFY(figure.note.find("audio of 8") != std::string::npos);
        QCOMPARE(figure.provenance.runs, std::vector<std::string>{"0123456789ab"});
    }

    void entropyAsShares()
    {
        const auto figure = selectionEntropyFigure(someSummary(), {});
        const auto& panel = figure.panels.front();
        QCOMPARE(panel.x.categories, (std::vector<std::string>{"0.25", "0.75"}));
        QCOMPARE(panel.bars[0].values, (std::vector<double>{20, 80}));
        QCOMPARE(panel.bars[1].values, (std::vector<double>{75, 25}));
        QVERIFY(figure.note.find("selected 0.610 nat, all 0.250 nat") != std::string::npos);
    }

    void confusionOfTheSelection()
    {
        const auto figure = selectionConfusionFigure(someSummary(), {});
        QCOMPARE(figure.panels.front().heatMap->values, (std::vector<double>{80, 20, 20, 80}));
        QVERIFY(figure.note.find("8 of them (80.0 %) on the diagonal") != std::string::npos);
    }

    void nothingToDrawIsSaid()
    {
        for (const auto& figure : {selectionAccuracyFigure({}, {}), selectionEntropyFigure({}, {}),
                 selectionConfusionFigure({}, {})}) {
            QVERIFY(figure.panels.empty());
            QVERIFY(figure.note.find("finished classification run") != std::string::npos);
        }
        auto summary = someSummary();
        summary.selected = 0;
        summary.accuracy[0].selected = {};
        summary.selectedEntropy = {0, 0};
        QVERIFY(std::isnan(selectionAccuracyFigure(summary, {}).panels[0].bars[0].values[0]));
        QVERIFY(std::isnan(selectionEntropyFigure(summary, {}).panels[0].bars[0].values[0]));
        summary.confusion.clear();
        summary.classNames.resize(700);
        QVERIFY(selectionConfusionFigure(summary, {}).note.find("700 classes") != std::string::npos);
    }
};

TEST_ENTRY(TestSelectionFigures, NoApplication)

} // namespace modalscope::tst_selection_figures

#include "tst_selection_figures.moc"
