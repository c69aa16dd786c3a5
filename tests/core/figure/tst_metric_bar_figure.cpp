#include "core/figure/metric_bar_figure.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_metric_bar_figure {

/// Bars that compare groups: every number is the mean over the runs of its group, and says n and protocol.
class TestMetricBarFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void barsAreMeansOverSeeds();
    void oneSeedShowsItsBootstrapInterval();
    void unfinishedRunsGiveNoBars();
    void bestOnTestIsSaid();
    void tooManySettingsAreCutAndCounted();
    void oneDatasetIsDrawnWhenAsked();

private:
    std::vector<RunSeries> seriesOf(const std::vector<MadeRun>& runs) const
    {
        std::vector<RunSeries> all;
        for (const auto& run : runs)
            all.push_back({&run.stored, &run.history});
        return all;
    }
    static const BarSeries* find(const Figure& figure, const std::string& label)
    {
        const auto& bars = figure.panels.at(0).bars;
        const auto found
            = std::find_if(bars.begin(), bars.end(), [&](const auto& b) { return b.label == label; });
        return found == bars.end() ? nullptr : &*found;
    }
    std::shared_ptr<const Dataset> m_data;
};

void TestMetricBarFigure::initTestCase()
{
    m_data = smallDataset();
}

void TestMetricBarFigure::barsAreMeansOverSeeds()
{
    const auto runs = makeComparison(*m_data, 3, 5);
    const auto figure = metricBarFigure(seriesOf(runs), {});
    const auto* concat = find(figure, "Concat");
    QVERIFY(concat != nullptr);
    QCOMPARE(concat->n, 3);
    double sum = 0;
    for (const auto& run : runs)
        if (run.stored.experiment.method.kind == MethodKind::Concat)
            sum += 100 * run.stored.metrics.at("test/fused/accuracy")->value;
    QVERIFY(std::abs(concat->values.at(0) - sum / 3) < 1e-9);
    QVERIFY(concat->low.at(0) < concat->values.at(0) && concat->values.at(0) < concat->high.at(0));
    const auto& categories = figure.panels.at(0).x.categories;
    QCOMPARE(categories,
        (std::vector<std::string>{
            "fused", "image", "audio", "sensors", "probe of image", "probe of audio", "probe of sensors"}));
    QCOMPARE(figure.provenance.runs.size(), runs.size());
    QVERIFY(figure.note.find("epoch chosen on valid") != std::string::npos);
    QVERIFY2(figure.note.starts_with("n = 3 seeds; "), figure.note.c_str());
    const auto* alone = find(figure, "audio alone");
    QVERIFY(alone != nullptr && std::isnan(alone->values.at(1))); // it has no image
}

void TestMetricBarFigure::oneSeedShowsItsBootstrapInterval()
{
    const auto runs = makeComparison(*m_data, 1, 2);
    const auto figure = metricBarFigure(seriesOf(runs), {.metric = "macro_f1"});
    const auto* late = find(figure, "Late fusion");
    QVERIFY(late != nullptr);
    QCOMPARE(late->n, 1);
    QVERIFY(late->low.at(0) < late->values.at(0));
    QCOMPARE(figure.panels.at(0).x.categories.size(), std::size_t(4)); // probes have accuracy alone
}

void TestMetricBarFigure::unfinishedRunsGiveNoBars()
{
    MadeRunOptions options;
    options.experiment.modalities = {"image", "audio"};
    options.state = RunState::Cancelled;
    options.epochsDone = 3;
    const std::vector<MadeRun> runs{makeRun(options, *m_data)};
    const auto figure = metricBarFigure(seriesOf(runs), {});
    QVERIFY(figure.panels.empty());
    QCOMPARE(figure.note, std::string("no finished run has accuracy on test"));
    QVERIFY(splitNames(seriesOf(runs)).empty());
    QVERIFY(metricNames(seriesOf(runs), "test").empty());
}

void TestMetricBarFigure::bestOnTestIsSaid()
{
    MadeRunOptions options;
    options.experiment.modalities = {"image", "audio"};
    options.experiment.evaluate.select = SelectEpoch::BestOnTest;
    const std::vector<MadeRun> runs{makeRun(options, *m_data)};
    QVERIFY(metricBarFigure(seriesOf(runs), {}).note.find("BEST ON TEST") != std::string::npos);
    QCOMPARE(splitNames(seriesOf(runs)), (std::vector<std::string>{"test", "valid"}));
    QCOMPARE(metricNames(seriesOf(runs), "test"),
        (std::vector<std::string>{"accuracy", "ece", "loss", "macro_f1", "map"}));
}

void TestMetricBarFigure::tooManySettingsAreCutAndCounted()
{
    const auto runs = makeComparison(*m_data, 2, 2);
    const auto figure = metricBarFigure(seriesOf(runs), {.mostGroups = 2});
    QCOMPARE(figure.panels.at(0).bars.size(), std::size_t(2));
    const auto all = metricBarFigure(seriesOf(runs), {});
    QCOMPARE(figure.panels[0].bars[1].values[0], all.panels.at(0).bars[1].values[0]);
    QCOMPARE(figure.provenance.runs.size(), std::size_t(4)); // those behind what is drawn
    QVERIFY2(figure.note.starts_with("2 of 6 settings are drawn; select runs to choose others; "),
        figure.note.c_str());
    QVERIFY(metricBarFigure(seriesOf(runs), {.mostGroups = 6}).note.starts_with("n = 2 seeds; "));
}

void TestMetricBarFigure::oneDatasetIsDrawnWhenAsked()
{
    auto runs = makeComparison(*m_data, 1, 2);
    const auto own = runs.size();
    for (auto run : makeComparison(*m_data, 1, 2)) {
        run.stored.origin.id += "-other";
        run.stored.origin.group += "-other";
        run.stored.origin.datasetName = "other";
        run.stored.origin.datasetFingerprint = "feedc0ffee00";
        runs.push_back(std::move(run));
    }
    const auto figure = metricBarFigure(seriesOf(runs), {.oneDataset = true});
    QCOMPARE(figure.provenance.runs.size(), own);
    const auto said = "only runs on " + runs.front().stored.origin.datasetName
        + " are drawn, not those on other; select runs to choose others";
    QVERIFY2(figure.note.starts_with(said), figure.note.c_str());
    QVERIFY(figure.title.find("other") == std::string::npos);
    QCOMPARE(metricBarFigure(seriesOf(runs), {}).provenance.runs.size(), runs.size());
}

TEST_ENTRY(TestMetricBarFigure, NoApplication)

} // namespace modalscope::tst_metric_bar_figure

#include "tst_metric_bar_figure.moc"
