#include "core/figure/figure.h"
#include "tests/support/test_entry.h"
#include "widgets/base/palette.h"
#include "widgets/base/theme.h"
#include "widgets/plot/figure_export.h"
#include "widgets/plot/figure_view.h"
#include "widgets/plot/heat_colors.h"

#include <QLabel>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTest>

#include <cmath>

namespace modalscope::tst_heat_map {

namespace {

/// `rows` × `columns` cells that grow from the first to the last; the very first has no value.
Figure heatFigure(int rows, int columns)
{
    Figure figure;
    figure.name = "heat";
    figure.title = "Heat";
    figure.note = "n = 1";
    auto& panel = figure.panels.emplace_back();
    panel.x.label = "rate";
    panel.y.label = "method";
    auto& map = panel.heatMap.emplace();
    map.label = "accuracy (%)";
    map.textLabel = "samples";
    map.high = 100;
    for (int column = 0; column < columns; ++column)
        panel.x.categories.push_back("c" + std::to_string(column));
    for (int row = 0; row < rows; ++row)
        panel.y.categories.push_back("r" + std::to_string(row));
    for (int i = 0; i < rows * columns; ++i) {
        map.values.push_back(100.0 * i / (rows * columns - 1));
        map.texts.push_back("t" + std::to_string(i));
    }
    map.values.front() = kNoValue;
    return figure;
}

QStringList textsOf(const Figure& figure, const ExportOptions& options = {})
{
    auto wanted = options;
    wanted.format = ExportFormat::Svg;
    const auto svg = exportedFigure(figure, wanted);
    QStringList texts;
    static const QRegularExpression text(QStringLiteral("<text[^>]*>([^<]*)</text>"));
    for (auto found = text.globalMatch(QString::fromUtf8(svg.value())); found.hasNext();)
        texts << found.next().captured(1).trimmed();
    return texts;
}

void hover(QWidget* plot, const QPointF& position)
{
    QMouseEvent event(
        QEvent::MouseMove, position, plot->mapToGlobal(position), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(plot, &event);
}

} // namespace

/// Protects: a heat map is drawn, read and exported like every other figure, with four cells and with ten
/// thousand.
class TestHeatMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void rowsRunFromTopToBottom_data();
    void rowsRunFromTopToBottom();
    void hoveringReadsCells();
    void zoomingStaysPossible();
    void oddMapsAreDrawn_data();
    void oddMapsAreDrawn();
    void exportedTextIsText();
    void manyClassesHaveFewNamesAndNoTexts();
    void exportsInEveryFormat_data();
    void exportsInEveryFormat();
    void coloursGrowInContrast_data();
    void coloursGrowInContrast();

private:
    QWidget* plot() const { return m_view->findChild<QWidget*>(QStringLiteral("figurePlot")); }
    QString readout() const;
    QMap<QString, QPoint> cells(); ///< by read-out, where the pointer found them

    FigureView* m_view = nullptr;
};

void TestHeatMap::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(ThemeChoice::Light);
}

void TestHeatMap::init()
{
    m_view = new FigureView;
    m_view->resize(600, 420);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view));
}

void TestHeatMap::cleanup()
{
    delete m_view;
    applyTheme(ThemeChoice::Light);
}

QString TestHeatMap::readout() const
{
    const auto* label = m_view->findChild<QLabel*>(QStringLiteral("figureReadout"));
    return label->isVisible() ? label->text() : QString();
}

QMap<QString, QPoint> TestHeatMap::cells()
{
    QTest::qWait(20); // replots are queued
    QMap<QString, QPoint> found;
    for (int y = 40; y < plot()->height(); y += 10)
        for (int x = 10; x < plot()->width(); x += 10) {
            hover(plot(), QPointF(x, y));
            if (!readout().isEmpty() && !found.contains(readout()))
                found.insert(readout(), {x, y});
        }
    hover(plot(), QPointF(1, 1));
    return found;
}

void TestHeatMap::rowsRunFromTopToBottom_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestHeatMap::rowsRunFromTopToBottom()
{
    QFETCH(bool, dark);
    applyTheme(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    m_view->setFigure(heatFigure(2, 3));
    const auto found = cells();
    QCOMPARE(found.size(), 6);
    QPoint first;
    QPoint last;
    for (auto cell = found.begin(); cell != found.end(); ++cell) {
        if (cell.key().endsWith(QStringLiteral("t2")))
            first = cell.value(); // upper right
        if (cell.key().endsWith(QStringLiteral("t3")))
            last = cell.value(); // lower left
    }
    QVERIFY(first.y() < last.y());
    QVERIFY(first.x() > last.x());
    const auto image = m_view->grab().toImage();
    const auto at = [&](const QPoint& place) { return image.pixelColor(place + QPoint(3, 3)); };
    QCOMPARE(at(first), heatColor(0.4, dark));
    QCOMPARE(at(last), heatColor(0.6, dark));
}

void TestHeatMap::hoveringReadsCells()
{
    m_view->setFigure(heatFigure(2, 2));
    const auto found = cells().keys();
    QVERIFY(found.contains(QStringLiteral("method: r1\nrate: c1\naccuracy 100 %\nsamples: t3")));
    QVERIFY(found.contains(QStringLiteral("method: r0\nrate: c0\nno value\nsamples: t0")));
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("accuracy (%), 2 × 2 cells")));
    const QSignalSpy clicked(m_view, &FigureView::seriesClicked);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, cells().first());
    QVERIFY(clicked.isEmpty()); // cells are no series
}

void TestHeatMap::zoomingStaysPossible()
{
    m_view->setFigure(heatFigure(20, 20));
    const auto all = cells().size();
    for (int i = 0; i < 6; ++i)
        QTest::keyClick(plot(), Qt::Key_Plus);
    const auto some = cells().size();
    QVERIFY2(some > 4 && some < all / 4, qPrintable(QStringLiteral("%1 of %2").arg(some).arg(all)));
    m_view->fit();
    QCOMPARE(cells().size(), all);
}

void TestHeatMap::oddMapsAreDrawn_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QSize>("size");
    QTest::newRow("one cell") << 1 << 1 << QSize(400, 300);
    QTest::newRow("one row") << 1 << 40 << QSize(400, 300);
    QTest::newRow("one column") << 40 << 1 << QSize(400, 300);
    QTest::newRow("a hundred classes") << 100 << 100 << QSize(400, 300);
    QTest::newRow("hardly any room") << 10 << 10 << QSize(220, 150);
    QTest::newRow("much room") << 3 << 3 << QSize(2000, 300);
}

void TestHeatMap::oddMapsAreDrawn()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(QSize, size);
    m_view->resize(size);
    m_view->setFigure(heatFigure(rows, columns));
    QTest::qWait(20);
    const auto image = m_view->grab().toImage();
    int strong = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            strong += image.pixelColor(x, y).blue() > image.pixelColor(x, y).red() + 60 ? 1 : 0;
    QVERIFY(rows * columns == 1 || strong > 200);
    m_view->setFigure(heatFigure(2, 2)); // and in place
    QTest::qWait(20);
}

void TestHeatMap::exportedTextIsText()
{
    const auto texts = textsOf(heatFigure(3, 3));
    for (const auto* text : {"t4", "r2", "c0", "rate", "accuracy (%)", "100", "n = 1"})
        QVERIFY2(texts.contains(QString::fromLatin1(text)), text);
    QVERIFY(!texts.contains(QStringLiteral("t0"))); // the cell without a value
}

void TestHeatMap::manyClassesHaveFewNamesAndNoTexts()
{
    auto figure = heatFigure(100, 100);
    const auto texts = textsOf(figure, {.widthMm = 89, .heightMm = 89});
    QVERIFY(texts.filter(QRegularExpression(QStringLiteral("^t\\d"))).isEmpty());
    const auto rows = texts.filter(QRegularExpression(QStringLiteral("^r\\d"))).size();
    QVERIFY2(rows >= 5 && rows <= 50, qPrintable(texts.join(u' ')));
    const auto columns = texts.filter(QRegularExpression(QStringLiteral("^c\\d"))).size();
    QVERIFY2(columns >= 5 && columns <= 50, qPrintable(texts.join(u' ')));

    figure.panels[0].heatMap->values.assign(10000, 0); // what most of a confusion matrix is
    const auto svg = exportedFigure(figure, {.format = ExportFormat::Svg, .widthMm = 89, .heightMm = 89});
    QVERIFY2(svg.value().size() < 400'000, qPrintable(QString::number(svg.value().size())));
}

void TestHeatMap::exportsInEveryFormat_data()
{
    QTest::addColumn<ExportFormat>("format");
    QTest::newRow("pdf") << ExportFormat::Pdf;
    QTest::newRow("svg") << ExportFormat::Svg;
    QTest::newRow("png") << ExportFormat::Png;
}

void TestHeatMap::exportsInEveryFormat()
{
    QFETCH(ExportFormat, format);
    const auto figure = heatFigure(4, 4);
    auto options = suitableExport(figure);
    options.format = format;
    const auto bytes = exportedFigure(figure, options);
    QVERIFY(bytes);
    if (format == ExportFormat::Pdf) {
        QVERIFY(bytes.value().contains("/FontFile2")); // text as text
        QVERIFY(!bytes.value().contains("/Subtype /Image"));
        return;
    }
    QImage image(900, 900, QImage::Format_RGB32);
    if (format == ExportFormat::Svg) {
        image.fill(Qt::white);
        QSvgRenderer renderer(bytes.value());
        QVERIFY(renderer.isValid());
        QPainter painter(&image);
        renderer.render(&painter);
    } else {
        image.loadFromData(bytes.value());
    }
    int strongest = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            strongest += image.pixelColor(x, y) == heatColor(1, false) ? 1 : 0;
    QVERIFY2(strongest > image.width() * image.height() / 200, qPrintable(QString::number(strongest)));
}

void TestHeatMap::coloursGrowInContrast_data()
{
    rowsRunFromTopToBottom_data();
}

void TestHeatMap::coloursGrowInContrast()
{
    QFETCH(bool, dark);
    const QColor ground = dark ? QColor(0x12161c) : QColor(Qt::white);
    double before = 1;
    for (int i = 0; i <= 20; ++i) {
        const double contrast = contrastRatio(heatColor(i / 20.0, dark), ground);
        QVERIFY(contrast > before);
        before = contrast;
    }
    for (int i = 0; i <= 1000; ++i) {
        const auto color = heatColor(i / 1000.0, dark);
        QVERIFY(contrastRatio(textOn(color), color) >= 4.5); // WCAG AA
    }
}

TEST_ENTRY(TestHeatMap, QApplication)

} // namespace modalscope::tst_heat_map

#include "tst_heat_map.moc"
