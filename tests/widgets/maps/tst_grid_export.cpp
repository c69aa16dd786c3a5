#include "core/base/atomic_file.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/palette.h"
#include "widgets/maps/grid_export_dialog.h"
#include "widgets/maps/map_images.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_grid_export {

namespace {

GridFigure figure(int rows, int columns = 3)
{
    GridFigure made;
    made.name = "maps";
    made.title = "Maps";
    made.note = "Run 0123456789ab; split test, n = 6 samples; thermal missing.";
    made.provenance = {{"0123456789ab"}, "ModalScope 0.1.0", "", "test"};
    made.legend = {{QStringLiteral("road"), paletteColor(1, false)},
        {QStringLiteral("car & bus"), paletteColor(2, false)}};
    for (int column = 0; column < columns; ++column)
        made.columns << QStringLiteral("head %1").arg(column);
    for (int row = 0; row < rows; ++row) {
        GridFigure::Row one{QStringLiteral("sample %1").arg(row)};
        for (int column = 0; column < columns; ++column) {
            MapPane pane{QStringLiteral("p%1").arg(column), QStringLiteral("head %1").arg(column)};
            if (column + 1 < columns)
                pane.overlay = labelOverlay(std::vector<std::uint8_t>(64, std::uint8_t(1 + column)), 8, 8);
            else
                pane.why = QStringLiteral("No adapter set.");
            pane.caption = QStringLiteral("mIoU 50.0 %");
            pane.isOfWhole = true;
            one.panes.push_back(pane);
        }
        made.rows.push_back(one);
    }
    return made;
}

} // namespace

/// Protects the figure of panes that goes into papers: its size, its words, its colours, and what it refuses.
class TestGridExport : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }

private Q_SLOTS:
    void wordsAreWordsInSvg()
    {
        QVERIFY(exportGrid(figure(2), {.format = ExportFormat::Svg, .widthMm = 120}, file("a.svg")));
        const auto svg = readFile(file("a.svg")).value();
        for (const char* word :
            {"head 0", "sample 1", "car &amp; bus", "mIoU 50.0 %", "0123456789ab", "width=\"120mm\""})
            QVERIFY2(svg.find(word) != std::string::npos, word);
        QVERIFY(svg.find("<image") != std::string::npos);
    }

    void pdfAndPngAreWhole()
    {
        for (const auto format : {ExportFormat::Pdf, ExportFormat::Png}) {
            const auto path = file(format == ExportFormat::Pdf ? "a.pdf" : "a.png");
            QVERIFY(exportGrid(figure(2), {.format = format, .widthMm = 100, .dpi = 300}, path));
            QVERIFY(readFile(path).value().size() > 2000);
        }
        QVERIFY(readFile(file("a.pdf")).value().starts_with("%PDF"));
        const QImage image(QString::fromStdString(file("a.png").string()));
        QVERIFY(std::abs(image.width() - 1181) <= 1); // 100 mm
        QCOMPARE(image.text(QStringLiteral("Title")), QStringLiteral("Maps"));
        QVERIFY(image.text(QStringLiteral("Source")).contains(QStringLiteral("0123456789ab")));
    }

    void labelsKeepTheirColours()
    {
        const auto image = gridImage(figure(1), {.widthMm = 120}, 150);
        int road = 0, car = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                road += image.pixel(x, y) == paletteColor(1, false).rgb();
                car += image.pixel(x, y) == paletteColor(2, false).rgb();
            }
        QVERIFY(road > 30000 && car > 30000); // panes of 228 pixels a side
    }

    void partsAreWrittenWhenAskedFor()
    {
        auto zoomed = figure(1);
        zoomed.rows[0].viewport = MapViewport().zoomed({0.5, 0.5}, 3, 10);
        const auto svg = [&](bool wholePictures) {
            const GridOptions options{
                .format = ExportFormat::Svg, .widthMm = 183, .wholePictures = wholePictures};
            return exportGrid(zoomed, options, file("parts.svg")) ? readFile(file("parts.svg")).value()
                                                                  : std::string();
        };
        QVERIFY(svg(true).find("Enlarged") == std::string::npos);
        QVERIFY(svg(true).find("whole sample") == std::string::npos);
        const auto parts = svg(false);
        QVERIFY(parts.find("Enlarged parts are shown") != std::string::npos);
        QVERIFY(parts.find("of the whole sample") != std::string::npos);
        GridExportDialog dialog(zoomed);
        QVERIFY(dialog.options().wholePictures);
        QVERIFY(dialog.findChild<QComboBox*>(QStringLiteral("gridParts"))->isEnabled());
        GridExportDialog same(figure(1));
        QVERIFY(!same.findChild<QComboBox*>(QStringLiteral("gridParts"))->isEnabled());
    }

    void everyRowMakesItHigher()
    {
        const GridOptions options{.widthMm = 120};
        const double one = gridHeightMm(figure(1), options), two = gridHeightMm(figure(2), options),
                     three = gridHeightMm(figure(3), options);
        QVERIFY(std::abs((three - two) - (two - one)) < 0.2);
        QVERIFY(two - one > 35); // a third of the width, and the caption
        QVERIFY(gridHeightMm(figure(1), {.widthMm = 120, .withLegend = false, .withNote = false}) < one - 4);
    }

    void whatCannotBeWrittenIsSaid()
    {
        const auto said = [&](const GridFigure& one, const GridOptions& options) {
            const auto refused = exportGrid(one, options, file("no.pdf"));
            return refused ? std::string() : refused.error().message;
        };
        QVERIFY(said({}, {}).find("no rows") != std::string::npos);
        QVERIFY(said(figure(1), {.widthMm = 5}).find("width") != std::string::npos);
        QVERIFY(said(figure(1), {.fontPoints = 90}).find("font") != std::string::npos);
        QVERIFY(said(figure(60), {.widthMm = 120}).find("higher than a metre") != std::string::npos);
        QVERIFY(said(figure(20), {.format = ExportFormat::Png, .widthMm = 400, .dpi = 1200})
                    .find("million pixels")
            != std::string::npos);
        QVERIFY(!std::filesystem::exists(file("no.pdf")));
    }

    void theDialogWritesAndSaysWhyNot()
    {
        GridExportDialog dialog(figure(2));
        dialog.show();
        auto* format = dialog.findChild<QComboBox*>(QStringLiteral("gridFormat"));
        format->setCurrentIndex(format->findData(int(ExportFormat::Svg)));
        QSignalSpy exported(&dialog, &GridExportDialog::exported), failed(&dialog, &GridExportDialog::failed);
        dialog.writeTo(QStringLiteral("/nowhere/at/all/x.svg"));
        QVERIFY(failed.wait());
        QVERIFY(dialog.isVisible());
        QVERIFY(dialog.findChild<MessageBar*>()->text().contains(QStringLiteral("/nowhere")));
        FileDialog::setNextAnswer(m_dir.filePath(QStringLiteral("chosen"))); // no ending
        dialog.chooseFile();
        QVERIFY(exported.wait());
        QVERIFY(std::filesystem::exists(file("chosen.svg")));
        QVERIFY(!dialog.isVisible());
        const auto* preview = dialog.findChild<QLabel*>(QStringLiteral("gridPreview"));
        QVERIFY(!preview->pixmap().isNull());
    }
};

TEST_ENTRY(TestGridExport, QApplication)

} // namespace modalscope::tst_grid_export

#include "tst_grid_export.moc"
