#include "app/pages/config_diff_panel.h"
#include "app/pages/run_columns.h"
#include "app/pages/runs_page.h"
#include "app/pages/runs_view.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>

namespace modalscope::tst_runs_page {

/// The compare page: every number of every run, what distinguishes selected runs, and details of one.
class TestRunsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theTableHasEveryNumber();
    void columnsAreCalledSoThatPeopleUnderstand_data();
    void columnsAreCalledSoThatPeopleUnderstand();
    void onlyDifferencesAreShown();
    void barsAreOfTheSelectedGroups();
    void theConfusionMatrixIsOfTheCurrentRun();
    void theLogIsOfTheCurrentRun();
    void rerunFillsTheDraft();
    void bestOnTestIsVisible();
    void theWindowStaysResponsive();

private:
    void show(const std::vector<MadeRun>& runs)
    {
        m_fixture->openWorkspace(runs);
        m_view->resize(1200, 800);
        m_view->show();
    }
    std::vector<std::string> idsOf(MethodKind kind) const
    {
        std::vector<std::string> ids;
        for (const auto& entry : m_fixture->session.runs())
            if (entry.run.experiment.method.kind == kind)
                ids.push_back(entry.id());
        return ids;
    }
    const QAbstractItemModel* table() const
    {
        return child<TableView>(m_view, "compareTable")->table()->model();
    }

    std::shared_ptr<const Dataset> m_data = smallDataset();
    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<RunsPage> m_page;
    QWidget* m_view = nullptr;
};

void TestRunsPage::init()
{
    m_fixture = std::make_unique<PageFixture>();
    m_page = std::make_unique<RunsPage>(m_fixture->session);
    m_view = m_page->widget(nullptr);
}

void TestRunsPage::cleanup()
{
    delete m_view;
    m_page.reset();
    m_fixture.reset();
}

void TestRunsPage::theTableHasEveryNumber()
{
    const auto runs = makeComparison(*m_data, 2, 3);
    show(runs);
    QTRY_COMPARE(table()->rowCount(), int(runs.size()));
    QStringList titles;
    for (int column = 0; column < table()->columnCount(); ++column)
        titles << table()->headerData(column, Qt::Horizontal).toString();
    const int fused = int(titles.indexOf(QStringLiteral("test accuracy (%)")));
    QVERIFY(fused > 0);
    QVERIFY(titles.contains(QStringLiteral("test audio probe accuracy (%)")));
    QVERIFY(titles.contains(QStringLiteral("valid ece")));
    QCOMPARE(titles.removeDuplicates(), 0);
    QStringList shown;
    for (int row = 0; row < table()->rowCount(); ++row)
        shown << table()->index(row, fused).data().toString();
    for (const auto& run : runs) {
        const double value = run.stored.metrics.at("test/fused/accuracy")->value;
        QVERIFY(shown.contains(QString::number(100 * value, 'f', 1)));
    }
}

void TestRunsPage::columnsAreCalledSoThatPeopleUnderstand_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("title");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("fused") << "test/fused/accuracy"
                           << "test accuracy (%)" << 0.9713 << "97.1";
    QTest::newRow("modality") << "valid/modalities/audio/macro_f1"
                              << "valid audio macro f1 (%)" << 0.5 << "50.0";
    QTest::newRow("probe") << "test/probe/audio/accuracy"
                           << "test audio probe accuracy (%)" << 1.0 << "100.0";
    QTest::newRow("loss") << "test/fused/loss"
                          << "test loss" << 0.12345 << "0.1235";
}

void TestRunsPage::columnsAreCalledSoThatPeopleUnderstand()
{
    QFETCH(QString, path);
    QFETCH(QString, title);
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(metricTitle(fromQt(path)), title);
    QCOMPARE(metricText(fromQt(path), value), text);
}

void TestRunsPage::onlyDifferencesAreShown()
{
    show(makeComparison(*m_data, 2, 3));
    const auto late = idsOf(MethodKind::Late);
    m_fixture->session.selectRuns(late);
    auto* panel = m_view->findChild<ConfigDiffPanel*>();
    QTRY_COMPARE(panel->rows().size(), std::size_t(1));
    QCOMPARE(panel->rows().front().path, std::string("seed"));
    child<QTabWidget>(m_view, "runTabs")->setCurrentWidget(panel);
    child<QCheckBox>(m_view, "onlyDifferences")->click();
    QVERIFY(panel->rows().size() > 20);
    m_fixture->session.selectRuns({});
    QTRY_VERIFY(child<QLabel>(m_view, "diffNote")->text().contains(QStringLiteral("Select runs")));
}

void TestRunsPage::barsAreOfTheSelectedGroups()
{
    show(makeComparison(*m_data, 3, 3));
    auto* figure = child<FigureView>(m_view, "metricFigure");
    QTRY_COMPARE(figure->figure().panels.size(), std::size_t(1));
    QCOMPARE(figure->figure().panels[0].bars.size(), std::size_t(6)); // nothing selected: every group
    auto ids = idsOf(MethodKind::Late);
    const auto mla = idsOf(MethodKind::Mla);
    ids.insert(ids.end(), mla.begin(), mla.end());
    m_fixture->session.selectRuns(ids);
    QTRY_COMPARE(figure->figure().panels[0].bars.size(), std::size_t(2));
    QCOMPARE(figure->figure().panels[0].bars[0].color, m_fixture->session.run(ids.front())->color);
    auto* metric = child<QComboBox>(m_view, "metricName");
    QCOMPARE(metric->currentText(), QStringLiteral("accuracy"));
    metric->setCurrentText(QStringLiteral("ece"));
    QTRY_COMPARE(figure->figure().panels[0].y.label, std::string("ece"));
}

void TestRunsPage::theConfusionMatrixIsOfTheCurrentRun()
{
    show(makeComparison(*m_data, 1, 3));
    auto* view = child<FigureView>(m_view, "confusionFigure");
    child<QTabWidget>(m_view, "runTabs")->setCurrentIndex(2);
    QTRY_VERIFY(view->findChild<QLabel*>(QStringLiteral("emptyStateSentence"))
                    ->text()
                    .contains(QStringLiteral("Select a run")));
    QVERIFY(!child<QComboBox>(m_view, "confusionSplit")->isEnabled());

    const auto id = idsOf(MethodKind::Concat).front();
    m_fixture->session.selectRuns({id});
    QTRY_COMPARE(view->figure().panels.size(), std::size_t(1));
    const auto heatMap = [&] { return *view->figure().panels.front().heatMap; };
    QTRY_VERIFY(child<QComboBox>(m_view, "confusionWho")->isEnabled());
    QCOMPARE(heatMap().values.size(), std::size_t(16)); // four classes
    QCOMPARE(view->figure().provenance.runs, std::vector{id});
    const auto file = RunFolder(m_fixture->session.run(id)->run.folder).metrics().value();
    const auto fused = file["splits"]["test"]["fused"]["confusion"];
    QCOMPARE(heatMap().texts.front(), std::to_string(fused[0][0].get<int>()));
    child<QComboBox>(m_view, "confusionWho")->setCurrentText(QStringLiteral("audio"));
    QTRY_VERIFY(view->figure().title.find("audio") != std::string::npos);
    QVERIFY(heatMap().values[0] < heatMap().values[1]); // audio inside Concat is mostly wrong
    QVERIFY(view->figure().note.find("epoch chosen on valid") != std::string::npos);
    for (const auto* action : view->figureActions()) // export, copy and data as for every figure
        QVERIFY(action->isEnabled());

    m_fixture->session.selectRuns(idsOf(MethodKind::Mla)); // keeps the choice
    QTRY_VERIFY(view->figure().title.find("MLA: audio") != std::string::npos);
}

void TestRunsPage::theLogIsOfTheCurrentRun()
{
    show(makeComparison(*m_data, 1, 3));
    m_fixture->session.selectRuns(idsOf(MethodKind::Concat));
    child<QTabWidget>(m_view, "runTabs")->setCurrentIndex(3);
    QTRY_VERIFY(
        child<QPlainTextEdit>(m_view, "logText")->toPlainText().contains(QStringLiteral("epoch 3 done")));
}

void TestRunsPage::rerunFillsTheDraft()
{
    show(makeComparison(*m_data, 1, 3));
    m_fixture->session.selectRuns(idsOf(MethodKind::Mla));
    auto* rerun = child<QPushButton>(m_view, "rerun");
    QTRY_VERIFY(rerun->isEnabled());
    QTest::mouseClick(rerun, Qt::LeftButton);
    QCOMPARE(m_fixture->session.draft().method.kind, MethodKind::Mla);
    QCOMPARE(m_fixture->session.draft().train.epochs, 3);
}

void TestRunsPage::bestOnTestIsVisible()
{
    MadeRunOptions options;
    options.experiment.modalities = {"image", "audio"};
    options.experiment.evaluate.select = SelectEpoch::BestOnTest;
    options.inside = {{"image", 0.9}, {"audio", 0.3}};
    const auto run = makeRun(options, *m_data);
    show({run});
    QStringList texts;
    for (int column = 0; column < table()->columnCount(); ++column)
        texts << table()->index(0, column).data().toString();
    QVERIFY(texts.join(u' ').contains(QStringLiteral("BEST ON TEST")));
    auto* figure = child<FigureView>(m_view, "metricFigure");
    QTRY_VERIFY(figure->figure().note.find("BEST ON TEST") != std::string::npos);
}

void TestRunsPage::theWindowStaysResponsive()
{
    const auto few = makeComparison(*m_data, 20, 20); // 120 runs
    show(few);
    QTRY_COMPARE(table()->rowCount(), int(few.size()));
    QTest::qWait(200);
    const int stall = leastStall([this] {
        for (const auto kind :
            {MethodKind::Concat, MethodKind::Late, MethodKind::Mla, MethodKind::Unimodal}) {
            m_fixture->session.selectRuns(idsOf(kind));
            QTest::qWait(60);
        }
    });
    QVERIFY2(stall <= 50, qPrintable(QString::number(stall)));
}

TEST_ENTRY(TestRunsPage, QApplication)

} // namespace modalscope::tst_runs_page

#include "tst_runs_page.moc"
