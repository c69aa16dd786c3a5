#include "app/pages/data_figures.h"
#include "app/pages/data_page.h"
#include "app/pages/dataset_overview.h"
#include "app/pages/presence_map.h"
#include "app/pages/sample_browser.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/plot/figure_view.h"
#include "widgets/samples/sample_view.h"
#include "widgets/tables/table_view.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

namespace modalscope::tst_data_page {

/// The data page: what a file holds, which sample lacks what, samples one by one, a sentence for what cannot
/// be read.
class TestDataPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Segmentation: shares of pixels, without those that do not count.
    void pixelsOfEachClassAreShares()
    {
        Dataset dataset;
        dataset.task = Task::Segmentation;
        dataset.classNames = {"ground", "sky"};
        Split split;
        split.name = "train";
        split.size = 2;
        auto maps = std::make_shared<Array>(Shape{2, 4});
        maps->values = {0, 0, 0, 1, 1, 0, 255, 255};
        split.labelMaps = rowsInMemory(maps);
        dataset.splits.push_back(split);
        const auto counts = countPixels(dataset);
        QCOMPARE(counts.size(), std::size_t(1));
        QCOMPARE(counts[0].byClass, (std::vector<std::int64_t>{4, 2}));
        const auto figure = pixelBalanceFigure(dataset, counts);
        QCOMPARE(figure.panels.size(), std::size_t(1));
        QVERIFY(std::abs(figure.panels[0].bars[0].values[0] - 100.0 * 4 / 6) < 1e-9);
        QVERIFY(figure.note.find("2 label maps") != std::string::npos);
    }

    void init();
    void cleanup();
    void withoutADatasetItSaysWhatToDo();
    void showsSplitsClassesModalitiesAndWhatIsMissing();
    void stepsThroughSamplesThatFit();
    void aClickInThePresenceMapShowsTheSample();
    void aDroppedFileIsOpened();
    void anUnreadableFileGivesASentence();
    void theWindowStaysResponsive();

private:
    void open(const SmallDatasetOptions& options)
    {
        m_data = m_fixture->writeDatasetFile(*smallDataset(options));
        QVERIFY(m_data);
        m_fixture->openDataset(m_data->path);
        QTRY_VERIFY(child<DatasetOverview>(m_view.get(), "datasetOverview")->isVisible());
    }
    QString cell(const char* table, int row, int column) const
    {
        const auto* model = child<TableView>(m_view.get(), table)->table()->model();
        return model->index(row, column).data().toString();
    }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<DataPage> m_page;
    std::unique_ptr<QWidget> m_view;
    std::shared_ptr<const Dataset> m_data;
};

void TestDataPage::init()
{
    m_fixture = std::make_unique<PageFixture>();
    m_page = std::make_unique<DataPage>(m_fixture->session);
    m_view.reset(m_page->widget(nullptr));
    m_view->resize(1000, 700);
    m_view->show();
}

void TestDataPage::cleanup()
{
    m_view.reset();
    m_page.reset();
    m_fixture.reset();
}

void TestDataPage::withoutADatasetItSaysWhatToDo()
{
    auto* open = child<QPushButton>(m_view.get(), "emptyOpenDataset");
    QVERIFY(open->isVisible());
    const auto data = m_fixture->writeDatasetFile(*smallDataset());
    QVERIFY(data);
    FileDialog::setNextAnswer(toQt(data->path));
    QTest::mouseClick(open, Qt::LeftButton);
    QTRY_VERIFY(child<DatasetOverview>(m_view.get(), "datasetOverview")->isVisible());
    QVERIFY(!open->isVisible());
}

void TestDataPage::showsSplitsClassesModalitiesAndWhatIsMissing()
{
    open({.train = 40, .missing = true});
    const auto facts = child<QLabel>(m_view.get(), "datasetFacts")->text();
    QVERIFY(facts.contains(QStringLiteral("CC0")) && facts.contains(QStringLiteral("4 classes")));
    QVERIFY(facts.contains(toQt(m_data->fingerprint.substr(0, 16))));
    QCOMPARE(cell("splitTable", 0, 0), QStringLiteral("train"));
    QCOMPARE(cell("splitTable", 0, 1), QStringLiteral("40"));
    QCOMPARE(cell("modalityTable", 0, 0), QStringLiteral("image"));
    const auto& figure = child<FigureView>(m_view.get(), "classBalance")->figure();
    QCOMPARE(figure.panels.size(), std::size_t(1));
    QCOMPARE(figure.panels[0].bars.size(), m_data->splits.size());
    QCOMPARE(figure.panels[0].bars[0].values.at(0), 25.0); // four classes in turn
    QVERIFY(child<PresenceMap>(m_view.get(), "presenceMap")->isVisibleTo(m_view.get()));
    // all, without audio, without audio and sensors
    QCOMPARE(child<TableView>(m_view.get(), "patternTable")->table()->model()->rowCount(), 3);
}

void TestDataPage::stepsThroughSamplesThatFit()
{
    open({.classes = 4, .train = 40});
    auto* browser = child<SampleBrowser>(m_view.get(), "sampleBrowser");
    QTRY_COMPARE(browser->matches().size(), std::size_t(40));
    m_page->restoreState({{QStringLiteral("tab"), 1}});
    auto* shown = child<SampleView>(m_view.get(), "sampleView");
    auto* next = child<QToolButton>(m_view.get(), "browserNext");
    QVERIFY(!child<QToolButton>(m_view.get(), "browserPrevious")->isEnabled());
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(shown->sample(), 1);
    QSignalSpy filtered(browser, &SampleBrowser::filtered);
    child<QComboBox>(m_view.get(), "sampleClass")->setCurrentIndex(4); // "any", then classes 0 to 3
    QTRY_COMPARE(filtered.size(), 1);
    QCOMPARE(browser->matches().size(), std::size_t(10));
    QCOMPARE(shown->sample(), 3); // the first at or behind the one that was shown
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(shown->sample(), 7);
    auto* number = child<QSpinBox>(m_view.get(), "samplePosition");
    QCOMPARE(number->value(), 7); // the number in the file, not among those that fit
    number->stepUp();
    QCOMPARE(shown->sample(), 11);
    number->stepDown();
    QCOMPARE(shown->sample(), 7);
    number->setValue(38);
    QCOMPARE(shown->sample(), 39);
    QCOMPARE(child<QLabel>(m_view.get(), "sampleCount")->text(),
        QStringLiteral("10 of 40 samples fit; numbered from 0 as in the file"));
    QVERIFY(!next->isEnabled());
    child<QComboBox>(m_view.get(), "sampleColumn")->setCurrentText(QStringLiteral("speaker"));
    QTRY_COMPARE(filtered.size(), 2);
    QVERIFY(!browser->matches().empty());
    for (const auto row : browser->matches())
        QVERIFY(row % 4 == 3 && row % 3 == 0); // class 3 of the first speaker
}

void TestDataPage::aClickInThePresenceMapShowsTheSample()
{
    open({.train = 40, .missing = true});
    auto* map = child<PresenceMap>(m_view.get(), "presenceMap");
    Q_EMIT map->sampleClicked(QStringLiteral("train"), 23);
    auto* shown = child<SampleView>(m_view.get(), "sampleView");
    QTRY_COMPARE(shown->sample(), 23);
    QVERIFY(shown->isVisible());
    const auto bins = presenceBins(*m_data, *m_data->split("train"), 10);
    QCOMPARE(bins.bins, 10);
    QCOMPARE(bins.present[1][0], 3); // of samples 0 to 3 the last lacks audio
    PresenceMap alone;
    alone.setBins(bins);
    alone.resize(400, alone.sizeHint().height());
    QVERIFY(alone.textAt({399, 25}).contains(QStringLiteral("1 of 4 lack audio")));
    QVERIFY(alone.textAt({0, 0}).isEmpty());
}

void TestDataPage::aDroppedFileIsOpened()
{
    const auto data = m_fixture->writeDatasetFile(*smallDataset());
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(toQt(data->path))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_view.get(), &enter);
    QDropEvent event({10, 10}, Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_view.get(), &event); // goes to whom the drag has entered
    QTRY_VERIFY(
        m_fixture->session.currentDataset() != nullptr && m_fixture->session.currentDataset()->dataset);
    QCOMPARE(m_fixture->session.currentDataset()->dataset->fingerprint, data->fingerprint);
}

void TestDataPage::anUnreadableFileGivesASentence()
{
    const auto path = m_fixture->file("broken.h5");
    QVERIFY(writeFileAtomically(path, "this is no HDF5 file"));
    m_fixture->openDataset(path);
    auto* messages = child<MessageBar>(m_view.get(), "dataMessages");
    QTRY_VERIFY(messages->isVisible());
    QCOMPARE(messages->severity(), Severity::Error);
    QVERIFY(messages->text().contains(QStringLiteral("broken.h5")));
}

void TestDataPage::theWindowStaysResponsive()
{
    m_data = m_fixture->writeDatasetFile(*smallDataset({.train = 20000, .missing = true}));
    const int stall = leastStall([this] {
        if (m_fixture->session.currentDataset() != nullptr)
            m_fixture->session.closeDataset(m_data->path);
        m_fixture->openDataset(m_data->path);
        QTRY_VERIFY(child<DatasetOverview>(m_view.get(), "datasetOverview")->isVisible());
        child<QComboBox>(m_view.get(), "sampleClass")->setCurrentIndex(1);
        QTest::qWait(100);
    });
    QVERIFY2(stall <= 50, qPrintable(QString::number(stall)));
}

TEST_ENTRY(TestDataPage, QApplication)

} // namespace modalscope::tst_data_page

#include "tst_data_page.moc"
