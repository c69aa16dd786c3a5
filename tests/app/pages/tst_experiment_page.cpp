#include "app/pages/method_list.h"
#include "app/pages/method_notes.h"
#include "tests/app/pages/experiment_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>

#include <filesystem>

namespace modalscope::tst_experiment_page {

/// The form of the experiment page: what is filled in becomes a plan, what cannot run is said at its field,
/// and all of it comes back.
class TestExperimentPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture.reset();
        m_fixture = std::make_unique<ExperimentFixture>();
    }
    void cleanup() { m_fixture.reset(); }
    void theFirstPlanComparesThreeMethodsWithTheEncodersAlone();
    void seedsAndAloneChangeThePlan();
    void modalitiesCanBeLeftOutAndMoved();
    void methodsAreAddedDuplicatedAndRemoved();
    void badSettingsAreSaidAtTheirField_data();
    void badSettingsAreSaidAtTheirField();
    void releasedCodeIsCalledSo();
    void aDraftFillsTheForm();
    void theFormComesBack();
    void experimentsAreSavedAndLoaded();

private:
    static std::string writtenAgain(const std::string& path); ///< a dataset where one was before
    void spoil(const QString& what);

    std::unique_ptr<ExperimentFixture> m_fixture;
};

std::string TestExperimentPage::writtenAgain(const std::string& path)
{
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    return writeDataset(path, *smallDataset()) ? path : std::string();
}

void TestExperimentPage::theFirstPlanComparesThreeMethodsWithTheEncodersAlone()
{
    QVERIFY(
        child<QLabel>(m_fixture->view, "planTotals")->text().contains(QStringLiteral("No dataset is open")));
    QVERIFY(!child<QPushButton>(m_fixture->view, "startRuns")->isEnabled());
    m_fixture->pages.openWorkspace();
    m_fixture->open();
    QVERIFY(child<QPushButton>(m_fixture->view, "startRuns")->text().contains(QStringLiteral("18")));
}

void TestExperimentPage::seedsAndAloneChangeThePlan()
{
    m_fixture->open();
    child<QLineEdit>(m_fixture->view, "seeds")->setText(QStringLiteral("7"));
    QTRY_COMPARE(m_fixture->plannedRuns(), std::size_t(6));
    QVERIFY(child<QLabel>(m_fixture->view, "seedNote")->text().contains(QStringLiteral("One seed")));
    m_fixture->view->form()->setCurrentIndex(1);
    child<QCheckBox>(m_fixture->view, "addAlone")->click();
    QTRY_COMPARE(m_fixture->plannedRuns(), std::size_t(3));
    QCOMPARE(m_fixture->view->planPanel()->runs().front().experiment.seed, std::uint64_t(7));
}

void TestExperimentPage::modalitiesCanBeLeftOutAndMoved()
{
    m_fixture->open();
    auto* list = child<QListWidget>(m_fixture->view, "modalityList");
    list->item(0)->setCheckState(Qt::Unchecked);
    QTRY_COMPARE(m_fixture->plannedRuns(), std::size_t(3 * (3 + 2)));
    list->setCurrentRow(2);
    QTest::mouseClick(child<QToolButton>(m_fixture->view, "modalityUp"), Qt::LeftButton);
    const auto grid = m_fixture->view->form()->grid();
    QVERIFY(grid);
    QCOMPARE(grid.value().base.modalities, (std::vector<std::string>{"sensors", "audio"}));
}

void TestExperimentPage::methodsAreAddedDuplicatedAndRemoved()
{
    m_fixture->open();
    auto* methods = m_fixture->view->findChild<MethodList*>();
    methods->addMethod(MethodKind::Qmf);
    QTRY_COMPARE(m_fixture->plannedRuns(), std::size_t(3 * (4 + 3)));
    auto* list = child<QListWidget>(m_fixture->view, "methodList");
    QCOMPARE(list->currentRow(), 3);
    list->setCurrentRow(2); // MLA
    m_fixture->view->form()->setCurrentIndex(1);
    QTest::mouseClick(child<QToolButton>(m_fixture->view, "duplicateMethod"), Qt::LeftButton);
    QCOMPARE(methods->methods().size(), std::size_t(5));
    QTest::mouseClick(child<QToolButton>(m_fixture->view, "removeMethod"), Qt::LeftButton);
    QCOMPARE(methods->methods().size(), std::size_t(4));
    const auto* film = m_fixture->view->findChild<QAction*>(QStringLiteral("add:film"));
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
        child<QLineEdit>(m_fixture->view, "seeds")->setText(QStringLiteral("two"));
    else if (what == u"batch")
        m_fixture->takeGrid([](RunGrid& grid) { grid.base.train.batchSize = 5000; });
    else if (what == u"methods")
        m_fixture->takeGrid([](RunGrid& grid) { grid.methods.clear(), grid.alone = false; });
    else if (what == u"weights")
        m_fixture->takeGrid([](RunGrid& grid) {
            grid.methods = {MethodOptions()};
            grid.methods[0].mla.fusion = MlaFusion::Fixed;
        });
    else
        for (int row = 0; row < 3; ++row)
            child<QListWidget>(m_fixture->view, "modalityList")->item(row)->setCheckState(Qt::Unchecked);
}

void TestExperimentPage::badSettingsAreSaidAtTheirField()
{
    QFETCH(QString, what);
    QFETCH(QString, sentence);
    QFETCH(int, tab);
    m_fixture->open();
    spoil(what);
    auto* messages = m_fixture->messages();
    QTRY_VERIFY(messages->isVisible() && messages->severity() == Severity::Error);
    QVERIFY2(messages->text().contains(sentence), qPrintable(messages->text()));
    QVERIFY(!child<QPushButton>(m_fixture->view, "startRuns")->isEnabled());
    QTest::mouseClick(messages->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(m_fixture->view->form()->currentIndex(), tab);
}

void TestExperimentPage::releasedCodeIsCalledSo()
{
    MethodOptions method;
    QVERIFY(!methodCaution(method).contains(QStringLiteral("chaotic")));
    method.mla.hgm = Hgm::ReleasedCode;
    QVERIFY(methodCaution(method).contains(QStringLiteral("chaotic")));
    m_fixture->open();
    m_fixture->takeGrid([&](RunGrid& grid) { grid.methods = {method}; });
    QVERIFY(
        child<QLabel>(m_fixture->view, "methodCaution")->text().contains(QStringLiteral("released code")));
    QVERIFY(child<QListWidget>(m_fixture->view, "methodList")
                ->item(0)
                ->text()
                .contains(QStringLiteral("released code")));
    m_fixture->takeGrid([](RunGrid& grid) { grid.base.evaluate.select = SelectEpoch::BestOnTest; });
    QVERIFY(child<QLabel>(m_fixture->view, "protocolNote")->text().contains(QStringLiteral("BEST ON TEST")));
}

void TestExperimentPage::aDraftFillsTheForm()
{
    m_fixture->data = m_fixture->pages.writeDatasetFile(*smallDataset());
    Experiment draft;
    draft.dataset = m_fixture->data->path;
    draft.modalities = {"sensors", "image"};
    draft.method.kind = MethodKind::OgmGe;
    draft.method.ogm.alpha = 0.8;
    draft.train.epochs = 17;
    draft.train.batchSize = 8;
    draft.seed = 41;
    m_fixture->pages.session.setDraft(draft);
    QTRY_COMPARE(m_fixture->plannedRuns(), std::size_t(1));
    const auto again = m_fixture->view->planPanel()->runs().front().experiment;
    QCOMPARE(runId(again, *m_fixture->data), runId(draft, *m_fixture->data));
    QCOMPARE(again.modalities, draft.modalities);
}

void TestExperimentPage::theFormComesBack()
{
    m_fixture->open();
    m_fixture->takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 23;
        grid.base.modalities = {"sensors", "image"};
        grid.methods = {MethodOptions()};
        grid.methods[0].mla.hgm = Hgm::Off;
        grid.seeds = {4, 5};
        grid.alone = false;
    });
    const auto before = m_fixture->view->form()->grid();
    QVERIFY(before);
    const auto state = m_fixture->page.saveState();
    const auto path = m_fixture->data->path;
    init(); // the next start: first the state, then the dataset
    m_fixture->page.restoreState(state);
    QCOMPARE(
        m_fixture->page.saveState().value(QStringLiteral("draft")), state.value(QStringLiteral("draft")));
    m_fixture->pages.session.openDataset(writtenAgain(path));
    QTRY_VERIFY(m_fixture->view->form()->dataset() != nullptr);
    const auto after = m_fixture->view->form()->grid();
    QVERIFY(after);
    QCOMPARE(after.value().base.train.epochs, 23);
    QCOMPARE(after.value().seeds, before.value().seeds);
    QCOMPARE(after.value().methods.size(), std::size_t(1));
    QCOMPARE(after.value().methods[0].mla.hgm, Hgm::Off);
    QCOMPARE(after.value().base.modalities, before.value().base.modalities);
    QVERIFY(!after.value().alone);
    m_fixture->page.restoreState({{QStringLiteral("draft"), QStringLiteral("{no draft")}}); // changes nothing
    QCOMPARE(m_fixture->view->form()->grid().value().base.train.epochs, 23);
}

void TestExperimentPage::experimentsAreSavedAndLoaded()
{
    m_fixture->open();
    m_fixture->takeGrid([](RunGrid& grid) {
        grid.base.train.epochs = 23;
        grid.seeds = {5, 6};
    });
    const auto path = m_fixture->pages.file("saved.json");
    FileDialog::setNextAnswer(toQt(path));
    QTest::mouseClick(child<QPushButton>(m_fixture->view, "saveExperiment"), Qt::LeftButton);
    const auto saved = readExperiment(path);
    QVERIFY(saved);
    QCOMPARE(saved.value().train.epochs, 23);
    QCOMPARE(saved.value().seed, std::uint64_t(5));
    QCOMPARE(saved.value().method.kind, MethodKind::Concat);
    m_fixture->takeGrid([](RunGrid& grid) { grid.base.train.epochs = 2; });
    FileDialog::setNextAnswer(toQt(path));
    QTest::mouseClick(child<QPushButton>(m_fixture->view, "loadExperiment"), Qt::LeftButton);
    QCOMPARE(m_fixture->view->form()->grid().value().base.train.epochs, 23);

    QVERIFY(writeFileAtomically(path, R"({"format": 1, "epochs": 3})"));
    FileDialog::setNextAnswer(toQt(path));
    QTest::mouseClick(child<QPushButton>(m_fixture->view, "loadExperiment"), Qt::LeftButton);
    auto* messages = m_fixture->messages();
    QVERIFY(messages->isVisible() && messages->text().contains(QStringLiteral("epochs")));
}

TEST_ENTRY(TestExperimentPage, QApplication)

} // namespace modalscope::tst_experiment_page

#include "tst_experiment_page.moc"
