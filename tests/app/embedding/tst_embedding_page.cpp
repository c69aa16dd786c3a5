#include "app/embedding/cloud_pane.h"
#include "app/embedding/embedding_page.h"
#include "app/embedding/embedding_view.h"
#include "app/embedding/layout_controls.h"
#include "app/embedding/points_view.h"
#include "app/embedding/source_choices.h"
#include "tests/app/embedding/embedding_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"

#include <QAction>
#include <QComboBox>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>

namespace modalscope::tst_embedding_page {
namespace {

bool isDrawn(const CloudPane* pane)
{
    return pane->shown() && pane->shown()->isFinished && pane->canvas()->isVisible()
        && pane->canvas()->isUpToDate();
}

QString textOf(const QWidget& view, const char* name)
{
    return child<QLabel>(&view, name)->text();
}

} // namespace

/// Protects the way from a run, a dataset or a file to its picture: what starts by itself and what waits, one
/// selection in all pictures, what stays when something is stopped, and views that come back.
class TestEmbeddingPage : public QObject {
    Q_OBJECT

    std::unique_ptr<PageFixture> m_fixture;

    std::string writeFile(const Array& values, const char* name = "features.npy")
    {
        const auto path = m_fixture->file(name);
        if (!writeNpy(path, values))
            qFatal("no file");
        return path;
    }
    void openRuns(int count = 1, const std::vector<int>& epochs = {})
    {
        for (int i = 0; i < count; ++i)
            writeEmbeddingRun(m_fixture->root(), "00000000000" + std::to_string(i), 30, epochs);
        QVERIFY(m_fixture->session.openWorkspace(m_fixture->root()));
        QTRY_COMPARE(m_fixture->session.runs().size(), std::size_t(count));
    }

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PageFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void withoutFeaturesThePageSaysWhatToDo()
    {
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(saysOnScreen(view, "No features yet"));
    }

    void aRunIsShownByItself()
    {
        openRuns();
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
        openRuns();
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
        view.openPath(toQt(writeFile(twoClouds(3000, 16, 3))));
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
        openRuns(2);
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
        openRuns();
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

    void badFilesAreOneSentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("gone") << QStringLiteral("gone.npy") << QByteArray();
        QTest::newRow("no numpy") << QStringLiteral("x.npy") << QByteArray("nothing at all");
        QTest::newRow("no numbers") << QStringLiteral("x.csv") << QByteArray("a,b\nx,y\n");
    }
    void badFilesAreOneSentence()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const auto path = toQt(m_fixture->file(qPrintable(name)));
        if (!bytes.isEmpty())
            QVERIFY(writeFileAtomically(fromQt(path), bytes.toStdString()));
        PointsView view(m_fixture->session);
        view.show();
        view.openPath(path);
        QTRY_VERIFY(saysOnScreen(view, qPrintable(path)));
        QVERIFY(!view.first()->shown());
        view.openPath(toQt(writeFile(twoClouds(5, 3, 1), "good.npy"))); // the next one works
        QTRY_VERIFY(isDrawn(view.first()));
    }

    void fewRowsAndNanRows_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("1") << 1;
        QTest::newRow("2") << 2;
        QTest::newRow("3") << 3;
    }
    void fewRowsAndNanRows()
    {
        QFETCH(int, rows);
        auto values = twoClouds(rows + 1, 3, 1);
        values.row(0)[2] = std::numeric_limits<float>::infinity();
        PointsView view(m_fixture->session);
        view.show();
        view.openPath(toQt(writeFile(values)));
        QTRY_VERIFY(isDrawn(view.first()));
        QVERIFY(textOf(view, "embeddingNote").contains(QStringLiteral("1 left out: not finite")));
        QCOMPARE(view.first()->shown()->points, std::int64_t(rows));
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
        openRuns(1, {1, 3});
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

    void aSavedViewComesBack()
    {
        openRuns();
        const auto path = m_fixture->file("mine.view.json");
        CloudCamera camera;
        {
            PointsView view(m_fixture->session);
            view.show();
            QTRY_VERIFY(isDrawn(view.first()));
            auto* color = child<QComboBox>(&view, "embeddingColorBy");
            color->setCurrentIndex(color->findData(QStringLiteral("modality")));
            camera = view.first()->canvas()->camera();
            camera.span /= 3;
            camera.x += 0.5;
            view.first()->canvas()->setCamera(camera);
            auto some = std::make_shared<SelectionMask>(std::size_t(30));
            some->add(7);
            m_fixture->session.selectSamples({"f", "test", some});
            FileDialog::setNextAnswer(toQt(path));
            view.saveView();
            QTRY_VERIFY(std::filesystem::exists(path));
        }
        m_fixture->session.selectSamples({"f", "test", std::make_shared<SelectionMask>(std::size_t(30))});
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        view.openPath(toQt(path));
        QTRY_COMPARE(view.first()->canvas()->camera(), camera);
        QCOMPARE(view.first()->canvas()->look().colorBy, std::string("modality"));
        QCOMPARE(toText(*m_fixture->session.sampleSelection().samples), std::string("7"));
        QTRY_VERIFY(isDrawn(view.first()));
        QCOMPARE(view.first()->canvas()->camera(), camera);
        FileDialog::setNextAnswer(toQt(m_fixture->file("none.view.json")));
        view.openView();
        QTRY_VERIFY(child<MessageBar>(&view, "embeddingMessages")->text().contains(QStringLiteral("none")));
    }

    void theStateOfThePageComesBack()
    {
        openRuns();
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
        openRuns();
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        QVERIFY(textOf(view, "embeddingQuality").isEmpty());
        auto* measure = child<QPushButton>(&view, "embeddingMeasure");
        QTRY_VERIFY(measure->isEnabled());
        measure->click();
        QTRY_VERIFY(textOf(view, "embeddingQuality").contains(QStringLiteral("Trustworthiness ")));
    }

    void coordinatesAsCsv()
    {
        openRuns();
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        const auto path = m_fixture->file("out.csv");
        FileDialog::setNextAnswer(toQt(path));
        view.exportCoordinates();
        QTRY_VERIFY(std::filesystem::exists(path));
        const auto text = readFile(path).value();
        QCOMPARE(std::ranges::count(text, '\n'), 61);
        QVERIFY(text.rfind("array,row,label,pc1,pc2\nimage,0,", 0) == 0);
    }

    void everyControlSaysWhatItIs()
    {
        openRuns(1, {1, 3});
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
        const auto path = toQt(writeFile(twoClouds(100'000, 8, 3)));
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
