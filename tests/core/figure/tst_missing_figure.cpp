#include "core/base/atomic_file.h"
#include "core/figure/figure_json.h"
#include "core/figure/missing_figure.h"
#include "tests/core/figure/stored_csv.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_missing_figure {

namespace {

/// Seeds 0, 1, ... of a group, run ids "mla-0", "mla-1", ...
SeedNumbers numbersOf(const std::string& group, const std::vector<double>& values)
{
    std::vector<SeedValue> all;
    for (std::size_t seed = 0; seed < values.size(); ++seed)
        all.push_back({seed, {group + "-" + std::to_string(seed)}, values[seed]});
    return seedNumbers(std::move(all));
}

MissingCurve curveOf(
    const std::string& id, const std::string& label, const std::vector<std::vector<double>>& values)
{
    MissingCurve curve{.id = id, .label = label, .expected = int(values.front().size())};
    for (std::size_t r = 0; r < values.size(); ++r) {
        curve.rates.push_back(0.4 * double(r));
        curve.values.push_back(numbersOf(id, values[r]));
        curve.missing.push_back(curve.rates.back());
    }
    return curve;
}

/// Two modalities: alone 0.5 and 0.3, together 0.8, nothing 0.1; the seeds differ by `step`.
SubsetTable tableOf(const std::string& id, int seeds, double step = 0)
{
    const auto numbers = [&](double value) {
        std::vector<double> values;
        for (int seed = 0; seed < seeds; ++seed)
            values.push_back(value + step * seed);
        return numbersOf(id, values);
    };
    SubsetTable table{.id = id, .label = "MLA " + id, .expected = seeds};
    table.modalities = {"image", "audio"};
    table.subsets = {{"image", {"image"}, numbers(0.5)}, {"audio", {"audio"}, numbers(0.3)},
        {"image+audio", {"image", "audio"}, numbers(0.8)}};
    const auto same
        = [&](double value) { return numbersOf(id, std::vector<double>(std::size_t(seeds), value)); };
    table.degradation = {same(50), same(30)};
    table.utilisation = {same(50 / 80.0), same(30 / 80.0)};
    table.shapley = {numbers(45), numbers(25)};
    table.perceptual = {{}, {}};
    return table;
}

bool contains(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// Protects: what the figures of missing modalities say is what the tests of the runs measured.
class TestMissingFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSweepHasABandFromThreeSeedsOn()
    {
        MissingSweep sweep;
        sweep.curves = {curveOf("a", "MLA", {{0.7, 0.8, 0.9}, {0.5, 0.6, 0.7}}),
            curveOf("b", "Concat", {{0.6, 0.8}, {0.4, 0.5}})};
        sweep.curves[0].expected = 5;
        sweep.isGcnet = true;
        sweep.saturation = 0.5;
        sweep.notes = {"Published mask."};
        const auto figure = missingSweepFigure(
            sweep, {.colors = {{"a", 3}}, .conditions = "epoch chosen on valid", .command = "c"});
        QCOMPARE(figure.panels.size(), std::size_t(1));
        const auto& panel = figure.panels.front();
        QCOMPARE(panel.y.label, std::string("accuracy (%)"));
        QVERIFY(contains(panel.x.label, "missing rate"));
        QCOMPARE(panel.lines.size(), std::size_t(4)); // a mean, a mean and its two seeds
        const auto& mla = panel.lines.front();
        QCOMPARE(mla.label, std::string("MLA"));
        QCOMPARE(mla.color, 3);
        QCOMPARE(mla.n, 3);
        QCOMPARE(mla.x, (std::vector<double>{0, 0.4}));
        QVERIFY(std::abs(mla.y[0] - 80) < 1e-9 && std::abs(mla.y[1] - 60) < 1e-9);
        // Deviation 10 points over 3 seeds: half of the interval is 4.3027·10/√3.
        QVERIFY(std::abs(mla.high[0] - (80 + 4.302652729911275 * 10 / std::sqrt(3.0))) < 1e-6);
        QVERIFY(panel.lines[1].low.empty());
        QVERIFY(panel.lines[2].faint && panel.lines[2].label.empty());
        QCOMPARE(panel.lines[2].color, panel.lines[1].color);
        QVERIFY(std::abs(panel.lines[3].y[0] - 80) < 1e-9);
        QCOMPARE(panel.markers.size(), std::size_t(1));
        QCOMPARE(panel.markers.front().x, 0.5);
        QVERIFY2(figure.note.starts_with("n = 2 to 3 seeds (MLA 3 of 5); "), figure.note.c_str());
        QVERIFY2(figure.note.ends_with("epoch chosen on valid. Published mask."), figure.note.c_str());
        QCOMPARE(figure.provenance.runs, (std::vector<std::string>{"a-0", "a-1", "a-2", "b-0", "b-1"}));
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void aPanelForEachTrainingRate()
    {
        MissingSweep sweep;
        sweep.curves = {curveOf("a", "MLA", {{0.7}, {0.5}}), curveOf("b", "MLA", {{0.6}, {0.4}})};
        sweep.curves[1].trainRate = 0.4;
        const auto one = missingSweepFigure(sweep);
        QCOMPARE(one.panels.size(), std::size_t(1));
        QCOMPARE(one.panels[0].lines[1].label, std::string("MLA, trained at 0.4"));
        QVERIFY(one.panels[0].lines[0].color != one.panels[0].lines[1].color);
        QVERIFY(one.panels[0].markers.empty());
        QVERIFY2(contains(one.note, "one seed: no band"), one.note.c_str());
        const auto two = missingSweepFigure(sweep, {.panelPerTrainRate = true});
        QCOMPARE(two.panels.size(), std::size_t(2));
        QCOMPARE(two.panels[1].title, std::string("trained at rate 0.4"));
        QCOMPARE(two.panels[0].lines[0].color, two.panels[1].lines[0].color); // one method, one colour
    }

    /// Curves that overlap: what lies between them is drawn, with the band of the paired differences.
    void differencesToAReference()
    {
        MissingSweep sweep;
        sweep.curves = {curveOf("a", "Concat", {{0.70, 0.80, 0.90}, {0.50, 0.60, 0.70}}),
            curveOf("b", "MLA", {{0.71, 0.82, 0.93}, {0.50, 0.61, 0.72}})};
        const auto figure = missingSweepFigure(sweep, {.differenceTo = "a", .colors = {{"a", 3}, {"b", 5}}});
        QCOMPARE(figure.name, std::string("missing-difference"));
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.y.label, std::string("difference in accuracy (points)"));
        QCOMPARE(panel.lines.size(), std::size_t(1));
        const auto& mla = panel.lines[0];
        QVERIFY(mla.label == "MLA" && mla.color == 5 && mla.n == 3);
        QVERIFY(std::abs(mla.y[0] - 2) < 1e-9 && std::abs(mla.y[1] - 1) < 1e-9);
        // 1, 2 and 3 points, deviation 1 where the seeds themselves have 10.
        QVERIFY(std::abs(mla.high[0] - (2 + 4.302652729911275 / std::sqrt(3.0))) < 1e-6);
        QCOMPARE(panel.references.size(), std::size_t(1));
        const auto& zero = panel.references[0];
        QVERIFY(zero.label == "Concat" && zero.y == 0 && zero.color == 3 && zero.low == zero.high);
        QVERIFY2(figure.note.starts_with("n = 3 seeds; ")
                && contains(figure.note, "differences to Concat of the same seeds"),
            figure.note.c_str());
        QCOMPARE(
            figure.provenance.runs, (std::vector<std::string>{"a-0", "a-1", "a-2", "b-0", "b-1", "b-2"}));
        QCOMPARE(storedCsv(figure), figureCsv(figure));
        const auto none = missingSweepFigure(sweep, {.differenceTo = "c"});
        QVERIFY(none.panels.empty());
        QVERIFY2(contains(none.note, "There is no difference to show."), none.note.c_str());
    }

    void expectationWhenOneModalityIsMissing()
    {
        const auto figure = missingHeatFigure(tableOf("a", 3, 0.01), {.conditions = "dataset toy"});
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.y.categories, (std::vector<std::string>{"image", "audio"}));
        QCOMPARE(panel.x.categories.size(), std::size_t(10));
        QCOMPARE(panel.x.categories[3], std::string("0.3"));
        const auto& map = *panel.heatMap;
        QVERIFY(std::abs(map.values[0] - 81) < 1e-9); // nothing missing: mean of 80, 81, 82
        QVERIFY(std::abs(map.values[4] - (81 - 0.4 * 50)) < 1e-9);
        QVERIFY(std::abs(map.values[10 + 9] - (81 - 0.9 * 30)) < 1e-9);
        QCOMPARE(map.texts[4], std::string("61.0"));
        QCOMPARE(map.low, 36.0);
        QCOMPARE(map.high, 81.0);
        QVERIFY2(contains(figure.note, "(1 − r)·all + r·without"), figure.note.c_str());
        QVERIFY2(figure.note.starts_with("n = 3 seeds; "), figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void everySetIsARow()
    {
        auto second = tableOf("b", 1);
        second.subsets.erase(second.subsets.begin()); // a group without "image" alone
        const auto figure = subsetFigure(std::vector{tableOf("a", 3, 0.01), second});
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.y.categories, (std::vector<std::string>{"image", "audio", "image+audio"}));
        QCOMPARE(panel.x.categories, (std::vector<std::string>{"MLA a", "MLA b"}));
        const auto& map = *panel.heatMap;
        QVERIFY(std::abs(map.values[0] - 51) < 1e-9 && std::isnan(map.values[1]));
        QCOMPARE(map.texts,
            (std::vector<std::string>{"51.0 ± 1.0", "", "31.0 ± 1.0", "30.0", "81.0 ± 1.0", "80.0"}));
        QCOMPARE(figure.provenance.runs.size(), std::size_t(4));
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void pointsLostWithoutAModality()
    {
        const auto figure = degradationFigure(std::vector{tableOf("a", 3), tableOf("b", 1)});
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.x.categories, (std::vector<std::string>{"image", "audio"}));
        QCOMPARE(panel.bars.size(), std::size_t(2));
        QCOMPARE(panel.bars[0].values, (std::vector<double>{50, 30}));
        QCOMPARE(panel.bars[0].low, (std::vector<double>{50, 30}));
        QVERIFY(panel.bars[1].low.empty()); // one seed
        QCOMPARE(panel.bars[0].n, 3);
        QCOMPARE(panel.y.label, std::string("accuracy lost (points)"));
        QVERIFY2(contains(figure.note, "95 % t interval"), figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void shapleyValuesAndScoresWhereThereAreSome()
    {
        const auto plain = contributionFigure(std::vector{tableOf("a", 2)});
        QCOMPARE(plain.panels.size(), std::size_t(1));
        QCOMPARE(plain.panels[0].bars[0].values, (std::vector<double>{45, 25})); // 80 − 10 points in all
        auto scored = tableOf("b", 2);
        scored.perceptual = {numbersOf("b", {40, 42}), numbersOf("b", {20})};
        const auto figure = contributionFigure(std::vector{tableOf("a", 2), scored});
        QCOMPARE(figure.panels.size(), std::size_t(2));
        QCOMPARE(figure.panels[1].bars.size(), std::size_t(1));
        QCOMPARE(figure.panels[1].bars[0].label, std::string("MLA b"));
        QCOMPARE(figure.panels[1].bars[0].color, figure.panels[0].bars[1].color);
        QCOMPARE(figure.panels[1].bars[0].values, (std::vector<double>{41, 20}));
        QCOMPARE(figure.panels[1].bars[0].n, 0); // not the same for both modalities
        QVERIFY2(contains(figure.note, "runs without permuted tests"), figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void nothingToDrawSaysWhy()
    {
        MissingSweep sweep;
        sweep.notes = {"Not tested at other rates: MLA."};
        QCOMPARE(missingSweepFigure(sweep).note,
            std::string(
                "No finished run was tested at rates of missing cells. Not tested at other rates: MLA."));
        sweep.curves.emplace_back();
        for (const auto& figure : {missingSweepFigure({}), missingSweepFigure(sweep), missingHeatFigure({}),
                 subsetFigure({}), subsetFigure(std::vector<SubsetTable>(2)), degradationFigure({}),
                 contributionFigure(std::vector<SubsetTable>(1))}) {
            QVERIFY(figure.panels.empty());
            QVERIFY2(figure.note.starts_with("No finished run was tested"), figure.note.c_str());
        }
    }
};

TEST_ENTRY(TestMissingFigure, NoApplication)

} // namespace modalscope::tst_missing_figure

#include "tst_missing_figure.moc"
