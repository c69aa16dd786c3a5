#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/plot/figure_export.h"
#include "widgets/plot/journal_preset.h"

#include <QBuffer>
#include <QFile>
#include <QImageReader>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

namespace modalscope::tst_figure_export {

namespace {

QByteArray exported(ExportFormat format, const ExportOptions& options = {})
{
    auto wanted = options;
    wanted.format = format;
    auto bytes = exportedFigure(exampleFigure(), wanted);
    return bytes ? bytes.value() : QByteArray();
}

} // namespace

/// Protects: what is exported has the journal's size, text that stays text, and its origin inside.
class TestFigureExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void presetsHaveTheJournalsWidths();
    void pdfHasItsSizeInMillimetres_data();
    void pdfHasItsSizeInMillimetres();
    void pdfEmbedsTrueTypeAndSaysWhereItIsFrom();
    void svgKeepsTextAsText();
    void pngHasItsResolutionAndOrigin();
    void csvIsWhatIsDrawn();
    void sameFigureSameImage();
    void titleAndNoteCanBeLeftOut();
    void fontsDoNotScaleWithWidth();
    void nothingOutOfRange_data();
    void nothingOutOfRange();
    void writesFilesAsAWhole();
    void formatFollowsTheEnding();
};

void TestFigureExport::presetsHaveTheJournalsWidths()
{
    QStringList labels;
    for (const auto& preset : journalPresets()) {
        labels << preset.label();
        QVERIFY(preset.widthMm >= 57 && preset.widthMm <= 190);
        QVERIFY(preset.fontPoints >= 5 && preset.fontPoints <= 8);
    }
    QVERIFY(labels.contains(QStringLiteral("Nature, one column (89 mm)")));
    QVERIFY(labels.contains(QStringLiteral("IEEE, one column (88.9 mm)")));
    QVERIFY(labels.contains(QStringLiteral("Elsevier, two columns (190 mm)")));
}

void TestFigureExport::pdfHasItsSizeInMillimetres_data()
{
    QTest::addColumn<double>("width");
    QTest::addColumn<double>("height");
    QTest::addRow("Nature") << 89.0 << 60.0;
    QTest::addRow("IEEE") << 182.0 << 120.0;
    QTest::addRow("Science") << 57.0 << 45.0;
}

void TestFigureExport::pdfHasItsSizeInMillimetres()
{
    QFETCH(double, width);
    QFETCH(double, height);
    const auto pdf = exported(ExportFormat::Pdf, {.widthMm = width, .heightMm = height});
    static const QRegularExpression box(QStringLiteral("/MediaBox \\[\\s*0 0 ([\\d.]+) ([\\d.]+)"));
    const auto match = box.match(QString::fromLatin1(pdf));
    QVERIFY(match.hasMatch());
    constexpr double kMmPerPoint = 25.4 / 72;
    constexpr double kTolerance = 0.3; // Qt rounds pages to whole points
    QVERIFY(std::abs(match.captured(1).toDouble() * kMmPerPoint - width) < kTolerance);
    QVERIFY(std::abs(match.captured(2).toDouble() * kMmPerPoint - height) < kTolerance);
}

void TestFigureExport::pdfEmbedsTrueTypeAndSaysWhereItIsFrom()
{
    const auto pdf = exported(ExportFormat::Pdf);
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.contains("/CIDFontType2")); // TrueType, not outlines
    QVERIFY(pdf.contains("/FontFile2"));
    QVERIFY(!pdf.contains("/Type3"));
    for (const auto* text : {"0123456789ab", "ba9876543210", "ModalScope 0.1.0", "feedc0ffee00",
             "modalscope-cli study run s.json", "Laziness of &lt;each&gt; modality"})
        QVERIFY2(pdf.contains(text), text);
}

void TestFigureExport::svgKeepsTextAsText()
{
    const auto svg = exported(ExportFormat::Svg, {.widthMm = 89, .heightMm = 60});
    QVERIFY(svg.contains("<text"));
    QVERIFY(svg.contains("epoch"));
    QVERIFY(exported(ExportFormat::Svg, {.heightMm = 150})
                .contains("accuracy (%)")); // one line where there is room
    QVERIFY(svg.contains("font-family=\"Arial, "));
    QVERIFY(svg.contains("width=\"89mm\" height=\"60mm\""));
    QXmlStreamReader reader(svg);
    QString title;
    QString description;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement() && reader.name() == QStringLiteral("title"))
            title = reader.readElementText();
        else if (reader.isStartElement() && reader.name() == QStringLiteral("desc"))
            description = reader.readElementText();
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QCOMPARE(title, QStringLiteral("Laziness of <each> modality"));
    QVERIFY(description.contains(QStringLiteral("runs: 0123456789ab, ba9876543210")));
    QSvgRenderer renderer(svg);
    QVERIFY(renderer.isValid());
}

void TestFigureExport::pngHasItsResolutionAndOrigin()
{
    auto png = exported(ExportFormat::Png, {.widthMm = 89, .heightMm = 60, .dpi = 300});
    QBuffer buffer(&png);
    QImageReader reader(&buffer, "png");
    const auto image = reader.read();
    QCOMPARE(image.width(), qRound(89 / 25.4 * 300));
    QCOMPARE(image.height(), qRound(60 / 25.4 * 300));
    QCOMPARE(qRound(image.dotsPerMeterX() * 0.0254), 300);
    QVERIFY(image.text(QStringLiteral("Source")).contains(QStringLiteral("feedc0ffee00")));
    QCOMPARE(image.text(QStringLiteral("Software")), QStringLiteral("ModalScope 0.1.0"));
    QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white));
}

void TestFigureExport::csvIsWhatIsDrawn()
{
    const auto csv = exported(ExportFormat::Csv);
    QByteArray numbers;
    QByteArray comments;
    for (const auto& line : csv.split('\n'))
        (line.startsWith('#') ? comments : numbers) += line + '\n';
    numbers.chop(1);
    QCOMPARE(numbers, QByteArray::fromStdString(figureCsv(exampleFigure())));
    QVERIFY(comments.contains("# runs: 0123456789ab, ba9876543210"));
    QVERIFY(comments.contains("# mean of 3 seeds"));
}

void TestFigureExport::sameFigureSameImage()
{
    QCOMPARE(figureImage(exampleFigure(), {}, 150), figureImage(exampleFigure(), {}, 150));
    QVERIFY(figureImage(exampleFigure(), {}, 150) != figureImage(exampleFigure(20), {}, 150));
}

void TestFigureExport::titleAndNoteCanBeLeftOut()
{
    const auto svg = exported(ExportFormat::Svg, {.withTitle = false, .withNote = false});
    QVERIFY(!svg.contains("mean of 3 seeds, band: 95 % t interval</text>"));
    QVERIFY(exported(ExportFormat::Svg).contains("mean of 3 seeds, band: 95 % t interval</text>"));
}

/// A point is a point at any width: the sizes that stand in the SVG are the same.
void TestFigureExport::fontsDoNotScaleWithWidth()
{
    const auto sizes = [](double width) {
        const auto svg = QString::fromUtf8(
            exported(ExportFormat::Svg, {.widthMm = width, .heightMm = 80, .fontPoints = 7}));
        static const QRegularExpression size(QStringLiteral("<text[^>]*font-size=\"(\\d+)\""));
        QSet<QString> found;
        for (auto it = size.globalMatch(svg); it.hasNext();)
            found << it.next().captured(1);
        return found;
    };
    QCOMPARE(sizes(89), sizes(183));
    QVERIFY(sizes(89).contains(QStringLiteral("70"))); // 7 pt in tenths
    QVERIFY(sizes(89).contains(QStringLiteral("60")));
}

void TestFigureExport::nothingOutOfRange_data()
{
    QTest::addColumn<double>("width");
    QTest::addColumn<double>("height");
    QTest::addColumn<int>("dpi");
    QTest::addColumn<QString>("says");
    QTest::addRow("width") << 5000.0 << 60.0 << 300 << QStringLiteral("width");
    QTest::addRow("height") << 89.0 << 171.0 << 300 << QStringLiteral("height");
    QTest::addRow("not a number") << qQNaN() << 60.0 << 300 << QStringLiteral("width");
    QTest::addRow("dpi") << 89.0 << 60.0 << 100000 << QStringLiteral("resolution");
}

void TestFigureExport::nothingOutOfRange()
{
    QFETCH(double, width);
    QFETCH(double, height);
    QFETCH(int, dpi);
    QFETCH(QString, says);
    const auto result = exportedFigure(exampleFigure(), {.widthMm = width, .heightMm = height, .dpi = dpi});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(
        result.error().message.find(says.toStdString()) != std::string::npos, result.error().message.c_str());
    QVERIFY(!exportedFigure(Figure(), {}));
}

void TestFigureExport::writesFilesAsAWhole()
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("figure.svg"));
    const ExportOptions svg{.format = ExportFormat::Svg};
    QVERIFY(exportFigure(exampleFigure(), svg, path.toStdString()));
    QVERIFY(exportFigure(exampleFigure(), svg, path.toStdString())); // over the old one
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().trimmed().right(6), QByteArray("</svg>"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1); // nothing left beside it
    const auto nowhere = exportFigure(exampleFigure(), svg, "/nowhere/figure.svg");
    QVERIFY(!nowhere);
    QVERIFY2(nowhere.error().message.find("/nowhere/figure.svg") != std::string::npos,
        nowhere.error().message.c_str());
}

void TestFigureExport::formatFollowsTheEnding()
{
    QCOMPARE(formatOf("a/b.PDF").value(), ExportFormat::Pdf);
    QCOMPARE(formatOf("b.csv").value(), ExportFormat::Csv);
    QCOMPARE(formatOf("b.tex").value(), ExportFormat::Pgfplots);
    QCOMPARE(formatOf("b.py").value(), ExportFormat::Matplotlib);
    QVERIFY(!formatOf("b.eps"));
}

TEST_ENTRY(TestFigureExport, QApplication)

} // namespace modalscope::tst_figure_export

#include "tst_figure_export.moc"
