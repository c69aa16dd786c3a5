#include "app/pages/check_list.h"
#include "app/pages/comparison_panel.h"
#include "app/pages/confusion_panel.h"
#include "app/pages/metric_choices.h"
#include "app/pages/prediction_panel.h"
#include "app/pages/runs_page.h"
#include "app/pages/samples_behind.h"
#include "core/store/run_arrays.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/plot/figure_view.h"
#include "widgets/samples/sample_view.h"
#include "widgets/session/run_names.h"
#include "widgets/tables/table_view.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QTableView>

#include <algorithm>

namespace modalscope::tst_runs_panels {

/// The parts of the compare page: what tells runs apart, one run or its seeds together, the samples behind a
/// bar.
class TestRunsPanels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PageFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void runsOfOneMethodAreToldApart();
    void theTableHasAColumnForWhatDiffers();
    void theScatterStartsWithTwoMetrics();
    void columnsOfParallelCoordinatesAreChosen();
    void confusionIsSummedOverSeeds();
    void samplesBehindABarAreShown();

private:
    /// MLA at two training rates, `seeds` of each.
    std::vector<MadeRun> rates(const Dataset& data, int seeds) const
    {
        std::vector<MadeRun> runs;
        for (const double rate : {0.0, 0.4})
            for (int seed = 0; seed < seeds; ++seed) {
                MadeRunOptions options;
                options.experiment.modalities = {"image", "audio"};
                options.experiment.dataset = data.path;
                options.experiment.missing.trainRate = rate;
                options.experiment.seed = std::uint64_t(seed);
                options.inside = {{"image", 0.9}, {"audio", 0.3}};
                runs.push_back(makeRun(options, data));
            }
        return runs;
    }
    RunSnapshots snapshots()
    {
        return SnapshotCache(m_fixture->session).take([](const StoredRun&) { return true; });
    }

    std::shared_ptr<const Dataset> m_data = smallDataset();
    std::unique_ptr<PageFixture> m_fixture;
};

void TestRunsPanels::runsOfOneMethodAreToldApart()
{
    auto& names = RunNames::of(m_fixture->session);
    QCOMPARE(&RunNames::of(m_fixture->session), &names);
    m_fixture->openWorkspace(rates(*m_data, 2));
    const auto title = [&](std::size_t run) { return names.title(m_fixture->session.runs()[run]); };
    QTRY_VERIFY(title(0).contains(QStringLiteral("train rate")));
    QStringList titles;
    for (std::size_t run = 0; run < 4; ++run)
        titles << title(run);
    QVERIFY(titles.contains(QStringLiteral("MLA · train rate 0.4 · image, audio · seed 1")));
    QCOMPARE(titles.removeDuplicates(), 0);
    std::vector<std::string> others; // once they have gone the rest is called MLA alone
    for (const auto& entry : m_fixture->session.runs())
        if (entry.run.experiment.missing.trainRate > 0)
            others.push_back(entry.id());
    m_fixture->session.deleteRuns(others);
    QTRY_VERIFY(title(0).startsWith(QStringLiteral("MLA · image, audio · seed")));
}

void TestRunsPanels::theTableHasAColumnForWhatDiffers()
{
    RunsPage page(m_fixture->session);
    const std::unique_ptr<QWidget> view(page.widget(nullptr));
    m_fixture->openWorkspace(rates(*m_data, 1));
    const auto* model = child<TableView>(view.get(), "compareTable")->table()->model();
    QTRY_COMPARE(model->rowCount(), 2);
    model = child<TableView>(view.get(), "compareTable")->table()->model();
    QCOMPARE(model->headerData(1, Qt::Horizontal).toString(), QStringLiteral("differs in"));
    const auto cells = [&] {
        const auto* now = child<TableView>(view.get(), "compareTable")->table()->model();
        QStringList texts{now->index(0, 1).data().toString(), now->index(1, 1).data().toString()};
        texts.sort();
        return texts;
    };
    QTRY_COMPARE(cells(), (QStringList{QStringLiteral("train rate 0"), QStringLiteral("train rate 0.4")}));
}

void TestRunsPanels::theScatterStartsWithTwoMetrics()
{
    m_fixture->openWorkspace(makeComparison(*m_data, 2, 3));
    const auto runs = snapshots();
    const auto weakest = usualCounterpart(runs);
    QVERIFY2(weakest.starts_with("test/modalities/"), weakest.c_str());
    ComparisonPanel panel;
    QSignalSpy drawn(&panel, &ComparisonPanel::drawn);
    panel.setRuns(runs, {});
    auto* chart = child<QComboBox>(&panel, "comparisonChart");
    chart->setCurrentIndex(chart->findData(QStringLiteral("scatter")));
    auto* against = child<QComboBox>(&panel, "comparisonAgainst");
    QCOMPARE(child<QComboBox>(&panel, "comparisonMetric")->currentData().toString(),
        QStringLiteral("test/fused/accuracy"));
    QCOMPARE(against->currentData().toString(), toQt(weakest));
    QTRY_VERIFY(panel.figureView()->figure().name == "metric-scatter");
    const auto& figure = panel.figureView()->figure();
    QVERIFY(figure.panels.at(0).x.label != figure.panels.at(0).y.label);
    against->setCurrentIndex(0);
    Q_EMIT against->activated(0); // as a click does
    panel.setRuns(runs, {});
    QCOMPARE(against->currentIndex(), 0); // what was chosen by hand stays
}

void TestRunsPanels::columnsOfParallelCoordinatesAreChosen()
{
    m_fixture->openWorkspace(rates(*m_data, 2));
    ComparisonPanel panel;
    auto* chart = child<QComboBox>(&panel, "comparisonChart");
    panel.setRuns(snapshots(), {});
    QVERIFY(!child<QWidget>(&panel, "comparisonColumns")->isEnabled());
    chart->setCurrentIndex(chart->findData(QStringLiteral("parallel")));
    const auto columns = [&] {
        const auto& panels = panel.figureView()->figure().panels;
        return panels.empty() ? std::size_t(0) : panels[0].x.categories.size();
    };
    QTRY_COMPARE(columns(), std::size_t(4)); // the training rate, two modalities, the metric
    auto* list = child<CheckList>(&panel, "columnList");
    for (int row = 0; row < list->count(); ++row)
        if (list->item(row)->text().contains(QStringLiteral("audio"))
            && list->item(row)->checkState() == Qt::Checked)
            list->item(row)->setCheckState(Qt::Unchecked);
    QTRY_COMPARE(columns(), std::size_t(3));
    panel.setRuns(snapshots(), {});
    QTest::qWait(100);
    QCOMPARE(columns(), std::size_t(3)); // and stays out
}

void TestRunsPanels::confusionIsSummedOverSeeds()
{
    const auto made = rates(*m_data, 3);
    m_fixture->openWorkspace(made);
    const auto runs = snapshots();
    ConfusionPanel panel(m_fixture->session);
    auto* scope = child<QComboBox>(&panel, "confusionScope");
    panel.setRuns({runs.front()}, runs.front());
    QVERIFY(!scope->isEnabled()); // one run is all there is
    panel.setRuns(runs, runs.front());
    QVERIFY(scope->isEnabled());
    const auto& figure = [&]() -> const Figure& { return panel.figureView()->figure(); };
    QTRY_VERIFY(figure().provenance.runs.size() == 1 && !figure().panels.empty());
    const auto one = std::stoi(figure().panels[0].heatMap->texts[0]);
    scope->setCurrentIndex(1);
    QTRY_COMPARE(figure().provenance.runs.size(), std::size_t(3)); // of one rate
    QVERIFY2(figure().note.find("n = 3 runs, seeds 0, 1, 2") != std::string::npos, figure().note.c_str());
    QVERIFY2(figure().note.find("left out: 3 selected runs") != std::string::npos, figure().note.c_str());
    int sum = 0;
    for (const auto& run : made)
        if (run.stored.origin.group == runs.front()->run.origin.group)
            sum += run.metrics["splits"]["test"]["fused"]["confusion"][0][0].get<int>();
    QCOMPARE(std::stoi(figure().panels[0].heatMap->texts[0]), sum);
    QVERIFY(sum > one);
    double row = 0; // shares of a true class
    for (std::size_t column = 0; column < 4; ++column)
        row += figure().panels[0].heatMap->values[column];
    QVERIFY(std::abs(row - 100) < 1e-9);
}

void TestRunsPanels::samplesBehindABarAreShown()
{
    const auto data = m_fixture->writeDatasetFile(*m_data);
    QVERIFY(data);
    const auto made = rates(*data, 2);
    m_fixture->openWorkspace(made);
    PredictionResult result;
    for (const auto& run : m_fixture->session.runs())
        if (run.group() == m_fixture->session.runs().front().group())
            result.runs.push_back(run.run);
    QCOMPARE(result.runs.size(), std::size_t(2));
    std::ranges::sort(result.runs, {}, [](const StoredRun& run) { return run.experiment.seed; });
    result.split = "test";
    result.samples = data->split("test")->size;
    result.labels.assign(std::size_t(2 * result.samples), 1);
    result.predicted.assign(std::size_t(2 * result.samples), 0);
    QCOMPARE(
        result.sampleAt(result.samples + 2), (std::pair(&std::as_const(result).runs[1], std::int64_t(2))));

    SamplesBehind panel(m_fixture->session);
    panel.resize(320, 500);
    panel.show();
    panel.showSamples(result, {0, result.samples + 2});
    auto* list = child<QListWidget>(&panel, "samplesBehind");
    QCOMPARE(list->count(), 2);
    QVERIFY2(
        list->item(1)->text().startsWith(QStringLiteral("2: class 1")), qPrintable(list->item(1)->text()));
    QVERIFY(list->item(1)->text().endsWith(QStringLiteral("(seed 1)")));
    const auto title = child<QLabel>(&panel, "samplesTitle")->text();
    QVERIFY2(title.contains(QStringLiteral("MLA")) && title.contains(QStringLiteral("seeds 0, 1")),
        qPrintable(title));
    auto* view = child<SampleView>(&panel, "samplePreview");
    QVERIFY(!view->isVisible());
    QVERIFY(child<QLabel>(&panel, "previewNote")->isVisible()); // the dataset is not open
    m_fixture->openDataset(data->path);
    QTRY_VERIFY(view->isVisible());
    list->setCurrentRow(1);
    QCOMPARE(view->sample(), std::int64_t(2));
    QCOMPARE(view->split(), QStringLiteral("test"));
    panel.clear();
    QVERIFY(!view->isVisible());
}

TEST_ENTRY(TestRunsPanels, QApplication)

} // namespace modalscope::tst_runs_panels

#include "tst_runs_panels.moc"
