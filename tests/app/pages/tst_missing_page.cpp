#include "app/pages/ablation_page.h"
#include "app/pages/ablation_view.h"
#include "app/pages/missing_page.h"
#include "app/pages/missing_view.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/run_names.h"
#include "widgets/tables/table_panel.h"

#include <QClipboard>
#include <QComboBox>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableWidget>

#include <bit>

namespace modalscope::tst_missing_page {

namespace {

/// Late and MLA with three seeds, tested at two rates and with every set of modalities.
std::vector<MadeRun> testedComparison(const Dataset& dataset)
{
    auto runs = makeComparison(dataset, 3, 4);
    std::erase_if(runs, [](const MadeRun& run) {
        const auto kind = run.stored.experiment.method.kind;
        return kind != MethodKind::Late && kind != MethodKind::Mla;
    });
    for (auto& run : runs) {
        const double full = run.stored.metrics.at("test/fused/accuracy")->value;
        auto& test = run.metrics["splits"]["test"];
        const auto number = [](double value) { return nlohmann::json{{"value", value}}; };
        for (const auto& [name, rate] : {std::pair("0", 0.0), std::pair("0.4", 0.4)})
            test["rates"][name]
                = {{"missing", number(rate)}, {"fused", {{"accuracy", number(full - rate / 2)}}}};
        const auto& names = run.stored.experiment.modalities;
        for (unsigned set = 1; set < 8; ++set) {
            std::string key;
            for (std::size_t m = 0; m < 3; ++m)
                if ((set >> m & 1) != 0)
                    key += (key.empty() ? "" : "+") + names[m];
            test["subsets"][key]["accuracy"]
                = number(set == 7 ? full : full - 0.1 * (3 - std::popcount(set)));
        }
        test["nothing"]["accuracy"] = number(0.25);
        run.stored.metrics = run.metrics;
    }
    return runs;
}

} // namespace

/// The missing and the ablation page: what stored runs say, tables whose numbers lead back to their runs, and
/// what is not trained yet.
class TestMissingPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PageFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void withoutTestedRunsItSaysWhatToDo()
    {
        m_fixture->openWorkspace(makeComparison(*m_data, 1, 2));
        MissingView view(m_fixture->session);
        view.show();
        QSignalSpy drawn(&view, &MissingView::drawn);
        QTRY_VERIFY(!drawn.isEmpty());
        QCOMPARE(view.findChildren<QStackedWidget*>().first()->currentIndex(), 0);
    }

    void figuresAndTablesSayTheSame()
    {
        m_fixture->openWorkspace(testedComparison(*m_data));
        MissingView view(m_fixture->session);
        view.show();
        auto* sweep = child<FigureView>(&view, "missingSweep");
        QTRY_COMPARE(sweep->figure().panels.size(), std::size_t(1));
        QCOMPARE(sweep->figure().panels[0].lines.size(), std::size_t(2));
        const auto& table = child<TablePanel>(&view, "missingSweepTable")->table();
        QCOMPARE(table.rows.size(), std::size_t(2));
        for (std::size_t row = 0; row < 2; ++row) // train rate, then the rates
            for (std::size_t i = 0; i < 2; ++i)
                QVERIFY(
                    std::abs(table.rows[row].cells[i + 1].value - sweep->figure().panels[0].lines[row].y[i])
                    < 1e-9);
        QCOMPARE(child<TablePanel>(&view, "missingSubsetsTable")->table().rows.size(), std::size_t(7));
        QVERIFY(child<FigureView>(&view, "missingHeat")->figure().panels.size() == 1);
        QVERIFY(!child<FigureView>(&view, "missingContributions")->figure().panels.empty());
    }

    void anotherMetricOrOtherRunsDrawAnew()
    {
        m_fixture->openWorkspace(testedComparison(*m_data));
        MissingView view(m_fixture->session);
        view.show();
        auto* sweep = child<FigureView>(&view, "missingSweep");
        QTRY_COMPARE(sweep->figure().panels.size(), std::size_t(1));
        auto* metric = child<QComboBox>(&view, "missingMetric");
        metric->setCurrentIndex(metric->findData(QStringLiteral("fused/macro_f1")));
        QTRY_VERIFY(sweep->figure().panels.empty()); // these runs have no macro F1 at other rates
        metric->setCurrentIndex(0);
        QTRY_COMPARE(sweep->figure().panels.size(), std::size_t(1));
        m_fixture->session.selectRuns({m_fixture->session.runs().front().id()});
        child<QComboBox>(&view, "missingScope")->setCurrentIndex(1);
        QTRY_COMPARE(sweep->figure().provenance.runs.size(), std::size_t(1));
    }

    void aNumberLeadsToItsRuns()
    {
        m_fixture->openWorkspace(testedComparison(*m_data));
        MissingView view(m_fixture->session);
        view.show();
        auto* panel = child<TablePanel>(&view, "missingSweepTable");
        QTRY_COMPARE(panel->table().rows.size(), std::size_t(2));
        QVERIFY(panel->widget()->item(0, 2)->toolTip().contains(
            QStringLiteral("splits/test/rates/0/fused/accuracy")));
        Q_EMIT panel->widget()->cellActivated(0, 2);
        QCOMPARE(m_fixture->session.selectedRuns(), panel->table().rows[0].cells[1].runs);
        QCOMPARE(m_fixture->session.selectedRuns().size(), std::size_t(3));
    }

    void tablesAreCopiedAndWritten()
    {
        m_fixture->openWorkspace(testedComparison(*m_data));
        MissingView view(m_fixture->session);
        view.show();
        auto* panel = child<TablePanel>(&view, "missingSweepTable");
        QTRY_COMPARE(panel->table().rows.size(), std::size_t(2));
        panel->copy(TablePanel::Format::Latex);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\\toprule")));
        FileDialog::setNextAnswer(toQt(m_fixture->file("t.md")));
        panel->exportTable();
        QCOMPARE(readFile(m_fixture->file("t.md")).value(), panel->text(TablePanel::Format::Markdown));
        FileDialog::setNextAnswer(toQt(m_fixture->file("t.docx")));
        panel->exportTable();
        QVERIFY(child<MessageBar>(&view, "missingMessages")
                    ->text()
                    .contains(QStringLiteral("the ending chooses")));
    }

    void anAblationShowsWhatIsThereAndQueuesTheRest()
    {
        const auto data = m_fixture->writeDatasetFile(*m_data);
        QVERIFY(data);
        m_fixture->openWorkspace(makeComparison(*data, 2, 3));
        AblationView view(m_fixture->session);
        view.show();
        auto* stack = view.findChildren<QStackedWidget*>().first();
        QTRY_COMPARE(stack->currentIndex(), 2); // the dataset is not open
        child<QPushButton>(&view, "ablationOpenDataset")->click();
        QTRY_COMPARE(stack->currentIndex(), 1);
        QTRY_COMPARE(
            child<TablePanel>(&view, "ablationTable")->table().rows.size(), std::size_t(8)); // full and 7
        const auto& late = child<TablePanel>(&view, "ablationTable")->table().rows;
        const auto found = std::find_if(late.begin(), late.end(),
            [](const auto& row) { return row.label.find("late fusion") != std::string::npos; });
        QVERIFY(found != late.end());
        QCOMPARE(found->cells[3].n, 2); // fused: the late runs of the comparison count
        const auto missing = view.result().toTrain.size();
        QCOMPARE(missing, std::size_t(2 * 6));
        const auto& components = view.result().components;
        QCOMPARE(components.size(), std::size_t(8)); // those that are not ticked too
        QCOMPARE(components.at("late").finished, 2);
        QCOMPARE(components.at("shuffled").finished, 0);
        QCOMPARE(components.at("shuffled").expected, 2);
        child<QPushButton>(&view, "ablationTrain")->click();
        QTRY_COMPARE(m_fixture->session.queue().size(), int(missing));
        QStringList called; // in the list of runs
        for (const auto& entry : m_fixture->session.runs())
            called << RunNames::of(m_fixture->session).method(entry);
        QVERIFY2(called.contains(QStringLiteral("MLA, joint training (no alternation)")),
            qPrintable(called.join(u'\n')));
    }

    void untickedComponentsLeaveTheTable()
    {
        const auto data = m_fixture->writeDatasetFile(*m_data);
        m_fixture->openWorkspace(makeComparison(*data, 1, 2));
        m_fixture->openDataset(data->path);
        AblationView view(m_fixture->session);
        view.show();
        auto* panel = child<TablePanel>(&view, "ablationTable");
        QTRY_COMPARE(panel->table().rows.size(), std::size_t(8));
        child<QListWidget>(&view, "ablationComponents")->item(0)->setCheckState(Qt::Unchecked);
        QTRY_COMPARE(panel->table().rows.size(), std::size_t(7));
        AblationView again(m_fixture->session);
        again.restoreState(view.saveState());
        again.show();
        QTRY_COMPARE(child<TablePanel>(&again, "ablationTable")->table().rows.size(), std::size_t(7));
    }

private:
    std::shared_ptr<const Dataset> m_data = smallDataset();
    std::unique_ptr<PageFixture> m_fixture;
};

TEST_ENTRY(TestMissingPage, QApplication)

} // namespace modalscope::tst_missing_page

#include "tst_missing_page.moc"
