#include "app/pages/experiment_form.h"
#include "app/pages/experiment_page.h"
#include "app/pages/experiment_view.h"
#include "app/pages/method_list.h"
#include "app/pages/method_notes.h"
#include "app/pages/plan_panel.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>

#include <filesystem>
#include <functional>

namespace modalscope::tst_experiment_page {

/// The experiment page: what is filled in becomes runs, what cannot run is said at its field, a start queues
/// them.
class TestExperimentPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theFirstPlanComparesThreeMethodsWithTheEncodersAlone();
    void seedsAndAloneChangeThePlan();
    void modalitiesCanBeLeftOutAndMoved();
    void methodsAreAddedDuplicatedAndRemoved();
    void badSettingsAreSaidAtTheirField_data();
    void badSettingsAreSaidAtTheirField();
    void releasedCodeIsCalledSo();
    void finishedRunsAreNotStartedAgain();
    void aStartQueuesTheRuns();
    void estimatesComeFromTheEngine();
    void aStartKeepsTheFocusNearby();
    void aDraftFillsTheForm();
    void theFormComesBack();
    void experimentsAreSavedAndLoaded();

private:
    void open();
    static std::string writtenAgain(const std::string& path); ///< a dataset where one was before
    void spoil(const QString& what);
    void planThreeShortRuns(); ///< in an open workspace, one of each method
    std::size_t plannedRuns() const { return m_view->planPanel()->runs().size(); }
    void takeGrid(const std::function<void(RunGrid&)>& change)
    {
        auto grid = m_view->form()->grid();
        QVERIFY(grid);
        change(grid.value());
        m_view->form()->setGrid(grid.value());
    }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<ExperimentPage> m_page;
    ExperimentView* m_view = nullptr;
    std::shared_ptr<const Dataset> m_data;
};

void TestExperimentPage::init()
{
    m_fixture = std::make_unique<PageFixture>();
    m_page = std::make_unique<ExperimentPage>(m_fixture->session);
    m_view = qobject_cast<ExperimentView*>(m_page->widget(nullptr));
    m_view->resize(1100, 700);
    m_view->show();
}

void TestExperimentPage::cleanup()
{
    delete m_view;
    m_page.reset();
    m_fixture.reset();
}

void TestExperimentPage::open()
{
    m_data = m_fixture->writeDatasetFile(*smallDataset());
    QVERIFY(m_data);
    m_fixture->openDataset(m_data->path);
    takeGrid([](RunGrid& grid) { grid.base.train.batchSize = 8; });
    QTRY_COMPARE(plannedRuns(), std::size_t(3 * (3 + 3))); // seeds × (methods + encoders alone)
}

std::string TestExperimentPage::writtenAgain(const std::string& path)
{
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    return writeDataset(path, *smallDataset()) ? path : std::string();
}

void TestExperimentPage::theFirstPlanComparesThreeMethodsWithTheEncodersAlone()
{
    QVERIFY(child<QLabel>(m_view, "planTotals")->text().contains(QStringLiteral("No dataset is open")));
    QVERIFY(!child<QPushButton>(m_view, "startRuns")->isEnabled());
    m_fixture->openWorkspace();
    open();
    QVERIFY(child<QPushButton>(m_view, "startRuns")->text().contains(QStringLiteral("18")));
}

void TestExperimentPage::seedsAndAloneChangeThePlan()
{
    open();
    child<QLineEdit>(m_view, "seeds")->setText(QStringLiteral("7"));
    QTRY_COMPARE(plannedRuns(), std::size_t(6));
    QVERIFY(child<QLabel>(m_view, "seedNote")->text().contains(QStringLiteral("One seed")));
    m_view->form()->setCurrentIndex(1);
    child<QCheckBox>(m_view, "addAlone")->click();
    QTRY_COMPARE(plannedRuns(), std::size_t(3));
    QCOMPARE(m_view->planPanel()->runs().front().experiment.seed, std::uint64_t(7));
}

void TestExperimentPage::modalitiesCanBeLeftOutAndMoved()
{
    open();
    auto* list = child<QListWidget>(m_view, "modalityList");
    list->item(0)->setCheckState(Qt::Unchecked);
    QTRY_COMPARE(plannedRuns(), std::size_t(3 * (3 + 2)));
    list->setCurrentRow(2);
    QTest::mouseClick(child<QToolButton>(m_view, "modalityUp"), Qt::LeftButton);
    const auto grid = m_view->form()->grid();
    QVERIFY(grid);
    QCOMPARE(grid.value().base.modalities, (std::vector<std::string>{"sensors", "audio"}));
}

void TestExperimentPage::methodsAreAddedDuplicatedAndRemoved()
{
    open();
    auto* methods = m_view->findChild<MethodList*>();
    methods->addMethod(MethodKind::Qmf);
    QTRY_COMPARE(plannedRuns(), std::size_t(3 * (4 + 3)));
    auto* list = child<QListWidget>(m_view, "methodList");
    QCOMPARE(list->currentRow(), 3);
    list->setCurrentRow(2); // MLA
    m_view->form()->setCurrentIndex(1);
    QTest::mouseClick(child<QToolButton>(m_view, "duplicateMethod"), Qt::LeftButton);
    QCOMPARE(methods->methods().size(), std::size_t(5));
    QTest::mouseClick(child<QToolButton>(m_view, "removeMethod"), Qt::LeftButton);
    QCOMPARE(methods->methods().size(), std::size_t(4));
    const auto* film = m_view->findChild<QAction*>(QStringLiteral("add:film"));
    QVERIFY(film != nullptr && !film->isEnabled()); // three modalities
    QVERIFY(film->toolTip().contains(QStringLiteral("two")));
}

void TestExperimentPage::badSettingsAreSaidAtTheirField_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<int>("tab");
    QTest::newRow("seeds") << "seeds"
                           << "not a whole number" << 1;
    QTest::newRow("batch") << "batch"
                           << "train.batch_size is 5000" << 3;
    QTest::newRow("nothing chosen") << "methods"
                                    << "methods: nothing is chosen" << 1;
    QTest::newRow("no modality") << "modalities"
                                 << "none is ticked" << 0;
    QTest::newRow("weights") << "weights"
                             << "fusion_weights" << 1;
}

void TestExperimentPage::spoil(const QString& what)
{
    if (what == u"seeds")
        child<QLineEdit>(m_view, "seeds")->setText(QStringLiteral("two"));
    else if (what == u"batch")
        takeGrid([](RunGrid& grid) { grid.base.train.batchSize = 5000; });
    else if (what == u"methods")
        takeGrid([](RunGrid& grid) { grid.methods.clear(), grid.alone = false; });
    else if (what == u"weights")
        takeGrid([](RunGrid& grid) {
            grid.methods = {MethodOptions()};
            grid.methods[0].mla.fusion = MlaFusion::Fixed;
        });
    else
        for (int row = 0; row < 3; ++row)
            child<QListWidget>(m_view, "modalityList")->item(row)->setCheckState(Qt::Unchecked);
}

void TestExperimentPage::badSettingsAreSaidAtTheirField()
{
    QFETCH(QString, what);
    QFETCH(QString, sentence);
    QFETCH(int, tab);
    open();
    spoil(what);
    auto* messages = child<MessageBar>(m_view, "experimentMessages");
    QTRY_VERIFY(messages->isVisible() && messages->severity() == Severity::Error);
    QVERIFY2(messages->text().contains(sentence), qPrintable(messages->text()));
    QVERIFY(!child<QPushButton>(m_view, "startRuns")->isEnabled());
    QTest::mouseClick(messages->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(m_view->form()->currentIndex(), tab);
}

void TestExperimentPage::releasedCodeIsCalledSo()
{
    MethodOptions method;
    QVERIFY(!methodCaution(method).contains(QStringLiteral("chaotic")));
    method.mla.hgm = Hgm::ReleasedCode;
    QVERIFY(methodCaution(method).contains(QStringLiteral("chaotic")));
    open();
    takeGrid([&](RunGrid& grid) { grid.methods = {method}; });
    QVERIFY(child<QLabel>(m_view, "methodCaution")->text().contains(QStringLiteral("released code")));
    QVERIFY(
        child<QListWidget>(m_view, "methodList")->item(0)->text().contains(QStringLiteral("released code")));
    takeGrid([](RunGrid& grid) { grid.base.evaluate.select = SelectEpoch::BestOnTest; });
    QVERIFY(child<QLabel>(m_view, "protocolNote")->text().contains(QStringLiteral("BEST ON TEST")));
}

void TestExperimentPage::finishedRunsAreNotStartedAgain()
{
    m_data = m_fixture->writeDatasetFile(*smallDataset());
    MadeRunOptions options;
    options.experiment.dataset = m_data->path;
    options.experiment.modalities = {"image", "audio", "sensors"};
    options.experiment.method.kind = MethodKind::Late;
    options.experiment.train.batchSize = 8;
    const auto finished = makeRun(options, *m_data);
    options.experiment.seed = 1;
    options.state = RunState::Cancelled;
    options.epochsDone = 4;
    m_fixture->openWorkspace({finished, makeRun(options, *m_data)});
    open();
    QTRY_COMPARE(m_view->planPanel()->experimentsToStart().size(), std::size_t(17));
    QVERIFY(
        child<QLabel>(m_view, "planTotals")->text().contains(QStringLiteral("17 to do, 1 there already")));
    for (const auto& experiment : m_view->planPanel()->experimentsToStart())
        QVERIFY(runId(experiment, *m_data) != finished.stored.id());
}

void TestExperimentPage::planThreeShortRuns()
{
    m_fixture->openWorkspace();
    open();
    takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 2;
        grid.seeds = {0};
        grid.alone = false;
    });
    QTRY_COMPARE(plannedRuns(), std::size_t(3));
}

void TestExperimentPage::aStartQueuesTheRuns()
{
    planThreeShortRuns();
    QTest::mouseClick(child<QPushButton>(m_view, "startRuns"), Qt::LeftButton);
    QTRY_COMPARE(m_fixture->session.runs().size(), std::size_t(3));
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->session.queue().count(QueueState::Finished), 3, 10000);
    QTRY_VERIFY(m_view->planPanel()->experimentsToStart().empty());
    QVERIFY(!child<QPushButton>(m_view, "startRuns")->isEnabled());
    const auto totals = child<QLabel>(m_view, "planTotals")->text();
    QVERIFY2(totals.contains(QStringLiteral("all of them are there")), qPrintable(totals));
}

void TestExperimentPage::aStartKeepsTheFocusNearby()
{
    planThreeShortRuns();
    m_view->activateWindow();
    auto* start = child<QPushButton>(m_view, "startRuns");
    QTRY_VERIFY(start->isEnabled());
    start->setFocus();
    QTest::keyClick(start, Qt::Key_Space);
    QTRY_VERIFY(!start->isEnabled());
    auto* messages = child<MessageBar>(m_view, "experimentMessages");
    QCOMPARE(m_view->focusWidget(), child<QPushButton>(messages, "messageAction"));
}

void TestExperimentPage::estimatesComeFromTheEngine()
{
    open();
    takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 30;
        grid.seeds = {0, 1};
        grid.alone = false;
    });
    m_fixture->session.queue().setParallelRuns(1);
    auto* totals = child<QLabel>(m_view, "planTotals");
    // 6 runs × 30 epochs × 1 s
    QTRY_VERIFY2(totals->text().contains(QStringLiteral("about 3 min")), qPrintable(totals->text()));
    QVERIFY(totals->text().contains(QStringLiteral("1.0 MB")));
    m_fixture->session.queue().setParallelRuns(2);
    m_view->planPanel()->refresh(); // side by side each is slower: less than half is saved
    QVERIFY2(!totals->text().contains(QStringLiteral("about 1 min 30 s")), qPrintable(totals->text()));
}

void TestExperimentPage::aDraftFillsTheForm()
{
    m_data = m_fixture->writeDatasetFile(*smallDataset());
    Experiment draft;
    draft.dataset = m_data->path;
    draft.modalities = {"sensors", "image"};
    draft.method.kind = MethodKind::OgmGe;
    draft.method.ogm.alpha = 0.8;
    draft.train.epochs = 17;
    draft.train.batchSize = 8;
    draft.seed = 41;
    m_fixture->session.setDraft(draft);
    QTRY_COMPARE(plannedRuns(), std::size_t(1));
    const auto again = m_view->planPanel()->runs().front().experiment;
    QCOMPARE(runId(again, *m_data), runId(draft, *m_data));
    QCOMPARE(again.modalities, draft.modalities);
}

void TestExperimentPage::theFormComesBack()
{
    open();
    takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 23;
        grid.base.modalities = {"sensors", "image"};
        grid.methods = {MethodOptions()};
        grid.methods[0].mla.hgm = Hgm::Off;
        grid.seeds = {4, 5};
        grid.alone = false;
    });
    const auto before = m_view->form()->grid();
    QVERIFY(before);
    const auto state = m_page->saveState();
    cleanup();
    init(); // the next start: first the state, then the dataset
    m_page->restoreState(state);
    QCOMPARE(m_page->saveState().value(QStringLiteral("draft")), state.value(QStringLiteral("draft")));
    m_fixture->session.openDataset(writtenAgain(m_data->path));
    QTRY_VERIFY(m_view->form()->dataset() != nullptr);
    const auto after = m_view->form()->grid();
    QVERIFY(after);
    QCOMPARE(after.value().base.train.epochs, 23);
    QCOMPARE(after.value().seeds, before.value().seeds);
    QCOMPARE(after.value().methods.size(), std::size_t(1));
    QCOMPARE(after.value().methods[0].mla.hgm, Hgm::Off);
    QCOMPARE(after.value().base.modalities, before.value().base.modalities);
    QVERIFY(!after.value().alone);
    m_page->restoreState({{QStringLiteral("draft"), QStringLiteral("{no draft")}}); // changes nothing
    QCOMPARE(m_view->form()->grid().value().base.train.epochs, 23);
}

void TestExperimentPage::experimentsAreSavedAndLoaded()
{
    open();
    takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 23;
        grid.seeds = {5, 6};
    });
    const auto path = m_fixture->file("saved.json");
    FileDialog::setNextAnswer(toQt(path));
    QTest::mouseClick(child<QPushButton>(m_view, "saveExperiment"), Qt::LeftButton);
    const auto saved = readExperiment(path);
    QVERIFY(saved);
    QCOMPARE(saved.value().train.epochs, 23);
    QCOMPARE(saved.value().seed, std::uint64_t(5));
    QCOMPARE(saved.value().method.kind, MethodKind::Concat);
    takeGrid([](RunGrid& grid) { grid.base.train.epochs = 2; });
    FileDialog::setNextAnswer(toQt(path));
    QTest::mouseClick(child<QPushButton>(m_view, "loadExperiment"), Qt::LeftButton);
    QCOMPARE(m_view->form()->grid().value().base.train.epochs, 23);

    QVERIFY(writeFileAtomically(path, R"({"format": 1, "epochs": 3})"));
    FileDialog::setNextAnswer(toQt(path));
    QTest::mouseClick(child<QPushButton>(m_view, "loadExperiment"), Qt::LeftButton);
    auto* messages = child<MessageBar>(m_view, "experimentMessages");
    QVERIFY(messages->isVisible() && messages->text().contains(QStringLiteral("epochs")));
}

TEST_ENTRY(TestExperimentPage, QApplication)

} // namespace modalscope::tst_experiment_page

#include "tst_experiment_page.moc"
