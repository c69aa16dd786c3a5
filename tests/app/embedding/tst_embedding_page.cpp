#include "app/embedding/embedding_page.h"
#include "app/embedding/embedding_view.h"
#include "app/embedding/layout_controls.h"
#include "app/embedding/points_view.h"
#include "tests/app/embedding/points_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/message_bar.h"

#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <QSlider>

namespace modalscope::tst_embedding_page {

/// Protects the way from a run, a dataset or a file to its picture: what starts by itself and what waits, one
/// selection in all pictures, what stays when something is stopped, and a page that comes back.
class TestEmbeddingPage : public QObject {
    Q_OBJECT

    std::unique_ptr<PointsFixture> m_fixture;

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PointsFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void withoutFeaturesThePageSaysWhatToDo()
    {
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(saysOnScreen(view, "No features yet"));
    }

    void aRunIsShownByItself()
    {
        m_fixture->openRuns();
        PointsView view(m_fixture->session);
        view.resize(1200, 800);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        QCOMPARE(view.first()->shown()->points, std::int64_t(60)); // two modalities
        QVERIFY(textOf(view, "embeddingTitle").contains(QStringLiteral("PCA of image, audio")));
        QVERIFY(textOf(view, "embeddingNote").contains(QStringLiteral("one fit for all modalities")));
        QVERIFY(child<QComboBox>(&view, "embeddingColorBy")->findData(QStringLiteral("class")) > 0);
        QVERIFY(!view.second()->isVisible());
    }

    void umapWaitsForItsButton()
    {
        m_fixture->openRuns();
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        child<QComboBox>(&view, "embeddingMethod")->setCurrentIndex(int(LayoutMethod::Umap));
        QTest::qWait(100);
        QCOMPARE(view.first()->shown()->request.settings.method, LayoutMethod::Pca); // stays
        auto* compute = child<QPushButton>(&view, "embeddingCompute");
        QVERIFY(compute->isVisible() && compute->isEnabled());
        compute->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            view.first()->shown()->request.settings.method == LayoutMethod::Umap && isDrawn(view.first()),
            20000);
        QVERIFY(!compute->isEnabled());
        const auto umap = view.first()->shown();
        child<QComboBox>(&view, "embeddingMethod")->setCurrentIndex(int(LayoutMethod::Pca));
        QTRY_COMPARE(view.first()->shown()->request.settings.method, LayoutMethod::Pca);
        child<QComboBox>(&view, "embeddingMethod")->setCurrentIndex(int(LayoutMethod::Umap));
        QCOMPARE(view.first()->shown(), umap); // kept: at once
    }

    void aCancelledLayoutStays()
    {
        PointsView view(m_fixture->session);
        view.show();
        view.openPath(toQt(m_fixture->writeFile(twoClouds(3000, 16, 3))));
        QTRY_VERIFY(isDrawn(view.first()));
        LayoutSettings settings{.method = LayoutMethod::Umap};
        settings.umap.epochs = 100'000;
        view.first()->controls()->setSettings(settings);
        view.compute();
        QTRY_VERIFY_WITH_TIMEOUT(view.first()->shown()->epoch > 0, 30000);
        QElapsedTimer timer;
        timer.start();
        view.first()->cancel();
        QTRY_VERIFY(view.first()->shown()->isStopped);
        QVERIFY2(timer.elapsed() < 500,
            qPrintable(QString::number(timer.elapsed()))); // 100 ms and the tests' wait
        QTRY_VERIFY(textOf(view, "embeddingMark").startsWith(QStringLiteral("stopped after epoch ")));
        QVERIFY(textOf(view, "embeddingNote").contains(QStringLiteral("topped after epoch ")));
        QVERIFY(view.first()->canvas()->isVisible());
        QCOMPARE(view.first()->shown()->points, std::int64_t(3000));
        QVERIFY(child<QPushButton>(&view, "embeddingCompute")->isEnabled());
    }

    void oneSelectionInBothPictures()
    {
        m_fixture->openRuns(2);
        PointsView view(m_fixture->session);
        view.resize(1200, 800);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        view.compare(Comparison::Run);
        QTRY_VERIFY(isDrawn(view.second()));
        QVERIFY(view.second()->shown()->request.samples->run != view.first()->shown()->request.samples->run);
        auto* canvas = view.first()->canvas();
        QTest::keyClick(canvas, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(canvas->selection().count(), std::size_t(30));
        QVERIFY(m_fixture->session.sampleSelection().isOf("f", "test"));
        QCOMPARE(view.second()->canvas()->selection().count(), std::size_t(30));
        auto some = std::make_shared<SelectionMask>(std::size_t(30));
        some->add(3);
        m_fixture->session.selectSamples({"f", "test", some});
        QCOMPARE(toText(canvas->selection()), std::string("3"));
        QCOMPARE(toText(view.second()->canvas()->selection()), std::string("3"));
        m_fixture->session.selectSamples({"other", "test", some});
        QVERIFY(canvas->selection().isEmpty());
    }

    void theSelectionAloneAndBack()
    {
        m_fixture->openRuns();
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        view.project(true);
        QVERIFY(child<MessageBar>(&view, "embeddingMessages")->text().contains(QStringLiteral("Nothing is")));
        auto some = std::make_shared<SelectionMask>(std::size_t(30));
        for (const std::size_t sample : {1U, 4U, 6U, 8U, 20U})
            some->add(sample);
        m_fixture->session.selectSamples({"f", "test", some});
        view.project(true);
        QTRY_COMPARE(view.first()->shown()->points, std::int64_t(10));
        QCOMPARE(view.first()->canvas()->selection().count(), std::size_t(5)); // stays
        QVERIFY(textOf(view, "embeddingNote").contains(QStringLiteral("the selected samples alone")));
        view.project(false);
        QTRY_COMPARE(view.first()->shown()->points, std::int64_t(60));
    }

    void modalitiesOfDifferentLengths()
    {
        m_fixture->writeDatasetFile(*smallDataset()); // 64, 36 and 10 values
        m_fixture->openDataset(m_fixture->file("small.h5"));
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(saysOnScreen(view, "one common fit needs the same number"));
        child<QPushButton>(&view, "embeddingOffer0")->click(); // a fit for each
        QTRY_VERIFY(isDrawn(view.first()));
        QCOMPARE(view.first()->shown()->points, std::int64_t(48));
        QVERIFY(child<QComboBox>(&view, "embeddingFit")->currentData().toBool());
    }

    void theEpochCursorIsShared()
    {
        m_fixture->openRuns(1, {1, 3});
        PointsView view(m_fixture->session);
        view.resize(1200, 800);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        auto* slider = child<QSlider>(&view, "embeddingEpochSlider");
        QTRY_VERIFY(slider->isVisible());
        slider->setValue(0);
        QCOMPARE(m_fixture->session.epochCursor(), 1);
        QTRY_VERIFY(textOf(view, "embeddingTitle").contains(QStringLiteral("epoch 1")));
        m_fixture->session.setEpochCursor(2); // no features of it
        QCOMPARE(slider->value(), 0);
        m_fixture->session.setEpochCursor(3);
        QCOMPARE(slider->value(), 1);
        QTRY_VERIFY(textOf(view, "embeddingTitle").contains(QStringLiteral("epoch 3")));
        child<QPushButton>(&view, "embeddingAllEpochs")->click();
        QTRY_VERIFY(view.series()->hasLayouts());
        slider->setValue(0);
        QCOMPARE(view.first()->shown(), view.series()->of(1)); // at once
        child<QComboBox>(&view, "embeddingDimensions")->setCurrentIndex(1);
        QVERIFY(!view.series()->hasLayouts()); // of other pictures
        QTRY_VERIFY(isDrawn(view.first()) && view.first()->shown()->request.settings.dimensions == 3);
    }

    void theStateOfThePageComesBack()
    {
        m_fixture->openRuns();
        QJsonObject state;
        {
            EmbeddingView view(m_fixture->session);
            view.show();
            QTRY_VERIFY(isDrawn(view.points()->first()));
            child<QComboBox>(&view, "embeddingDimensions")->setCurrentIndex(1);
            view.points()->setTool(CloudTool::Lasso);
            view.points()->compare(Comparison::Modality);
            QTRY_VERIFY(isDrawn(view.points()->second()));
            state = view.saveState();
        }
        EmbeddingView view(m_fixture->session);
        view.restoreState(state);
        view.show();
        QTRY_VERIFY(isDrawn(view.points()->first()) && isDrawn(view.points()->second()));
        QCOMPARE(view.points()->first()->shown()->request.settings.dimensions, 3);
        QCOMPARE(view.points()->second()->shown()->request.arrays.size(), std::size_t(1));
        QCOMPARE(view.points()->first()->canvas()->tool(), CloudTool::Lasso);
    }

    void qualityIsMeasuredOnDemand()
    {
        m_fixture->openRuns();
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        QVERIFY(textOf(view, "embeddingQuality").isEmpty());
        auto* measure = child<QPushButton>(&view, "embeddingMeasure");
        QTRY_VERIFY(measure->isEnabled());
        measure->click();
        QTRY_VERIFY(textOf(view, "embeddingQuality").contains(QStringLiteral("Trustworthiness ")));
    }

    void everyControlSaysWhatItIs()
    {
        m_fixture->openRuns(1, {1, 3});
        EmbeddingView view(m_fixture->session);
        view.resize(760, 620); // what a window of 1280 × 800 leaves
        view.show();
        QTRY_VERIFY(isDrawn(view.points()->first()));
        QVERIFY(view.minimumSizeHint().width() <= 760);
        for (const char* kind : {"QComboBox", "QToolButton", "QPushButton", "QSlider"})
            for (const auto* widget : view.points()->findChildren<QWidget*>()) {
                if (!widget->inherits(kind) || !widget->objectName().startsWith(QLatin1String("embedding")))
                    continue;
                QVERIFY2(!widget->toolTip().isEmpty()
                        || widget->objectName().endsWith(QLatin1String("Cancel"))
                        || widget->objectName().contains(QLatin1String("Offer")),
                    qPrintable(widget->objectName()));
            }
        EmbeddingPage page(m_fixture->session);
        for (const auto* action : page.actions())
            QVERIFY(!action->objectName().isEmpty() && !action->icon().isNull());
    }

    void manyPointsKeepTheWindowAlive()
    {
        const auto path = toQt(m_fixture->writeFile(twoClouds(100'000, 8, 3)));
        const int stall = leastStall([&] {
            PointsView view(m_fixture->session);
            view.resize(1000, 700);
            view.show();
            view.openPath(path);
            QTRY_VERIFY_WITH_TIMEOUT(isDrawn(view.first()), 30000);
            view.setTool(CloudTool::Lasso);
            QTest::keyClick(view.first()->canvas(), Qt::Key_A, Qt::ControlModifier);
            QTRY_VERIFY_WITH_TIMEOUT(view.first()->canvas()->isUpToDate(), 30000);
        });
        qInfo("longest stall %d ms", stall);
        QVERIFY2(stall <= 50, qPrintable(QString::number(stall)));
    }
};

TEST_ENTRY(TestEmbeddingPage, QApplication)

} // namespace modalscope::tst_embedding_page

#include "tst_embedding_page.moc"
