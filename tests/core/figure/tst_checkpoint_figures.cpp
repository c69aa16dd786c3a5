#include "core/figure/branch_figures.h"
#include "core/figure/tensor_figures.h"
#include "core/figure/training_figure.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_checkpoint_figures {

/// Protects: figures and tables of checkpoints draw the numbers they are given, and say what is left out.
class TestCheckpointFigures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHistogramSaysWhatIsLeftOut()
    {
        TensorLook look;
        look.summary = {.count = 10,
            .nan = 2,
            .infinite = 1,
            .zero = 3,
            .mean = 1,
            .deviation = 0.5,
            .lowest = 0,
            .highest = 4,
            .norm = 3};
        look.histogram = {0, 4, {3, 4}};
        const auto figure = tensorHistogramFigure(look, {"net.pt", "head.weight", "float32", {5, 2}});
        QCOMPARE(figure.panels.at(0).bars.at(0).values, (std::vector<double>{3, 4}));
        QCOMPARE(figure.panels[0].x.categories, (std::vector<std::string>{"1", "3"}));
        QVERIFY(figure.note.find("n = 7;") != std::string::npos);
        QVERIFY(figure.note.find("left out: 2 NaN and 1 infinite values") != std::string::npos);
        look.summary.nan = 9;
        const auto none = tensorHistogramFigure(look, {});
        QVERIFY(none.panels.empty());
        QVERIFY(!none.note.empty());
    }

    void aSliceNamesItsAxesAndPlaces()
    {
        TensorSlice slice;
        slice.rows = 2;
        slice.columns = 2;
        slice.columnsPerCell = 4;
        slice.values = {1, 2, kNoValue, -3};
        SliceRequest request;
        request.rowAxis = 2;
        request.columnAxis = 0;
        request.at = {0, 5, 0};
        const auto figure = tensorSliceFigure(slice, request, {"net.pt", "w", "float32", {8, 9, 2}});
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.y.label, std::string("axis 2"));
        QCOMPARE(panel.x.label, std::string("axis 0, 4 places per cell"));
        QCOMPARE(panel.x.categories, (std::vector<std::string>{"0", "4"}));
        QCOMPARE(panel.heatMap->low, -3.0);
        QCOMPARE(panel.heatMap->high, 2.0);
        QVERIFY(figure.note.find("at axis 1 = 5") != std::string::npos);
        slice.values = {7, 7, 7, 7}; // of one colour: the scale still has two ends
        const auto flat = tensorSliceFigure(slice, request, {"net.pt", "w", "float32", {8, 9, 2}});
        QVERIFY(flat.panels[0].heatMap->low < flat.panels[0].heatMap->high);
    }

    void aSpectrumIsLogarithmicWithoutZeros()
    {
        TensorSpectrum spectrum{3, 2, {4, 1}, 1.65, 1.06};
        const auto figure = tensorSpectrumFigure(spectrum, {"net.pt", "w", "float32", {3, 2}});
        QVERIFY(figure.panels.at(0).y.logarithmic);
        QCOMPARE(figure.panels[0].markers.at(0).x, 1.65);
        spectrum.values = {4, 0};
        QVERIFY(!tensorSpectrumFigure(spectrum, {}).panels.at(0).y.logarithmic);
    }

    void branchesHaveSharesAndDistances()
    {
        auto overview = threeBranches();
        auto figure = branchFigure(overview);
        QCOMPARE(figure.panels.size(), std::size_t(2));
        QCOMPARE(figure.panels[0].bars[0].values, (std::vector<double>{60, 35, 5}));
        QVERIFY(
            figure.note.find("adapters hold 5 values, 5.26 % of the 95 beside them") != std::string::npos);
        overview.reference = "start.pt";
        overview.lines[0].moved
            = BranchDiff{.name = "audio", .distance = 2, .relative = 0.5, .compared = 3, .changed = 2};
        overview.lines[1].moved = BranchDiff{.name = "image"}; // nothing could be compared
        figure = branchFigure(overview);
        QCOMPARE(figure.panels.size(), std::size_t(3));
        QCOMPARE(figure.panels[0].bars[0].values[0], 50.0);
        QVERIFY(std::isnan(figure.panels[0].bars[0].values[1]));
        const auto table = branchTable(overview);
        QCOMPARE(table.columns.size(), std::size_t(12));
        QCOMPARE(table.rows.at(0).cells.size(), std::size_t(11));
        QCOMPARE(table.rows[0].cells[7].value, 50.0);
        QVERIFY(std::isnan(table.rows[1].cells[6].value));
        QVERIFY(table.note.find("the optimiser's state is not counted: 4 tensors") != std::string::npos);
        overview.lines[2].size.nan = 3;
        QCOMPARE(notFiniteText(overview), std::string("audio adapters holds 3 NaN and 0 infinite values"));
    }

    void aMatrixHasTheChosenBranch()
    {
        CheckpointMatrix matrix;
        matrix.names = {"a", "b"};
        matrix.branches = {"all", "audio"};
        matrix.relativeL2 = {{0, 1, 1, 0}, {0, 0.25, std::numeric_limits<double>::infinity(), 0}};
        matrix.cosine = {{1, 0, 0, 1}, {1, 1, 1, 1}};
        const auto figure = checkpointMatrixFigure(matrix, 1, false);
        const auto& map = *figure.panels.at(0).heatMap;
        QCOMPARE(map.values[1], 0.25);
        QCOMPARE(map.texts[1], std::string("0.25"));
        QVERIFY(std::isnan(map.values[2]));
        QCOMPARE(map.high, 0.25);
        const auto same = checkpointMatrixFigure(matrix, 1, true);
        QVERIFY(same.panels[0].heatMap->low < same.panels[0].heatMap->high);
        QVERIFY(checkpointMatrixFigure(matrix, 2, false).panels.empty());
    }

    void trainingHasAPanelPerMeasure()
    {
        const auto figure
            = trainingFigure({{"epoch", {1, 2}}, {"train/loss", {2, 1}}, {"valid/fused/loss", {3, 2}},
                                 {"valid/audio/accuracy", {0.1, 0.2}}, {"gradient/audio/norm", {1, 1}}},
                "run/checkpoint.safetensors");
        QCOMPARE(figure.panels.size(), std::size_t(2));
        QCOMPARE(figure.panels[0].lines.size(), std::size_t(2));
        QVERIFY(figure.panels[0].lines[0].dashed);
        QCOMPARE(figure.panels[1].lines[0].label, std::string("valid audio"));
        QVERIFY(trainingFigure({}, "x").panels.empty());
    }

private:
    static BranchOverview threeBranches()
    {
        BranchOverview overview;
        overview.file = "net.pt";
        overview.optimizerTensors = 4;
        overview.optimizerBytes = 1000;
        const auto add = [&](const char* name, BranchKind kind, std::int64_t values) {
            BranchLine line;
            line.branch.name = name;
            line.branch.kind = kind;
            line.branch.values = values;
            line.branch.isGuessed = false;
            line.size = {.norm = 4, .rootMeanSquare = 0.5};
            overview.lines.push_back(std::move(line));
        };
        add("audio", BranchKind::Encoder, 60);
        add("image", BranchKind::Encoder, 35);
        add("audio adapters", BranchKind::Adapter, 5);
        return overview;
    }
};

TEST_ENTRY(TestCheckpointFigures, NoApplication)

} // namespace modalscope::tst_checkpoint_figures

#include "tst_checkpoint_figures.moc"
