#include "app/pages/map_cache.h"
#include "tests/app/pages/segmentation_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/message_bar.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>

namespace modalscope::tst_segmentation_page {

/// Protects the way from a finished segmentation run to its label maps: what is predicted and how often, the
/// order of the samples, and one clear sentence where there is nothing to show.
class TestSegmentationPage : public QObject {
    Q_OBJECT

    std::unique_ptr<SegmentationFixture> m_fixture;

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<SegmentationFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void everyPaneOfASample()
    {
        m_fixture->open(/*withAdapters=*/true);
        SegmentationView view(m_fixture->session);
        view.resize(1200, 800);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        QStringList keys;
        for (const auto& one : child<PaneGrid>(&view, "paneGrid")->panes())
            keys << one.key;
        QCOMPARE(keys.join(u' '),
            QStringLiteral("modality/rgb modality/thermal truth predicted/complete predicted/missing "
                           "predicted/adapted errors/complete errors/missing errors/adapted"));
        QVERIFY(SegmentationFixture::pane(view, "modality/rgb")
                    .title.contains(QStringLiteral("missing"))); // a set with adapters
        QCOMPARE(
            SegmentationFixture::pane(view, "predicted/complete").caption, QStringLiteral("mIoU 100.0 %"));
        QVERIFY(!SegmentationFixture::pane(view, "predicted/adapted").overlay.isNull());
        QCOMPARE(child<TablePanel>(&view, "segmentationSplitTable")->table().columns.size(), std::size_t(6));
        QCOMPARE(child<TablePanel>(&view, "segmentationSampleTable")->table().rows.size(), std::size_t(5));
        QCOMPARE(m_fixture->engine.asked, 3);
    }

    void samplesThatLoseMostComeFirst()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        QCOMPARE(SegmentationFixture::number(view), 5); // the most rows are wrong
        auto* next = child<QToolButton>(&view, "segmentationNext");
        auto* previous = child<QToolButton>(&view, "segmentationPrevious");
        QVERIFY(!previous->isEnabled());
        next->click();
        QCOMPARE(SegmentationFixture::number(view), 4);
        previous->click();
        QCOMPARE(SegmentationFixture::number(view), 5);
        auto* order = child<QComboBox>(&view, "segmentationOrder");
        order->setCurrentIndex(order->findData(QStringLiteral("dataset")));
        QCOMPARE(SegmentationFixture::number(view), 5); // the sample stays, its neighbours are others
        QVERIFY(!next->isEnabled());
        child<QSpinBox>(&view, "segmentationNumber")->setValue(2);
        next->click();
        QCOMPARE(SegmentationFixture::number(view), 3);
        QTRY_COMPARE(SegmentationFixture::pane(view, "predicted/missing").caption.isEmpty(), false);
    }

    void predictionsAreMadeOnce()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        QCOMPARE(m_fixture->engine.asked, 3);
        auto* adapters = child<QComboBox>(&view, "segmentationAdapters");
        QCOMPARE(adapters->count(), 3); // two seeds, none
        adapters->setCurrentIndex(1);
        QTRY_COMPARE(m_fixture->engine.asked, 4); // only what is new
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        adapters->setCurrentIndex(0);
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        QTest::qWait(50);
        QCOMPARE(m_fixture->engine.asked, 4);
        auto* set = child<QComboBox>(&view, "segmentationSet");
        set->setCurrentIndex(set->count() - 1); // nothing missing
        QTRY_VERIFY(!SegmentationFixture::pane(view, "predicted/missing").why.isEmpty());
        QCOMPARE(m_fixture->engine.asked, 4);
    }

    void withoutAdaptersThePaneSaysWhy()
    {
        m_fixture->open(/*withAdapters=*/false);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        QVERIFY(SegmentationFixture::pane(view, "predicted/adapted")
                    .why.contains(QStringLiteral("page Adapters")));
        QVERIFY(!SegmentationFixture::pane(view, "predicted/missing").overlay.isNull());
        QCOMPARE(child<TablePanel>(&view, "segmentationSplitTable")->table().columns.size(), std::size_t(4));
        QVERIFY(!child<QComboBox>(&view, "segmentationAdapters")->isEnabled());
    }

    void storedAdaptersAreToBeChosen()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        child<QComboBox>(&view, "segmentationAdapters")->setCurrentIndex(2); // none
        QTRY_VERIFY(SegmentationFixture::pane(view, "predicted/adapted")
                        .why.contains(QStringLiteral("choose one above")));
    }

    void panesHaveMostOfTheWidth()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.resize(900, 600);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        auto* tabs = child<QTabWidget>(&view, "segmentationTabs");
        const auto* grid = child<PaneGrid>(&view, "paneGrid");
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            QTest::qWait(20);
            QVERIFY2(grid->width() > 0.6 * view.width(), qPrintable(QString::number(grid->width())));
        }
    }

    void theGroundIsTintedWhenAskedFor()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        const auto isSeenThrough = [&] {
            const auto overlay = SegmentationFixture::pane(view, "truth").overlay;
            for (int y = 0; y < overlay.height(); ++y)
                for (int x = 0; x < overlay.width(); ++x)
                    if (qAlpha(overlay.pixel(x, y)) == 0)
                        return true;
            return false;
        };
        QVERIFY(isSeenThrough());
        child<QToolButton>(&view, "segmentationGround")->click();
        QTRY_VERIFY(!isSeenThrough());
    }

    void adaptersOfAnotherBaseLeaveTheRest()
    {
        m_fixture->open(true);
        m_fixture->engine.foreign = adapterFolder(adapterOptions({"thermal"}, AdapterKind::Ssf, 0));
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        QVERIFY(SegmentationFixture::pane(view, "predicted/adapted")
                    .why.contains(QStringLiteral("another base")));
        QVERIFY(!SegmentationFixture::pane(view, "predicted/missing").overlay.isNull());
        QVERIFY(child<MessageBar>(&view, "segmentationMessages")
                    ->text()
                    .contains(QStringLiteral("another base")));
    }

    void aRunWithoutCheckpointIsSaidOnce()
    {
        m_fixture->open(true);
        m_fixture->engine.lacksCheckpoint = true;
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::says(view, "has no checkpoint.safetensors"));
        QVERIFY(!SegmentationFixture::areMapsShown(view));
        m_fixture->engine.lacksCheckpoint = false;
        child<QPushButton>(&view, "segmentationTry")->click();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
    }

    void theDatasetIsOpenedThroughTheSession()
    {
        m_fixture->open(true, /*withDataset=*/false);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::says(view, "is not open"));
        QCOMPARE(m_fixture->engine.asked, 0);
        child<QPushButton>(&view, "segmentationOpen")->click();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
    }

    void aDatasetThatHasGoneIsSaid()
    {
        m_fixture->open(true, false);
        std::filesystem::remove(m_fixture->path("scenes.h5"));
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::says(view, "is not open"));
        child<QPushButton>(&view, "segmentationOpen")->click();
        QTRY_VERIFY(SegmentationFixture::says(view, "scenes.h5"));
        QVERIFY(!SegmentationFixture::areMapsShown(view));
    }

    void withoutASegmentationRunItSaysWhatToDo()
    {
        auto& fixture = *m_fixture;
        QVERIFY(writeDataset(fixture.path("small.h5"), *smallDataset()));
        const auto data = readDataset(fixture.path("small.h5")).value();
        QVERIFY(Workspace(fixture.path("workspace")).create());
        writeRun(makeComparison(*data, 1, 1).front(), fixture.path("workspace"));
        QVERIFY(fixture.session.openWorkspace(fixture.path("workspace")));
        QTRY_COMPARE(fixture.session.runs().size(), std::size_t(1));
        SegmentationView view(fixture.session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::says(view, "No finished segmentation run"));
    }

    void aSelectedRunThatIsNoneIsNamed()
    {
        auto& fixture = *m_fixture;
        QVERIFY(writeDataset(fixture.path("small.h5"), *smallDataset()));
        const auto other = makeComparison(*readDataset(fixture.path("small.h5")).value(), 1, 1).front();
        QVERIFY(Workspace(fixture.path("workspace")).create());
        writeRun(other, fixture.path("workspace"));
        writeRun(segmentationRun(*fixture.writeScenes()), fixture.path("workspace"));
        QVERIFY(fixture.session.openWorkspace(fixture.path("workspace")));
        QTRY_COMPARE(fixture.session.runs().size(), std::size_t(2));
        fixture.session.selectRuns({other.stored.id()});
        SegmentationView view(fixture.session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::says(view, "is no segmentation run"));
        QCOMPARE(child<QComboBox>(&view, "segmentationRun")->count(), 1);
    }

    void cancelIsHeardAndNothingStartsByItself()
    {
        m_fixture->open(true);
        m_fixture->engine.isEndless = true;
        SegmentationView view(m_fixture->session);
        view.show();
        auto* cancel = child<QPushButton>(&view, "segmentationCancel");
        QTRY_VERIFY(m_fixture->engine.asked == 1 && cancel->isVisible());
        QTRY_VERIFY(SegmentationFixture::says(view, "predicting test, 1 of 3"));
        cancel->click();
        QTRY_VERIFY(SegmentationFixture::says(view, "was stopped"));
        QVERIFY(!cancel->isVisible());
        m_fixture->session.selectRuns({m_fixture->run}); // changes that have nothing to do with it
        QTest::qWait(120);
        QCOMPARE(m_fixture->engine.asked, 1);
        m_fixture->engine.isEndless = false;
        child<QPushButton>(&view, "segmentationTry")->click();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
    }

    void theWindowNeverWaits()
    {
        m_fixture->open(true);
        m_fixture->engine.isEndless = true;
        SegmentationView view(m_fixture->session);
        QVERIFY(leastStall([&] {
            view.show();
            QTest::qWait(150);
        }) <= 50);
        m_fixture->engine.isEndless = false;
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
    }

    void theCacheKeepsWhatWasUsedLast()
    {
        const auto maps = [](std::size_t bytes) {
            return std::make_shared<const ScoredMaps>(
                ScoredMaps{LabelMaps{1, 1, std::vector<std::uint8_t>(bytes)}});
        };
        MapCache cache(100);
        cache.keep("a", maps(40));
        cache.keep("b", maps(40));
        QVERIFY(cache.find("a"));
        cache.keep("c", maps(40)); // b was used longest ago
        QVERIFY(cache.find("a") && !cache.find("b") && cache.find("c"));
        cache.keep("c", maps(50));
        QCOMPARE(cache.bytes(), std::size_t(90));
        cache.keep("large", maps(101));
        QVERIFY(!cache.find("large"));
        QVERIFY(cache.bytes() <= 100);
    }
};

TEST_ENTRY(TestSegmentationPage, QApplication)

} // namespace modalscope::tst_segmentation_page

#include "tst_segmentation_page.moc"
