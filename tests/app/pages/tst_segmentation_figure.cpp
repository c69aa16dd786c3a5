#include "tests/app/pages/segmentation_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/maps/grid_export_dialog.h"
#include "widgets/tables/table_view.h"

#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QToolButton>

namespace modalscope::tst_segmentation_figure {

/// Protects how panes are shown and what of them is written: opacity, hidden panes, and a figure with a row
/// for each chosen sample.
class TestSegmentationFigure : public QObject {
    Q_OBJECT

    std::unique_ptr<SegmentationFixture> m_fixture;

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<SegmentationFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void opacityAndHiddenPanesComeBack()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        child<QSlider>(&view, "segmentationOpacity")->setValue(35);
        QCOMPARE(child<PaneGrid>(&view, "paneGrid")->opacity(), 35);
        child<QAction>(&view, "show.modality/rgb")->setChecked(false);
        QCOMPARE(child<PaneGrid>(&view, "paneGrid")->panes().size(), std::size_t(8));
        SegmentationView again(m_fixture->session);
        again.restoreState(view.saveState());
        again.show();
        QTRY_COMPARE(child<PaneGrid>(&again, "paneGrid")->panes().size(), std::size_t(8));
        QCOMPARE(child<PaneGrid>(&again, "paneGrid")->opacity(), 35);
    }

    void samplesInTheFigureAreMarkedInTheList()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        const auto* list = child<TableView>(&view, "segmentationSamples")->table()->model();
        const auto marked = [&](int row) { return !list->index(row, 0).data(Qt::DecorationRole).isNull(); };
        QVERIFY(!marked(0));
        child<QToolButton>(&view, "segmentationInFigure")->click();
        QVERIFY(marked(0) && !marked(1));
        child<QToolButton>(&view, "segmentationClear")->click();
        QVERIFY(!marked(0));
    }

    void theFigureHasARowForEachSample()
    {
        m_fixture->open(true);
        SegmentationView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(SegmentationFixture::areMapsShown(view));
        auto* inFigure = child<QToolButton>(&view, "segmentationInFigure");
        inFigure->click();
        child<QToolButton>(&view, "segmentationNext")->click();
        QTRY_VERIFY(!inFigure->isChecked());
        inFigure->click();
        auto* button = child<QPushButton>(&view, "segmentationExport");
        QVERIFY2(button->text().contains(QStringLiteral("2 samples")), qPrintable(button->text()));
        button->click();
        QTRY_VERIFY(view.findChild<GridExportDialog*>() != nullptr);
        auto* dialog = view.findChild<GridExportDialog*>();
        auto* format = child<QComboBox>(dialog, "gridFormat");
        format->setCurrentIndex(format->findData(int(ExportFormat::Svg)));
        FileDialog::setNextAnswer(toQt(m_fixture->path("figure.svg")));
        child<QPushButton>(dialog, "gridExportButton")->click();
        QTRY_VERIFY(std::filesystem::exists(m_fixture->path("figure.svg")));
        const auto svg = readFile(m_fixture->path("figure.svg")).value();
        for (const char* word :
            {"sample 5", "sample 4", "ground truth", "errors, adapted", "rgb missing", "n = 6 samples"})
            QVERIFY2(svg.find(word) != std::string::npos, word);
        QVERIFY(svg.find(m_fixture->run) != std::string::npos);
        auto* split = child<QComboBox>(&view, "segmentationSplit");
        split->setCurrentIndex(split->findData(QStringLiteral("valid"))); // its samples are others
        QTRY_VERIFY(!button->text().contains(QStringLiteral("2 samples")));
    }
};

TEST_ENTRY(TestSegmentationFigure, QApplication)

} // namespace modalscope::tst_segmentation_figure

#include "tst_segmentation_figure.moc"
