#include "app/pages/axis_list.h"
#include "core/experiment/axis_values.h"
#include "tests/app/pages/study_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/tables/table_view.h"

#include <QComboBox>
#include <QToolButton>

namespace modalscope::tst_study_form {

/// The axes of the experiment page: rows of chips that become runs, and one sentence at the axis for what
/// cannot be planned.
class TestStudyForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_study = std::make_unique<StudyFixture>(); }
    void cleanup() { m_study.reset(); }
    void chipsAreAddedAndRemoved();
    void aPresetFillsAnAxis();
    void testRatesMakeNoRunsOfTheirOwn();
    void badValuesStayTyped_data();
    void badValuesStayTyped();
    void anAxisWithoutValuesIsSaid();
    void nothingStartsWhileABadValueIsTyped();
    void aValueThatIsTypedAndNotEnteredIsTaken();
    void anOptionIsFoundByItsName();
    void anOptionThatNoMethodHasIsSaidAtItsAxis();
    void errorsOfAnAxisLeadToItsTab();
    void theTableShowsWhatTheAxesSet();
    void axesOverObjectsCanOnlyShrink();
    void tooManyRunsAreRefusedWithTheirNumber();
    void aThousandRunsKeepThePageResponsive();

private:
    std::unique_ptr<StudyFixture> m_study;
};

void TestStudyForm::chipsAreAddedAndRemoved()
{
    auto* row = m_study->addAxis("missing.train_rate");
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(2)); // an axis without a value is none
    StudyFixture::type(row, QStringLiteral("0, 0.4"));
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(4));
    QVERIFY(child<QLineEdit>(row, "axisInput")->text().isEmpty());
    StudyFixture::type(row, QStringLiteral("0.5-0.7:0.1"));
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(10));
    QVERIFY(row->findChild<QWidget*>(QStringLiteral("chip:0.6")) != nullptr);
    QTest::mouseClick(child<QToolButton>(row, "remove:0.4"), Qt::LeftButton);
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(8));
    QVERIFY((m_study->grid().axes[0].values == std::vector<nlohmann::json>{0, 0.5, 0.6, 0.7}));
    QTest::mouseClick(child<QToolButton>(row, "removeAxis"), Qt::LeftButton);
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(2));
    QVERIFY(m_study->grid().axes.empty());
}

void TestStudyForm::aPresetFillsAnAxis()
{
    auto* row = m_study->addAxis("missing.train_rate");
    QTest::mouseClick(child<QPushButton>(row, "axisPreset:0-0.8:0.2"), Qt::LeftButton);
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(10));
    QTest::mouseClick(child<QPushButton>(row, "axisPreset:0, 0.2, 0.4, 0.6"), Qt::LeftButton);
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(8));
    QVERIFY(m_study->addAxis("train.epochs")->findChild<QPushButton*>(QStringLiteral("axisPreset:0-0.8:0.2"))
        == nullptr);
}

void TestStudyForm::testRatesMakeNoRunsOfTheirOwn()
{
    auto* row = m_study->addAxis("missing.test_rate");
    QVERIFY2(
        StudyFixture::note(row).starts_with("Makes no runs of its own"), StudyFixture::note(row).c_str());
    StudyFixture::type(row, QStringLiteral("0-0.6:0.2"));
    QTRY_COMPARE(
        m_study->view->planPanel()->runs().front().experiment.evaluate.missingRates.size(), std::size_t(4));
    QCOMPARE(m_study->plannedRuns(), std::size_t(2));
}

void TestStudyForm::badValuesStayTyped_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("left");
    QTest::addColumn<int>("taken");
    QTest::addColumn<QString>("says");
    QTest::newRow("no number among numbers") << "0.4, many, 0.5-0.7:0.1"
                                             << "many" << 4 << "it must be a number";
    QTest::newRow("several") << "abc, 0.4, 1.5"
                             << "abc, 1.5" << 1 << "abc";
    QTest::newRow("twice") << "0.4, 0.40"
                           << "0.40" << 1 << "0.4 is there already";
    QTest::newRow("there already") << "0.2"
                                   << "0.2" << 0 << "0.2 is there already";
    QTest::newRow("no rate") << "1.5"
                             << "1.5" << 0 << "is not between 0 and 0.9";
}

void TestStudyForm::badValuesStayTyped()
{
    QFETCH(QString, text);
    QFETCH(QString, left);
    QFETCH(int, taken);
    QFETCH(QString, says);
    auto* row = m_study->addAxis("missing.train_rate");
    StudyFixture::type(row, QStringLiteral("0.2"));
    StudyFixture::type(row, text);
    QVERIFY2(toQt(StudyFixture::note(row)).contains(says), StudyFixture::note(row).c_str());
    QVERIFY(child<QLabel>(row, "axisNote")->property("problem").toBool());
    auto* input = child<QLineEdit>(row, "axisInput");
    QCOMPARE(input->text(), left);
    QVERIFY(input->property("invalid").toBool());
    QCOMPARE(row->axis().values.size(), std::size_t(1 + taken));
    StudyFixture::type(row, QStringLiteral("0.8"));
    QVERIFY(!child<QLabel>(row, "axisNote")->property("problem").toBool());
    QVERIFY(!input->property("invalid").toBool());
    QCOMPARE(row->axis().values.size(), std::size_t(2 + taken));
}

/// An axis without values would be left out in silence.
void TestStudyForm::anAxisWithoutValuesIsSaid()
{
    auto* row = m_study->addAxis("missing.train_rate");
    QVERIFY(!child<QLabel>(row, "axisNote")->property("problem").toBool()); // still to be filled
    StudyFixture::type(row, QStringLiteral("0.2"));
    QVERIFY(row->finishTyping());
    child<QToolButton>(row, "remove:0.2")->click();
    QVERIFY(child<QLabel>(row, "axisNote")->property("problem").toBool());
    const auto finished = row->finishTyping();
    QVERIFY(!finished);
    QCOMPARE(finished.error().message,
        std::string("axes.missing.train_rate has no value; give at least one or take the axis out"));
}

void TestStudyForm::nothingStartsWhileABadValueIsTyped()
{
    auto* row = m_study->addAxis("missing.train_rate");
    StudyFixture::type(row, QStringLiteral("0, 0.4, abc"));
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(4)); // the good ones are planned
    auto* start = child<QPushButton>(m_study->view, "startRuns");
    QTRY_VERIFY(start->isEnabled());
    m_study->view->form()->setCurrentIndex(0);
    QTest::mouseClick(start, Qt::LeftButton);
    QVERIFY(m_study->messages()->isVisible() && m_study->messages()->severity() == Severity::Error);
    QVERIFY2(m_study->messages()->text().contains(QStringLiteral("\"abc\" is typed but is no value")),
        qPrintable(m_study->messages()->text()));
    QCOMPARE(m_study->view->form()->currentIndex(), StudyFixture::kAxisTab);
    QCOMPARE(m_study->pages.session.queue().size(), 0);
    m_study->name()->setText(QStringLiteral("rates"));
    m_study->save();
    QVERIFY(m_study->messages()->text().contains(QStringLiteral("is typed but is no value")));
    child<QLineEdit>(row, "axisInput")->clear();
    m_study->save();
    QVERIFY2(m_study->messages()->text().contains(QStringLiteral("is saved")),
        qPrintable(m_study->messages()->text()));
}

void TestStudyForm::aValueThatIsTypedAndNotEnteredIsTaken()
{
    auto* row = m_study->addAxis("missing.train_rate");
    auto* input = child<QLineEdit>(row, "axisInput");
    QTest::keyClicks(input, QStringLiteral("0.2, 0.4"));
    QVERIFY(row->axis().values.empty());
    QVERIFY(m_study->view->form()->finishTyping());
    QCOMPARE(row->axis().values.size(), std::size_t(2));
    QVERIFY(input->text().isEmpty());
}

void TestStudyForm::anOptionIsFoundByItsName()
{
    auto* row = m_study->addAxis("");
    auto* path = child<QComboBox>(row, "axisPath");
    QCOMPARE(path->itemText(0), QStringLiteral("missing.train_rate")); // what is varied often comes first
    QVERIFY(path->findText(QStringLiteral("method.margin")) > 0);
    QCOMPARE(path->findText(QStringLiteral("seed")), -1);
    StudyFixture::type(row, QStringLiteral("3"));
    QVERIFY2(StudyFixture::note(row).find("choose the option first") != std::string::npos,
        StudyFixture::note(row).c_str());
    path->lineEdit()->setText(QStringLiteral("train.epochs"));
    QTest::keyClick(path->lineEdit(), Qt::Key_Return);
    StudyFixture::type(row, QStringLiteral("2, 3"));
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(4));
}

void TestStudyForm::anOptionThatNoMethodHasIsSaidAtItsAxis()
{
    auto* row = m_study->addAxis("method.hgm");
    StudyFixture::type(row, QStringLiteral("paper, off"));
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(3)); // Concat has no HGM and runs once
    m_study->takeGrid([](RunGrid& grid) { grid.methods.erase(grid.methods.begin()); });
    QTRY_VERIFY(m_study->messages()->isVisible() && m_study->messages()->severity() == Severity::Error);
    row = m_study->view->findChild<AxisList*>()->findChildren<AxisRow*>().last();
    QCOMPARE(StudyFixture::note(row), std::string("method.hgm is not an option of Concat"));
    QCOMPARE(row->axis().values.size(), std::size_t(2)); // nothing is lost
    StudyFixture::type(row, QStringLiteral("frozen-head"));
    QVERIFY(StudyFixture::note(row).find("is not an option of Concat") != std::string::npos);
}

void TestStudyForm::errorsOfAnAxisLeadToItsTab()
{
    StudyFixture::type(m_study->addAxis("train.batch_size"), QStringLiteral("8, 5000"));
    QTRY_VERIFY(m_study->messages()->isVisible() && m_study->messages()->severity() == Severity::Error);
    QVERIFY(m_study->messages()->text().contains(QStringLiteral("train.batch_size is 5000")));
    m_study->view->form()->setCurrentIndex(0);
    QTest::mouseClick(child<QPushButton>(m_study->messages(), "messageAction"), Qt::LeftButton);
    QCOMPARE(m_study->view->form()->currentIndex(), StudyFixture::kAxisTab);
}

void TestStudyForm::theTableShowsWhatTheAxesSet()
{
    const auto tsv = [this] { return child<TableView>(m_study->view, "planTable")->asTsv(); };
    QVERIFY(!tsv().contains(QStringLiteral("settings")));
    StudyFixture::type(m_study->addAxis("missing.train_rate"), QStringLiteral("0, 0.4"));
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(4));
    QVERIFY2(tsv().contains(QStringLiteral("train_rate 0.4")), qPrintable(tsv()));
}

void TestStudyForm::axesOverObjectsCanOnlyShrink()
{
    m_study->openFile(R"({"name": "s", "base": {"train": {"batch_size": 8}}, "axes": {"train.schedule":
        [{"kind": "constant"}, {"kind": "step"}]}})");
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(2));
    auto* row = m_study->view->findChildren<AxisRow*>().last();
    QVERIFY(!child<QComboBox>(row, "axisPath")->isEnabled());
    QVERIFY(child<QLineEdit>(row, "axisInput")->isHidden());
    QTest::mouseClick(row->findChildren<QToolButton*>().last(), Qt::LeftButton);
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(1));
}

void TestStudyForm::tooManyRunsAreRefusedWithTheirNumber()
{
    m_study->takeGrid([](RunGrid& grid) {
        grid.methods.pop_back();
        grid.seeds.clear();
        for (std::uint64_t seed = 0; seed < 1000; ++seed)
            grid.seeds.push_back(seed);
        StudyAxis axis{"train.epochs", {}};
        QVERIFY(addAxisValues(axis, "1-101", grid));
        grid.axes = {axis};
    });
    QTRY_VERIFY(m_study->messages()->isVisible() && m_study->messages()->severity() == Severity::Error);
    QVERIFY2(m_study->messages()->text().contains(QStringLiteral("101000 runs")),
        qPrintable(m_study->messages()->text()));
    QVERIFY(!child<QPushButton>(m_study->view, "startRuns")->isEnabled());
}

void TestStudyForm::aThousandRunsKeepThePageResponsive()
{
    m_study->takeGrid([](RunGrid& grid) {
        grid.seeds.clear();
        for (std::uint64_t seed = 0; seed < 100; ++seed)
            grid.seeds.push_back(seed);
    });
    auto* row = m_study->addAxis("train.epochs");
    int end = 5;
    const int stall = leastStall([&] {
        StudyFixture::type(row, QStringLiteral("%1-%2").arg(end - 4).arg(end));
        QTRY_COMPARE_WITH_TIMEOUT(m_study->plannedRuns(), std::size_t(200 * end), 20000);
        for (int i = 0; i < 4; ++i) {
            m_study->view->planPanel()->refresh();
            QTest::qWait(20);
        }
        end += 5;
    });
    QVERIFY2(stall <= 100, qPrintable(QString::number(stall)));
}

TEST_ENTRY(TestStudyForm, QApplication)

} // namespace modalscope::tst_study_form

#include "tst_study_form.moc"
