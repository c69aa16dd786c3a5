#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/base/theme.h"
#include "widgets/plot/figure_view.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMimeData>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

#include <ctime>
#include <set>

namespace modalscope::tst_figure_view {

namespace {

int colorsIn(const QImage& image)
{
    std::set<QRgb> colors;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            colors.insert(image.pixel(x, y));
    return int(colors.size());
}

int pixelsOf(const QImage& image, const QColor& color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == color ? 1 : 0;
    return count;
}

double processorMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

} // namespace

/// Protects: a figure is drawn as it is, in both themes, with its buttons, quickly enough for live numbers.
class TestFigureView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void drawsTheFigure();
    void drawsOddFigures_data();
    void drawsOddFigures();
    void anEmptyFigureSaysWhy();
    void themeChangesTheDrawing();
    void hasTheFiveButtons();
    void pinKeepsACopy();
    void copiesImageAndSvg();
    void isDescribedForScreenReaders();
    void liveUpdatesAreQuick();

private:
    QWidget* plot() const { return m_view->findChild<QWidget*>(QStringLiteral("figurePlot")); }
    QImage grabbed() const;

    FigureView* m_view = nullptr;
};

void TestFigureView::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(ThemeChoice::Light);
}

void TestFigureView::init()
{
    m_view = new FigureView;
    m_view->resize(800, 560);
    m_view->setFigure(exampleFigure());
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view));
    QTest::qWait(20);
}

void TestFigureView::cleanup()
{
    delete m_view;
}

QImage TestFigureView::grabbed() const
{
    QTest::qWait(20); // replots are queued
    return m_view->grab().toImage();
}

void TestFigureView::drawsTheFigure()
{
    QCOMPARE(m_view->figure().panels.size(), std::size_t(3));
    const auto image = grabbed();
    QVERIFY(colorsIn(image) > 20);
    QVERIFY(pixelsOf(image, QColor(0xd55e00)) > 300); // the second series: lines, reference and bars
    auto other = exampleFigure();
    other.panels[2].bars[1].values = {0, 0};
    m_view->setFigure(other);
    QVERIFY(pixelsOf(grabbed(), QColor(0xd55e00)) < pixelsOf(image, QColor(0xd55e00)) / 2);
}

void TestFigureView::drawsOddFigures_data()
{
    QTest::addColumn<Figure>("figure");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    auto figure = exampleFigure(1);
    QTest::addRow("one epoch") << figure;
    figure = exampleFigure();
    figure.panels[0].lines[0].y.assign(40, nan);
    QTest::addRow("a series without numbers") << figure;
    figure.panels[0].lines[0].x.clear();
    figure.panels[0].lines[0].y.clear();
    figure.panels[0].lines[0].low.clear();
    figure.panels[0].lines[0].high.clear();
    QTest::addRow("an empty series") << figure;
    figure = exampleFigure();
    figure.panels[0].y.logarithmic = true;
    figure.panels[0].lines[0].y[3] = -1;
    QTest::addRow("negative on a logarithmic axis") << figure;
    figure = exampleFigure();
    figure.panels.resize(1);
    figure.panels[0] = Panel();
    QTest::addRow("an empty panel") << figure;
    figure = exampleFigure();
    figure.columns = 50;
    figure.panels[2].bars[0].values = {nan, nan};
    figure.title = std::string(400, 'W');
    QTest::addRow("too many columns, a long title") << figure;
}

void TestFigureView::drawsOddFigures()
{
    QFETCH(Figure, figure);
    m_view->setFigure(figure);
    QVERIFY(colorsIn(grabbed()) > 3);
    m_view->fit();
    m_view->setFigure(exampleFigure()); // and back
    QVERIFY(colorsIn(grabbed()) > 20);
}

void TestFigureView::anEmptyFigureSaysWhy()
{
    Figure empty;
    empty.note = "No run has finished an epoch yet.";
    m_view->setFigure(empty);
    QVERIFY(!plot()->isVisible());
    QCOMPARE(m_view->findChild<QLabel*>(QStringLiteral("emptyStateSentence"))->text(),
        QString::fromStdString(empty.note));
    for (const auto* action : m_view->figureActions())
        QVERIFY(!action->isEnabled());
    m_view->setFigure(exampleFigure());
    QVERIFY(plot()->isVisible());
    QVERIFY(m_view->figureActions().first()->isEnabled());
}

void TestFigureView::themeChangesTheDrawing()
{
    const auto light = grabbed();
    applyTheme(ThemeChoice::Dark);
    const auto dark = grabbed();
    applyTheme(ThemeChoice::Light);
    QVERIFY(qGray(light.pixel(3, 300)) > 200);
    QVERIFY(qGray(dark.pixel(3, 300)) < 60);
    QVERIFY(colorsIn(dark) > 20);
}

void TestFigureView::hasTheFiveButtons()
{
    for (const auto* name : {"fitButton", "pinButton", "dataButton", "copyButton", "exportButton"}) {
        auto* button = m_view->findChild<QToolButton*>(QString::fromLatin1(name));
        QVERIFY2(button != nullptr && button->isVisible(), name);
        QVERIFY(!button->accessibleName().isEmpty());
    }
    QCOMPARE(m_view->figureActions().size(), 5);
}

void TestFigureView::pinKeepsACopy()
{
    QSignalSpy pinned(m_view, &FigureView::pinned);
    QTest::mouseClick(m_view->findChild<QToolButton*>(QStringLiteral("pinButton")), Qt::LeftButton);
    QCOMPARE(pinned.count(), 1);
    FigureView* copy = nullptr;
    for (auto* widget : QApplication::topLevelWidgets())
        if (widget->objectName() == QStringLiteral("pinnedFigure"))
            copy = qobject_cast<FigureView*>(widget);
    QVERIFY(copy != nullptr && copy->isVisible());
    m_view->setFigure(exampleFigure(3));
    QCOMPARE(copy->figure().panels[0].lines[0].x.size(), std::size_t(40));
    copy->close();
}

void TestFigureView::copiesImageAndSvg()
{
    m_view->copyToClipboard();
    const auto* data = QGuiApplication::clipboard()->mimeData();
    QVERIFY(data->hasImage());
    QVERIFY(data->data(QStringLiteral("image/svg+xml")).contains("<text"));
}

void TestFigureView::isDescribedForScreenReaders()
{
    QCOMPARE(m_view->accessibleName(), QStringLiteral("Laziness of <each> modality"));
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("concat: audio, image")));
}

/// 20 series of 200 epochs with bands: the goal is 10 ms; the bound leaves room for slow builds and
/// sanitizers.
void TestFigureView::liveUpdatesAreQuick()
{
    Figure figure;
    auto& panel = figure.panels.emplace_back();
    panel.epochs = true;
    for (int s = 0; s < 20; ++s) {
        auto& line = panel.lines.emplace_back();
        line.label = "run " + std::to_string(s);
        line.color = s;
        for (int epoch = 0; epoch < 200; ++epoch) {
            const double y = 90 - 2 * s - 60 * std::exp(-epoch / 20.0) + std::sin(epoch + s);
            line.x.push_back(epoch);
            line.y.push_back(y);
            line.low.push_back(y - 1);
            line.high.push_back(y + 1);
        }
    }
    m_view->setFigure(figure);
    grabbed();
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const double start = processorMilliseconds();
        m_view->setFigure(figure);
        QTest::qWait(1);
        best = std::min(best, processorMilliseconds() - start);
    }
    qInfo("an update takes %.1f ms of processor time", best);
    QVERIFY(best < 60);
}

TEST_ENTRY(TestFigureView, QApplication)

} // namespace modalscope::tst_figure_view

#include "tst_figure_view.moc"
