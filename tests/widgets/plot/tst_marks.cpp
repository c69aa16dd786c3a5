#include "core/figure/paper_look.h"
#include "tests/core/figure/marked_figure.h"
#include "tests/support/test_entry.h"
#include "widgets/base/palette.h"
#include "widgets/base/theme.h"
#include "widgets/plot/figure_export.h"
#include "widgets/plot/figure_view.h"
#include "widgets/plot/heat_colors.h"

#include <QLabel>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

namespace modalscope::tst_marks {

namespace {

Figure onlyPanel(std::size_t index)
{
    auto figure = markedFigure();
    figure.panels = {figure.panels[index]};
    figure.columns = 1;
    figure.note.clear();
    return figure;
}

QStringList textsOf(const Figure& figure)
{
    const auto svg = exportedFigure(figure, {.format = ExportFormat::Svg});
    QStringList texts;
    static const QRegularExpression text(QStringLiteral("<text[^>]*>([^<]*)</text>"));
    for (auto found = text.globalMatch(QString::fromUtf8(svg.value())); found.hasNext();)
        texts << found.next().captured(1).trimmed();
    return texts;
}

} // namespace

/// Protects: points, boxes, vertical lines and lines over categories are drawn, read and clicked.
class TestMarks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { delete m_view; }
    void pointsAreReadAndClicked();
    void boxesAreRead();
    void verticalLinesAreRead();
    void linesOverCategoriesAreRead();
    void namesAreWritten();
    void marksChangeInPlace();
    void isDescribedForScreenReaders();
    void barsBeyondTheHuesHaveStripes();
    void scriptsHaveTheColoursOfTheScreen();

private:
    QWidget* plot() const { return m_view->findChild<QWidget*>(QStringLiteral("figurePlot")); }
    QMap<QString, QPoint> readouts(); ///< with the first place of each

    FigureView* m_view = nullptr;
};

void TestMarks::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(ThemeChoice::Light);
}

void TestMarks::init()
{
    m_view = new FigureView;
    m_view->resize(500, 360);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view));
}

QMap<QString, QPoint> TestMarks::readouts()
{
    QTest::qWait(20); // replots are queued
    const auto* label = m_view->findChild<QLabel*>(QStringLiteral("figureReadout"));
    QMap<QString, QPoint> found;
    for (int y = 20; y < plot()->height(); y += 4)
        for (int x = 10; x < plot()->width(); x += 4) {
            QMouseEvent event(QEvent::MouseMove, QPointF(x, y), plot()->mapToGlobal(QPointF(x, y)),
                Qt::NoButton, Qt::NoButton, {});
            QApplication::sendEvent(plot(), &event);
            if (label->isVisible() && !found.contains(label->text()))
                found.insert(label->text(), {x, y});
        }
    return found;
}

void TestMarks::pointsAreReadAndClicked()
{
    auto figure = onlyPanel(2);
    figure.panels[0].boxes.clear();
    figure.panels[0].x = Axis();
    figure.panels[0].x.label = "gap (points)";
    m_view->setFigure(figure);
    const auto found = readouts();
    const auto first = QStringLiteral("run, one\nruns\ngap 0 points: 2.5");
    QVERIFY2(found.contains(first), qPrintable(found.keys().join(u'|')));
    QVERIFY(found.contains(QStringLiteral("two\nruns\ngap 1 points: 3.5")));
    const QSignalSpy clicked(m_view, &FigureView::pointClicked);
    const QSignalSpy series(m_view, &FigureView::seriesClicked);
    QPoint at = found[first]; // the reach of a click is shorter: walk to the point
    for (int x = at.x(); x < at.x() + 24 && clicked.isEmpty(); x += 3)
        for (int y = at.y(); y < at.y() + 24 && clicked.isEmpty(); y += 3)
            QTest::mouseClick(plot(), Qt::LeftButton, {}, {x, y});
    QCOMPARE(clicked.value(0).value(0).toString(), QStringLiteral("0123456789ab"));
    QVERIFY(series.isEmpty());
}

void TestMarks::boxesAreRead()
{
    auto figure = onlyPanel(2);
    figure.panels[0].points.clear();
    figure.panels[0].y.label = "accuracy (%)";
    m_view->setFigure(figure);
    const auto found = readouts();
    QCOMPARE(found.size(), 1); // the other category has no values
    QCOMPARE(found.firstKey(),
        QStringLiteral("boxes · a\nmedian accuracy 3 %\nquartiles 2 to 4\nwhiskers 1 to 4, n = 5"));
}

void TestMarks::verticalLinesAreRead()
{
    m_view->setFigure(onlyPanel(0));
    QVERIFY(readouts().contains(QStringLiteral("gcnet saturates at 2/3\nmissing rate 0.6667")));
}

void TestMarks::linesOverCategoriesAreRead()
{
    m_view->setFigure(onlyPanel(4));
    const auto found = readouts();
    QCOMPARE(found.size(), 3);
    QVERIFY2(found.contains(QStringLiteral("run\ndecay: 0.5")), qPrintable(found.keys().join(u'|')));
}

void TestMarks::namesAreWritten()
{
    auto texts = textsOf(onlyPanel(4));
    for (const char* name : {"rate", "decay", "accuracy"})
        QVERIFY2(texts.contains(QString::fromLatin1(name)), name);
    texts = textsOf(onlyPanel(0));
    QVERIFY(texts.contains(QStringLiteral("gcnet saturates at 2/3")));
    texts = textsOf(onlyPanel(2));
    QVERIFY(texts.contains(QStringLiteral("boxes")) && texts.contains(QStringLiteral("runs"))); // the legend
}

void TestMarks::marksChangeInPlace()
{
    auto figure = onlyPanel(2);
    for (const std::size_t count : {1U, 3U, 0U, 2U}) {
        figure.panels[0].points.resize(
            count, figure.panels[0].points.empty() ? PointSeries{} : figure.panels[0].points[0]);
        figure.panels[0].boxes.resize(count, BoxSeries{"b", {{1, 2}, {3}}, 1});
        figure.panels[0].markers.resize(count, {"m", 0.5});
        m_view->setFigure(figure);
        QTest::qWait(20);
        QVERIFY(!m_view->grab().isNull());
    }
}

void TestMarks::isDescribedForScreenReaders()
{
    m_view->setFigure(markedFigure());
    for (const char* name : {"boxes", "runs", "gcnet saturates at 2/3", "GCNet #1"})
        QVERIFY2(m_view->accessibleDescription().contains(QString::fromLatin1(name)), name);
}

/// Of two series of one hue the second has stripes in the ground's colour, which only lines can make.
void TestMarks::barsBeyondTheHuesHaveStripes()
{
    for (const int color : {1, 9, 17, 25}) {
        Figure figure;
        figure.name = "bars";
        auto& panel = figure.panels.emplace_back();
        panel.x.categories = {"a"};
        panel.bars.push_back({"", {1}, {}, {}, color});
        const auto image = figureImage(figure, {}, 300);
        const QRgb fill = paletteColor(color, false).rgb();
        int changes = 0; // along a row in the middle of the bar
        const int y = image.height() / 2;
        for (int x = 1; x < image.width(); ++x)
            changes += (image.pixel(x, y) == fill) != (image.pixel(x - 1, y) == fill) ? 1 : 0;
        QVERIFY2(color < 8 ? changes == 2 : changes > 10, qPrintable(QString::number(changes)));
    }
}

void TestMarks::scriptsHaveTheColoursOfTheScreen()
{
    for (int i = 0; i < 40; ++i) {
        const auto look = seriesLook(i, false);
        const QColor paper(QLatin1Char('#') + QString::fromStdString(paperColor(i)));
        for (const auto& [a, b] : {std::pair(paper.red(), look.color.red()),
                 std::pair(paper.green(), look.color.green()), std::pair(paper.blue(), look.color.blue())})
            QVERIFY2(std::abs(a - b) <= 2, qPrintable(QString::number(i) + paper.name() + look.color.name()));
        QCOMPARE(paperMarker(i), int(look.marker));
        QCOMPARE(int(paperLine(i)),
            QList<Qt::PenStyle>({Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine})
                .indexOf(look.line));
    }
    for (std::size_t i = 0; i < kPaperHeat.size(); ++i)
        QCOMPARE(heatColor(double(i) / (kPaperHeat.size() - 1), false).rgb() & 0xffffff, kPaperHeat[i]);
    for (int i = 0; i <= 100; ++i) {
        const auto fill = paperHeatColor(i / 100.0);
        QCOMPARE(heatColor(i / 100.0, false).rgb() & 0xffffff, fill);
        QCOMPARE(textOn(heatColor(i / 100.0, false)) == QColor(Qt::white), isWhiteTextOn(fill));
    }
}

TEST_ENTRY(TestMarks, QApplication)

} // namespace modalscope::tst_marks

#include "tst_marks.moc"
