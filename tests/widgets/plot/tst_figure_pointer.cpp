#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/base/theme.h"
#include "widgets/plot/figure_view.h"

#include <QApplication>
#include <QLabel>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

namespace modalscope::tst_figure_pointer {

namespace {

void moveMouse(QWidget* target, const QPointF& position, Qt::MouseButtons buttons = Qt::NoButton)
{
    QMouseEvent event(QEvent::MouseMove, position, target->mapToGlobal(position), Qt::NoButton, buttons, {});
    QApplication::sendEvent(target, &event);
}

} // namespace

/// Protects: a figure can be read with mouse and keyboard alone, and live numbers do not move the view.
class TestFigurePointer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void hoveringReadsValues();
    void hoveringReadsBars();
    void clickingChoosesASeries();
    void cursorMovesWithKeys();
    void cursorMovesWithTheMouse();
    void cursorIsDrawnInEveryEpochPanel();
    void zoomStaysWhileNumbersChange();

private:
    QWidget* plot() const { return m_view->findChild<QWidget*>(QStringLiteral("figurePlot")); }
    QString readout() const;
    QImage grabbed() const;

    FigureView* m_view = nullptr;
};

void TestFigurePointer::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(ThemeChoice::Light);
}

void TestFigurePointer::init()
{
    m_view = new FigureView;
    m_view->resize(800, 560);
    m_view->setFigure(exampleFigure());
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view));
    QTest::qWait(20);
}

void TestFigurePointer::cleanup()
{
    delete m_view;
}

QString TestFigurePointer::readout() const
{
    const auto* label = m_view->findChild<QLabel*>(QStringLiteral("figureReadout"));
    return label->isVisible() ? label->text() : QString();
}

QImage TestFigurePointer::grabbed() const
{
    QTest::qWait(20); // replots are queued
    return m_view->grab().toImage();
}

/// The panels' places depend on fonts, so that tests look for what the pointer finds.
void TestFigurePointer::hoveringReadsValues()
{
    QString found;
    for (int y = 60; y < 280 && found.isEmpty(); y += 6) {
        moveMouse(plot(), {300.0, double(y)});
        if (readout().startsWith(QStringLiteral("audio")))
            found = readout();
    }
    QVERIFY2(found.contains(QStringLiteral("epoch ")), qPrintable(found));
    QVERIFY2(found.contains(QStringLiteral("accuracy ")), qPrintable(found));
    QVERIFY2(found.contains(QStringLiteral(" %")), qPrintable(found));
    QVERIFY2(found.contains(QStringLiteral(" to ")), qPrintable(found));
    QVERIFY2(found.contains(QStringLiteral("n = 3")), qPrintable(found));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(plot(), &leave);
    QVERIFY(readout().isEmpty());
}

void TestFigurePointer::hoveringReadsBars()
{
    QStringList found;
    for (int x = 60; x < 380; x += 10) {
        moveMouse(plot(), {double(x), 440.0});
        found << readout();
    }
    QVERIFY(found.filter(QStringLiteral("image · concat"))
                .filter(QStringLiteral("laziness 25 points\n22 to 28"))
                .size()
        > 0);
    QVERIFY(found.filter(QStringLiteral("image · MLA")).size() > 0);
    QVERIFY(found.filter(QStringLiteral("audio · MLA")).isEmpty()); // NaN: no bar
}

void TestFigurePointer::clickingChoosesASeries()
{
    QSignalSpy clicked(m_view, &FigureView::seriesClicked);
    for (int x = 60; x < 380 && clicked.isEmpty(); x += 10) {
        moveMouse(plot(), {double(x), 440.0});
        if (readout().startsWith(QStringLiteral("image · concat")))
            QTest::mouseClick(plot(), Qt::LeftButton, {}, {x, 440});
    }
    QCOMPARE(clicked.count(), 1);
    QCOMPARE(clicked.first(), (QVariantList{2, 1}));
}

void TestFigurePointer::cursorMovesWithKeys()
{
    QSignalSpy moved(m_view, &FigureView::epochCursorMoved);
    QVERIFY(std::isnan(m_view->epochCursor()));
    QTest::keyClick(plot(), Qt::Key_Left);
    QCOMPARE(m_view->epochCursor(), 40.0);
    QTest::keyClick(plot(), Qt::Key_Left);
    QCOMPARE(m_view->epochCursor(), 39.0);
    QTest::keyClick(plot(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_view->epochCursor(), 29.0);
    QTest::keyClick(plot(), Qt::Key_Home);
    QTest::keyClick(plot(), Qt::Key_Left); // stays within the epochs
    QCOMPARE(m_view->epochCursor(), 1.0);
    QCOMPARE(moved.count(), 4);
    m_view->setEpochCursor(7); // by the program: no signal, or views that share a cursor would never rest
    QCOMPARE(moved.count(), 4);
}

void TestFigurePointer::cursorMovesWithTheMouse()
{
    m_view->setEpochCursor(20);
    QTest::qWait(20);
    int x = 0; // where the pointer takes hold of the cursor
    for (int tried = 40; tried < 400 && x == 0; ++tried) {
        moveMouse(plot(), {double(tried), 150.0});
        if (plot()->cursor().shape() == Qt::SplitHCursor)
            x = tried;
    }
    QVERIFY(x > 0);
    QSignalSpy moved(m_view, &FigureView::epochCursorMoved);
    QTest::mousePress(plot(), Qt::LeftButton, {}, {x, 150});
    moveMouse(plot(), {x + 60.0, 150.0}, Qt::LeftButton);
    QTest::mouseRelease(plot(), Qt::LeftButton, {}, {x + 60, 150});
    QVERIFY(moved.count() >= 1);
    QVERIFY(m_view->epochCursor() > 22);
    QCOMPARE(m_view->epochCursor(), std::round(m_view->epochCursor()));
}

void TestFigurePointer::cursorIsDrawnInEveryEpochPanel()
{
    const auto before = grabbed();
    m_view->setEpochCursor(20);
    const auto after = grabbed();
    int left = 0;
    int right = 0;
    int below = 0;
    for (int y = 0; y < before.height(); ++y)
        for (int x = 0; x < before.width(); ++x)
            if (before.pixel(x, y) != after.pixel(x, y))
                ++(y > before.height() * 0.62 ? below : x < before.width() / 2 ? left : right);
    QVERIFY(left > 100);
    QVERIFY(right > 100);
    QCOMPARE(below, 0); // bars know no epochs
}

void TestFigurePointer::zoomStaysWhileNumbersChange()
{
    const auto whole = grabbed();
    QTest::keyClick(plot(), Qt::Key_Plus);
    QTest::keyClick(plot(), Qt::Key_Plus);
    const auto zoomed = grabbed();
    QVERIFY(zoomed != whole);
    m_view->setFigure(exampleFigure());
    QCOMPARE(grabbed(), zoomed);
    QTest::keyClick(plot(), Qt::Key_F);
    QCOMPARE(grabbed(), whole);
    QTest::keyClick(plot(), Qt::Key_Minus);
    QTest::mouseDClick(plot(), Qt::LeftButton, {}, {300, 150});
    m_view->setEpochCursor(qQNaN()); // the first of the two clicks set it
    QCOMPARE(grabbed(), whole);
}

TEST_ENTRY(TestFigurePointer, QApplication)

} // namespace modalscope::tst_figure_pointer

#include "tst_figure_pointer.moc"
