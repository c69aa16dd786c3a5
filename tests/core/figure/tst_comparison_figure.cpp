#include "core/base/atomic_file.h"
#include "core/figure/comparison_figure.h"
#include "core/figure/figure_json.h"
#include "tests/core/figure/stored_csv.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <deque>
#include <set>

namespace modalscope::tst_comparison_figure {

namespace {

/// Runs with chosen numbers on test; a group is the runs of one name.
class Runs {
public:
    StoredRun& add(const std::string& group, int seed, const nlohmann::json& test)
    {
        auto& run = m_runs.emplace_back();
        run.origin.id = group + "-" + std::to_string(seed);
        run.origin.group = group;
        run.origin.datasetName = "toy";
        run.experiment.seed = std::uint64_t(seed);
        run.experiment.modalities = {"image", "audio"};
        if (!test.is_null())
            run.metrics = nlohmann::json{{"splits", {{"test", test}}}};
        return run;
    }

    std::vector<ComparedGroup> groups() const
    {
        std::vector<ComparedGroup> all;
        for (const auto& run : m_runs) {
            if (all.empty() || all.back().id != run.origin.group)
                all.push_back({run.origin.group, "Method " + run.origin.group, {}, {}, {}, 0});
            all.back().runs.push_back(&run);
            ++all.back().expected;
        }
        return all;
    }

private:
    std::deque<StoredRun> m_runs;
};

nlohmann::json accuracy(double fused, double image = 0.5)
{
    return {{"fused",
                {{"accuracy", {{"value", fused}, {"low", fused - 0.1}, {"high", fused + 0.1}}},
                    {"loss", {{"value", 1 - fused}}}}},
        {"modalities", {{"image", {{"accuracy", {{"value", image}}}}}}}};
}

/// Method a with three seeds and one that has not finished, method b with one, method c with none.
Runs someRuns()
{
    Runs runs;
    runs.add("a", 0, accuracy(0.7));
    runs.add("a", 1, accuracy(0.8));
    runs.add("a", 2, accuracy(0.9));
    runs.add("a", 3, nullptr);
    runs.add("b", 0, accuracy(0.6));
    runs.add("c", 0, nullptr);
    return runs;
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// Protects: any groups of runs beside each other with their numbers, their n and their protocol.
class TestComparisonFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void barsHaveIntervalsOverSeedsOrSamples()
    {
        const auto runs = someRuns();
        const auto groups = runs.groups();
        const auto figure = comparisonFigure(groups, {.colors = {{"b", 4}}, .command = "compare"});
        QCOMPARE(figure.panels.size(), std::size_t(1));
        const auto& panel = figure.panels.front();
        QCOMPARE(panel.x.categories, (std::vector<std::string>{"fused"}));
        QCOMPARE(panel.y.label, std::string("accuracy (%)"));
        QCOMPARE(panel.bars.size(), std::size_t(2)); // c has nothing
        const auto& a = panel.bars[0];
        QCOMPARE(a.label, std::string("Method a"));
        QCOMPARE(a.n, 3);
        QVERIFY(std::abs(a.values[0] - 80) < 1e-9);
        QVERIFY(std::abs(a.low[0] - (80 - 4.302652729911275 * 10 / std::sqrt(3.0))) < 1e-6);
        const auto& b = panel.bars[1];
        QCOMPARE(b.color, 4);
        QVERIFY(std::abs(b.low[0] - 50) < 1e-9 && std::abs(b.high[0] - 70) < 1e-9); // bootstrap
        QCOMPARE(figure.title, std::string("Accuracy on test: toy"));
        QCOMPARE(figure.note,
            std::string(
                "n = 1 to 3 seeds (Method a 3 of 4); mean with 95 % t interval over seeds (one seed: "
                "bootstrap over samples); nothing to draw of Method c; epoch chosen on valid; dataset "
                "toy."));
        QCOMPARE(figure.provenance.runs, (std::vector<std::string>{"a-0", "a-1", "a-2", "b-0"}));
        QCOMPARE(figure.provenance.command, std::string("compare"));
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void metricsOfOneUnitShareAPanel()
    {
        auto runs = someRuns();
        runs.add("d", 0, accuracy(0.5));
        auto onlyFused = accuracy(0.5);
        onlyFused.erase("modalities");
        runs.add("d", 1, onlyFused);
        const auto groups = runs.groups();
        const auto figure = comparisonFigure(groups,
            {.metrics = {"test/fused/accuracy", "test/fused/loss", "test/modalities/image/accuracy"}});
        QCOMPARE(figure.panels.size(), std::size_t(2));
        QCOMPARE(figure.panels[0].x.categories, (std::vector<std::string>{"fused", "image"}));
        QCOMPARE(figure.panels[1].y.label, std::string("loss"));
        QVERIFY(std::abs(figure.panels[1].bars[0].values[0] - 0.2) < 1e-9);
        QCOMPARE(figure.panels[0].bars[2].n, 0); // 2 and 1
        QVERIFY2(contains(figure.note, "accuracy, image: Method d 1 of 2"), figure.note.c_str());
        QVERIFY(figure.title.starts_with("Metrics on test"));
    }

    void boxesHoldEveryRun()
    {
        const auto runs = someRuns();
        const auto figure = comparisonFigure(runs.groups(), {.kind = ComparisonKind::Box});
        QCOMPARE(figure.name, std::string("comparison-box"));
        const auto& boxes = figure.panels.at(0).boxes;
        QCOMPARE(boxes.size(), std::size_t(2));
        QCOMPARE(boxes[0].values[0].size(), std::size_t(3));
        QVERIFY2(contains(figure.note, "quartiles over seeds"), figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void everyPointOfAStripOpensItsRun()
    {
        const auto runs = someRuns();
        const ComparisonOptions options{.metrics = {"test/fused/accuracy", "test/modalities/image/accuracy"},
            .kind = ComparisonKind::Strip};
        const auto figure = comparisonFigure(runs.groups(), options);
        const auto& points = figure.panels.at(0).points;
        QCOMPARE(points.size(), std::size_t(2));
        QCOMPARE(points[0].keys, (std::vector<std::string>{"a-0", "a-1", "a-2", "a-0", "a-1", "a-2"}));
        QCOMPARE(points[0].names[1], std::string("Method a, seed 1"));
        for (const auto& series : points)
            for (std::size_t i = 0; i < series.x.size(); ++i) {
                const double category = std::round(series.x[i]);
                QVERIFY(std::abs(series.x[i] - category) < 0.25); // within its category
                QVERIFY((series.x[i] < category) == (&series == &points[0])); // each group its own strip
            }
        QCOMPARE(std::set<double>(points[0].x.begin(), points[0].x.end()).size(), std::size_t(6));
        QCOMPARE(figureCsv(comparisonFigure(runs.groups(), options)), figureCsv(figure)); // the same again
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void severalRunsOfOneSeedAreCountedAsRuns()
    {
        Runs runs;
        runs.add("a", 0, accuracy(0.7));
        runs.add("a", 0, accuracy(0.8)).origin.id = "a-other";
        const auto figure = comparisonFigure(runs.groups());
        QVERIFY2(
            figure.note.starts_with("n = 2 runs; mean with 95 % t interval over runs"), figure.note.c_str());
    }

    void mixedProtocolsAreSaid()
    {
        Runs runs;
        runs.add("a", 0, accuracy(0.7));
        runs.add("b", 0, accuracy(0.8)).experiment.evaluate.select = SelectEpoch::BestOnTest;
        const auto figure = comparisonFigure(runs.groups());
        QVERIFY2(contains(figure.note, "BEST ON TEST"), figure.note.c_str());
        QVERIFY2(contains(figure.note, "cannot be compared"), figure.note.c_str());
    }

    void aScatterHasAPointPerRun()
    {
        auto runs = someRuns();
        runs.add("c", 1, {{"fused", {{"accuracy", {{"value", 0.4}}}}}}); // no loss
        const auto figure = metricScatterFigure(runs.groups(), "test/fused/loss", "test/fused/accuracy");
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.x.label, std::string("test loss, fused"));
        QCOMPARE(panel.y.label, std::string("test accuracy, fused (%)"));
        QCOMPARE(panel.points.size(), std::size_t(2));
        QVERIFY(std::abs(panel.points[0].x[2] - 0.1) < 1e-9 && std::abs(panel.points[0].y[2] - 90) < 1e-9);
        QCOMPARE(panel.points[0].keys[2], std::string("a-2"));
        QCOMPARE(panel.points[0].names[2], std::string("Method a, seed 2"));
        QVERIFY(panel.points[0].color != panel.points[1].color);
        QVERIFY2(contains(figure.note, "(Method a 3 of 4)"), figure.note.c_str());
        QVERIFY2(contains(figure.note, "nothing to draw of Method c"), figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void parallelCoordinates()
    {
        Runs runs;
        auto& first = runs.add("a", 0, accuracy(0.7));
        first.experiment.train.epochs = 10;
        first.experiment.train.learningRate = 0.001;
        auto& second = runs.add("b", 0, accuracy(0.8));
        second.experiment.train.epochs = 100;
        second.experiment.train.learningRate = 0.1;
        second.experiment.evaluate.select = SelectEpoch::Last;
        auto& third = runs.add("b", 1, accuracy(0.9));
        third.experiment.train.epochs = 55;
        third.experiment.train.learningRate = 0.01;
        third.experiment.evaluate.select = SelectEpoch::Last;
        runs.add("c", 0, nullptr); // says nothing
        const auto groups = runs.groups();
        const std::vector<std::string> metrics{"test/fused/accuracy"};
        const auto differing = parallelColumns(std::span(groups).first(2), metrics);
        QCOMPARE(differing,
            (std::vector<ParallelColumn>{{"train.epochs"}, {"train.learning_rate"}, {"evaluate.select"},
                {"test/fused/accuracy", true}}));
        auto columns = differing;
        columns.push_back({"test/fused/map", true});
        const auto figure = parallelFigure(groups, columns, {.colors = {{"a", 2}, {"b", 5}}});
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.x.categories,
            (std::vector<std::string>{"epochs\n10–100", "learning rate (log)\n0.001–0.1", "select\n2 values",
                "test accuracy, fused\n70.0–90.0 %"}));
        QCOMPARE(panel.lines.size(), std::size_t(3));
        const std::vector<std::vector<double>> expected{{0, 0, 1, 0}, {1, 1, 0, 0.5}, {0.5, 0.5, 0, 1}};
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t c = 0; c < 4; ++c)
                QVERIFY(std::abs(panel.lines[r].y[c] - expected[r][c]) < 1e-9);
        QCOMPARE(panel.lines[1].label, std::string("Method b"));
        QVERIFY(panel.lines[2].label.empty()); // once in the legend
        QCOMPARE(panel.lines[2].color, 5);
        QCOMPARE(panel.points[1].keys.size(), std::size_t(8));
        QCOMPARE(panel.points[1].keys.back(), std::string("b-1"));
        QVERIFY2(contains(figure.note, "select from bottom to top: last, valid"), figure.note.c_str());
        QVERIFY2(contains(figure.note, "no run has test/fused/map"), figure.note.c_str());
        QVERIFY2(contains(figure.note, "nothing to draw of Method c"), figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void optionsThatNotEveryRunHasLeaveGaps()
    {
        Runs runs;
        runs.add("a", 0, accuracy(0.7)).experiment.train.schedule.kind = ScheduleKind::Cosine;
        runs.add("b", 0, accuracy(0.8)); // a step schedule has a factor
        const auto figure = parallelFigure(
            runs.groups(), std::vector<ParallelColumn>{{"train.schedule.factor"}, {"train.epochs"}});
        const auto& lines = figure.panels.at(0).lines;
        QVERIFY(std::isnan(lines[0].y[0]));
        QCOMPARE(lines[1].y, (std::vector<double>{0.5, 0.5})); // one value: in the middle
        const std::vector<std::string> noMetrics;
        QCOMPARE(parallelColumns(runs.groups(), noMetrics), // the factor has one value
            (std::vector<ParallelColumn>{{"train.schedule.kind"}}));
        QVERIFY2(contains(figure.note, "a gap in a line"), figure.note.c_str());
        QCOMPARE(figure.panels[0].points[0].x, (std::vector<double>{1}));
    }

    void nothingToDrawSaysWhy()
    {
        Runs unfinished;
        unfinished.add("a", 0, nullptr);
        const auto groups = unfinished.groups();
        const std::vector<ParallelColumn> columns{{"test/fused/accuracy", true}};
        QCOMPARE(comparisonFigure({}).note, std::string("No runs to compare."));
        QCOMPARE(comparisonFigure(groups).note,
            std::string("No finished run of these groups has test/fused/accuracy."));
        QCOMPARE(comparisonFigure(groups, {.metrics = {}}).note, std::string("No metric is chosen."));
        for (const auto& figure : {comparisonFigure(groups), metricScatterFigure({}, "a", "b"),
                 metricScatterFigure(groups, "a", "b"), parallelFigure({}, columns),
                 parallelFigure(groups, columns), parallelFigure(groups, {})}) {
            QVERIFY(figure.panels.empty());
            QVERIFY(!figure.note.empty());
        }
        QVERIFY(parallelColumns({}, {}).empty());
    }
};

TEST_ENTRY(TestComparisonFigure, NoApplication)

} // namespace modalscope::tst_comparison_figure

#include "tst_comparison_figure.moc"
