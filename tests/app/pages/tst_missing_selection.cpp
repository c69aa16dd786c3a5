#include "app/pages/missing_selection_panel.h"
#include "app/pages/missing_view.h"
#include "core/store/run_arrays.h"
#include "core/store/run_conditions.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QApplication>
#include <QLabel>
#include <QTabWidget>

#include <cmath>

namespace modalscope::tst_missing_selection {

namespace {

constexpr int kTestSamples = 16;

/// MLA with two seeds that say they were tested with sets of modalities.
std::vector<MadeRun> subsetRuns(const Dataset& dataset)
{
    auto runs = makeComparison(dataset, 2, 3);
    std::erase_if(
        runs, [](const MadeRun& run) { return run.stored.experiment.method.kind != MethodKind::Mla; });
    for (auto& run : runs) {
        run.metrics["splits"]["test"]["subsets"]["image"]["accuracy"]["value"] = 0.5;
        run.stored.metrics = run.metrics;
    }
    return runs;
}

/// What a run said: alone with the image it is right in the first `right` samples.
void writeSaid(const std::filesystem::path& folder, const std::vector<int>& labels, int right)
{
    RunConditions conditions;
    conditions.modalities = {"image", "audio"};
    auto image = labels;
    for (int i = right; i < kTestSamples; ++i)
        image[std::size_t(i)] = (image[std::size_t(i)] + 1) % 4;
    conditions.outcomes["test"] = {{"subsets/image", image, {}}, {"subsets/image+audio", labels, {}}};
    QVERIFY(writeConditions(folder / "conditions.h5", conditions));
    Predictions said;
    said.modalities = {"image"};
    said.labels = labels;
    said.logits = {ArrayD({kTestSamples, 4})};
    said.fused = ArrayD({kTestSamples, 4});
    QVERIFY(writePredictions(folder / "predictions.h5", {{"test", said}}));
}

} // namespace

/// Protects: "Send to Missing": how the selected samples fare under every condition that runs stored.
class TestMissingSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<PageFixture>();
        m_runs = subsetRuns(*m_data);
        m_fixture->openWorkspace(m_runs);
        m_view = std::make_unique<MissingView>(m_fixture->session);
        m_view->resize(900, 700);
    }
    void cleanup()
    {
        m_view.reset();
        m_fixture.reset();
    }

    void theTabAppearsWithASelectionOfTheDataset()
    {
        m_view->show();
        QSignalSpy drawn(m_view.get(), &MissingView::drawn);
        QTRY_VERIFY(!drawn.isEmpty());
        QVERIFY(!tabs()->isTabVisible(selectionTab()));
        select("another dataset");
        QTest::qWait(100);
        QVERIFY(!tabs()->isTabVisible(selectionTab()));
        select(m_data->fingerprint);
        QTRY_VERIFY(tabs()->isTabVisible(selectionTab()));
        QVERIFY(tabs()->currentIndex() != selectionTab()); // nobody has asked for it
        m_fixture->session.requestPage("missing/selection");
        QTRY_COMPARE(tabs()->currentIndex(), selectionTab());
        select("another dataset");
        QTRY_VERIFY(!tabs()->isTabVisible(selectionTab()));
        QCOMPARE(tabs()->currentIndex(), 0);
    }

    void figureAndTableAreOfTheSelectedSamples()
    {
        const auto& labels = m_data->split("test")->classes;
        QCOMPARE(int(labels.size()), kTestSamples);
        writeSaid(folder(0), labels, 8);
        writeSaid(folder(1), labels, 4);
        select(m_data->fingerprint); // the first eight
        m_view->show();
        m_fixture->session.requestPage("missing/selection");
        auto* table = child<TablePanel>(m_view.get(), "missingSelectionTable");
        QTRY_COMPARE(table->table().rows.size(), std::size_t(2));
        const auto& image = table->table().rows[0];
        QCOMPARE(image.label, std::string("image"));
        QVERIFY(std::abs(image.cells[0].value - 75) < 1e-9); // 8 and 4 of 8
        QVERIFY(std::abs(image.cells[1].value - 37.5) < 1e-9); // 8 and 4 of 16
        QVERIFY(std::abs(image.cells[2].value - 37.5) < 1e-9);
        QCOMPARE(image.cells[0].n, 2);
        QCOMPARE(table->table().rows[1].cells[0].value, 100.0);
        const auto& figure = child<FigureView>(m_view.get(), "missingSelection")->figure();
        QCOMPARE(figure.panels.size(), std::size_t(1));
        QCOMPARE(figure.panels[0].bars[0].values[0], 75.0);
        QVERIFY(child<QLabel>(m_view.get(), "missingSelectionNote")->isHidden());
        auto four = std::make_shared<SelectionMask>(kTestSamples); // another selection: the same files
        for (std::size_t i = 0; i < 4; ++i)
            four->add(i);
        m_fixture->session.selectSamples({m_data->fingerprint, "test", std::move(four)});
        QTRY_COMPARE(table->table().rows[0].cells[0].value, 100.0);
    }

    void runsWithoutStoredConditionsAreSaid()
    {
        select(m_data->fingerprint);
        m_view->show();
        m_fixture->session.requestPage("missing/selection");
        auto* note = child<QLabel>(m_view.get(), "missingSelectionNote");
        QTRY_VERIFY(!note->isHidden());
        QVERIFY(note->text().startsWith(QStringLiteral("The runs shown have no stored predictions")));
        writeSaid(folder(0), m_data->split("test")->classes, 8);
        m_fixture->session.selectSamples(
            {m_data->fingerprint, "test", std::make_shared<SelectionMask>(kTestSamples, true)});
        QTRY_VERIFY(note->text().startsWith(QStringLiteral("1 of the 2 runs")));
        QVERIFY(!child<FigureView>(m_view.get(), "missingSelection")->figure().panels.empty());
    }

    void aKeptTabThatIsNotThereIsNotShown()
    {
        m_view->restoreState({{QStringLiteral("tab"), selectionTab()}});
        QCOMPARE(tabs()->currentIndex(), 0);
    }

private:
    QTabWidget* tabs() const { return child<QTabWidget>(m_view.get(), "missingTabs"); }
    int selectionTab() const { return tabs()->count() - 1; }
    std::filesystem::path folder(std::size_t run) const
    {
        return Workspace(m_fixture->root()).runFolder(m_runs[run].stored.id());
    }
    void select(const std::string& dataset)
    {
        auto mask = std::make_shared<SelectionMask>(kTestSamples);
        for (std::size_t i = 0; i < 8; ++i)
            mask->add(i);
        m_fixture->session.selectSamples({dataset, "test", std::move(mask)});
    }

    std::shared_ptr<const Dataset> m_data = smallDataset();
    std::unique_ptr<PageFixture> m_fixture;
    std::vector<MadeRun> m_runs;
    std::unique_ptr<MissingView> m_view;
};

TEST_ENTRY(TestMissingSelection, QApplication)

} // namespace modalscope::tst_missing_selection

#include "tst_missing_selection.moc"
