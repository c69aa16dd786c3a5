#include "app/embedding/current_sample_panel.h"
#include "app/embedding/neighbor_panel.h"
#include "app/embedding/selection_side.h"
#include "app/embedding/selection_summary_panel.h"
#include "tests/app/embedding/shown_samples.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/plot/figure_view.h"
#include "widgets/samples/sample_view.h"
#include "widgets/tables/table_view.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

namespace modalscope::tst_selection_side {

namespace {

std::shared_ptr<const SelectionMask> everyFifth(std::size_t size)
{
    auto mask = std::make_shared<SelectionMask>(size);
    for (std::size_t row = 0; row < size; row += 5)
        mask->add(row);
    return mask;
}

} // namespace

/// Protects: that the parts beside the cloud show the session's selection and sample, and lead on from them.
class TestSelectionSide : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PageFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void figuresOfTheSelection()
    {
        auto& session = m_fixture->session;
        SelectionSummaryPanel panel(session);
        panel.resize(500, 800);
        panel.show();
        QSignalSpy drawn(&panel, &SelectionSummaryPanel::drawn);
        panel.setSamples(shownSamples(40));
        QTRY_COMPARE(drawn.size(), 1);
        auto* accuracy = child<FigureView>(&panel, "selectionAccuracy");
        QCOMPARE(accuracy->figure().panels[0].bars[1].values, (std::vector<double>{80, 100, 80}));
        session.selectSamples({"fingerprint", "test", everyFifth(40)}); // those that are wrong
        QTRY_COMPARE(drawn.size(), 2);
        QCOMPARE(accuracy->figure().panels[0].bars[0].values, (std::vector<double>{0, 100, 0}));
        QVERIFY(
            child<QLabel>(&panel, "selectionCounts")->text().startsWith(QStringLiteral("8 of 40 selected")));
        const auto& confusion = child<FigureView>(&panel, "selectionConfusion")->figure();
        QVERIFY(confusion.note.find("n = 8 samples") != std::string::npos);
        QVERIFY(!child<FigureView>(&panel, "selectionEntropy")->figure().panels.empty());
        session.selectSamples({"fingerprint", "valid", everyFifth(40)}); // of another split
        QTRY_COMPARE(drawn.size(), 3);
        QVERIFY(
            child<QLabel>(&panel, "selectionCounts")->text().startsWith(QStringLiteral("0 of 40 selected")));
    }

    void aSelectionOfAHundredThousandDoesNotStopTheWindow()
    {
        auto& session = m_fixture->session;
        SelectionSummaryPanel panel(session);
        panel.resize(500, 800);
        panel.show();
        panel.setSamples(shownSamples(100'000));
        QSignalSpy drawn(&panel, &SelectionSummaryPanel::drawn);
        QTRY_COMPARE(drawn.size(), 1);
        std::size_t first = 0;
        const auto stall = leastStall([&] {
            for (int i = 0; i < 5; ++i) {
                auto mask = std::make_shared<SelectionMask>(100'000);
                for (std::size_t row = ++first; row < 100'000; row += 7)
                    mask->add(row);
                drawn.clear();
                session.selectSamples({"fingerprint", "test", std::move(mask)});
                QTRY_VERIFY(!drawn.isEmpty());
            }
        });
        QVERIFY2(stall <= 50, qPrintable(QString::number(stall)));
    }

    void theCurrentSampleIsShownOnceItsDatasetIsOpen()
    {
        const auto data = m_fixture->writeDatasetFile(*smallDataset());
        QVERIFY(data);
        auto runs = makeComparison(*data, 1, 2);
        runs.resize(1);
        m_fixture->openWorkspace(runs);
        auto& session = m_fixture->session;
        CurrentSamplePanel panel(session);
        panel.resize(400, 700);
        panel.show();
        const auto samples = shownSamples(16, data->fingerprint, runs.front().stored.id());
        panel.setSamples(samples);
        auto* view = child<SampleView>(&panel, "currentSampleView");
        auto* open = child<QPushButton>(&panel, "currentSampleOpen");
        QVERIFY(view->isHidden() && open->isHidden()); // no sample was chosen
        session.setCurrentSample({data->fingerprint, "test", 7});
        QVERIFY(view->isHidden() && !open->isHidden());
        const auto facts = child<QLabel>(&panel, "currentSampleFacts")->text();
        QVERIFY2(facts.contains(QStringLiteral("id: s7")), qPrintable(facts));
        open->click();
        QTRY_VERIFY(!view->isHidden());
        QVERIFY(open->isHidden());
        QCOMPARE(view->split(), QStringLiteral("test"));
        QCOMPARE(view->sample(), std::int64_t(7));
        session.setCurrentSample({data->fingerprint, "test", 9});
        QCOMPARE(view->sample(), std::int64_t(9));
    }

    void aFileHasNoSamplesToLookAt()
    {
        auto& session = m_fixture->session;
        auto samples = std::make_shared<EmbeddedSamples>(*shownSamples(8, "file:/tmp/f.npy"));
        samples->split.clear();
        CurrentSamplePanel panel(session);
        panel.show();
        panel.setSamples(samples);
        session.setCurrentSample({"file:/tmp/f.npy", "", 3});
        QVERIFY(child<QPushButton>(&panel, "currentSampleOpen")->isHidden());
        QVERIFY(child<QLabel>(&panel, "currentSampleNote")->text().contains(QStringLiteral("does not hold")));
    }

    void neighboursLeadOn()
    {
        auto& session = m_fixture->session;
        NeighborPanel panel(session);
        panel.resize(400, 500);
        panel.show();
        QSignalSpy listed(&panel, &NeighborPanel::listed);
        panel.setSamples(shownSamples(40));
        QTRY_VERIFY(!listed.isEmpty());
        auto* table = child<TableView>(&panel, "neighborTable")->table();
        QCOMPARE(table->model()->rowCount(), 0);
        session.setCurrentSample({"fingerprint", "test", 8});
        QTRY_COMPARE(table->model()->rowCount(), 15);
        for (int row = 0; row < 9; ++row) // the others of its class lie nearest
            QCOMPARE(table->model()->index(row, 1).data().toInt() % 4, 0);
        child<QSpinBox>(&panel, "neighborsCount")->setValue(3);
        QTRY_COMPARE(table->model()->rowCount(), 3);
        child<QPushButton>(&panel, "neighborsSelect")->click();
        QCOMPARE(session.sampleSelection().samples->count(), std::size_t(4));
        QVERIFY(session.sampleSelection().samples->contains(8));
        auto* modality = child<QComboBox>(&panel, "neighborsModality");
        QCOMPARE(modality->count(), 3); // all side by side, image, audio
        listed.clear();
        modality->setCurrentIndex(2);
        child<QComboBox>(&panel, "neighborsMetric")->setCurrentIndex(1);
        QTRY_VERIFY(!listed.isEmpty());
        const auto next = table->model()->index(0, 1);
        const auto there = next.data().toLongLong();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(next).center());
        QCOMPARE(session.currentSample().row, std::int64_t(there));
    }

    void tabsComeBack()
    {
        SelectionSide side(m_fixture->session);
        side.setSamples(shownSamples(10));
        QCOMPARE(side.currentTab(), 0);
        side.setCurrentTab(3);
        side.show();
        QTest::qWait(50);
        side.setSamples(nullptr);
        QTest::qWait(50);
        QCOMPARE(side.currentTab(), 3);
        for (int tab = 0; tab < 4; ++tab)
            side.setCurrentTab(tab); // nothing is shown, nothing happens
        QTest::qWait(50);
    }

private:
    std::unique_ptr<PageFixture> m_fixture;
};

TEST_ENTRY(TestSelectionSide, QApplication)

} // namespace modalscope::tst_selection_side

#include "tst_selection_side.moc"
