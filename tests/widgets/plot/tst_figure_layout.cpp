#include "tests/support/test_entry.h"
#include "widgets/base/theme.h"
#include "widgets/plot/figure_export.h"
#include "widgets/plot/figure_view.h"

#include <QApplication>
#include <QLabel>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QScrollArea>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <string>

namespace modalscope::tst_figure_layout {

namespace {

/// A panel for each number of epochs, side by side.
Figure epochFigure(const std::vector<int>& lengths)
{
    Figure figure;
    figure.columns = int(lengths.size());
    for (const int length : lengths) {
        auto& panel = figure.panels.emplace_back();
        panel.title = std::to_string(length) + " epochs";
        panel.x.label = "epoch";
        panel.y.label = "loss";
        panel.epochs = true;
        auto& line = panel.lines.emplace_back();
        line.label = "run";
        for (int epoch = 1; epoch <= length; ++epoch) {
            line.x.push_back(epoch);
            line.y.push_back(1.0 / epoch);
        }
    }
    return figure;
}

/// Bars of `groups` settings with long names over `categories` categories.
Figure crowdedFigure(int groups, int categories)
{
    Figure figure;
    figure.title = "Accuracy on test: handwritten";
    figure.note
        = "n = 3 seeds; mean with 95 % t interval over seeds (one seed: bootstrap over samples); epoch "
          "chosen on the last word";
    auto& panel = figure.panels.emplace_back();
    panel.x.label = "test split";
    panel.y.label = "accuracy (%)";
    for (int i = 0; i < categories; ++i)
        panel.x.categories.push_back("probe of pix" + std::to_string(i));
    for (int i = 0; i < groups; ++i) {
        auto& bars = panel.bars.emplace_back();
        bars.label
            = "Late fusion, pix240, fou76, fac216, epochs 10, learning rate 0.01, " + std::to_string(i);
        bars.values.assign(std::size_t(categories), 20.0 + i);
    }
    return figure;
}

QStringList textsOf(const Figure& figure, const ExportOptions& options)
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

} // namespace

/// Protects: what does not fit is left out and counted instead of being drawn over the rest, and panels that
/// count epochs show the same ones.
class TestFigureLayout : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void linkedEpochsShowTheLongestRun_data();
    void linkedEpochsShowTheLongestRun();
    void exportedEpochsShowTheLongestRun();
    void narrowPanelsHaveFewTicks();
    void aLongLegendIsCounted();
    void aShortLegendIsWhole();
    void crowdedFiguresGetTheirHeight();
    void windowsKeepTheirSize();

private:
    QWidget* plot() const { return m_view->findChild<QWidget*>(QStringLiteral("figurePlot")); }
    QString readoutAt(int x, int y) const;

    QScrollArea m_page;
    FigureView* m_view = nullptr;
};

void TestFigureLayout::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(ThemeChoice::Light);
}

void TestFigureLayout::init()
{
    m_view = new FigureView;
    m_page.setWidget(m_view); // deletes the one before
    m_page.setWidgetResizable(true);
    m_page.resize(800, 200);
    m_page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&m_page));
}

QString TestFigureLayout::readoutAt(int x, int y) const
{
    const QPointF position(x, y);
    QMouseEvent event(
        QEvent::MouseMove, position, plot()->mapToGlobal(position), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(plot(), &event);
    const auto* label = m_view->findChild<QLabel*>(QStringLiteral("figureReadout"));
    return label->isVisible() ? label->text() : QString();
}

void TestFigureLayout::linkedEpochsShowTheLongestRun_data()
{
    QTest::addColumn<std::vector<int>>("lengths");
    QTest::addColumn<bool>("live");
    QTest::newRow("the last is shorter") << std::vector<int>{200, 70} << false;
    QTest::newRow("the last is longer") << std::vector<int>{70, 200} << false;
    QTest::newRow("live") << std::vector<int>{200, 70} << true;
}

void TestFigureLayout::linkedEpochsShowTheLongestRun()
{
    QFETCH(std::vector<int>, lengths);
    QFETCH(bool, live);
    if (live)
        m_view->setFigure(epochFigure({200, 69}));
    m_view->setFigure(epochFigure(lengths));
    QTest::qWait(30); // replots are queued
    static const QRegularExpression epochIn(QStringLiteral("epoch (\\d+)"));
    const int width = plot()->width();
    int furthest[2] = {0, 0};
    int endOfShort = width / 2; // from the left of its panel
    for (int x = 4; x < width; x += 4)
        for (int y = 30; y < plot()->height(); y += 10) {
            const auto found = epochIn.match(readoutAt(x, y));
            if (!found.hasMatch())
                continue;
            const int side = x < width / 2 ? 0 : 1;
            const int epoch = found.captured(1).toInt();
            furthest[side] = std::max(furthest[side], epoch);
            if (epoch == 70 && lengths[std::size_t(side)] == 70)
                endOfShort = std::min(endOfShort, x - side * width / 2);
        }
    QVERIFY2(furthest[lengths[0] == 200 ? 0 : 1] > 190, qPrintable(QString::number(furthest[0])));
    QCOMPARE(furthest[lengths[0] == 200 ? 1 : 0], 70);
    QVERIFY2(endOfShort < width * 0.35, qPrintable(QString::number(endOfShort))); // not at the panel's end
}

void TestFigureLayout::exportedEpochsShowTheLongestRun()
{
    const auto texts = textsOf(epochFigure({200, 70}), {.widthMm = 183, .heightMm = 60});
    QCOMPARE(texts.count(QStringLiteral("100")), 2);
}

void TestFigureLayout::narrowPanelsHaveFewTicks()
{
    const auto ticks = [](double widthMm) {
        const auto texts = textsOf(epochFigure({200, 200, 200}), {.widthMm = widthMm, .heightMm = 50});
        return std::count_if(texts.begin(), texts.end(), [](const QString& text) { // y ends at 1
            bool isNumber = false;
            return text.toDouble(&isNumber) > 1 && isNumber;
        });
    };
    QVERIFY2(ticks(70) >= 3 && ticks(70) <= 9, qPrintable(QString::number(ticks(70))));
    QVERIFY2(ticks(250) >= 12, qPrintable(QString::number(ticks(250))));
}

void TestFigureLayout::aLongLegendIsCounted()
{
    const auto texts = textsOf(crowdedFigure(40, 17), {.widthMm = 89, .heightMm = 80});
    const auto entries = texts.filter(QStringLiteral("Late fusion")).size();
    QVERIFY(entries > 2 && entries < 40);
    QVERIFY2(texts.contains(QStringLiteral("+ %1 more").arg(40 - entries)), qPrintable(texts.join(u'|')));
    QVERIFY(texts.join(u' ').contains(QStringLiteral("the last word")));
}

void TestFigureLayout::aShortLegendIsWhole()
{
    const auto texts = textsOf(crowdedFigure(2, 3), {.widthMm = 183, .heightMm = 80});
    QCOMPARE(texts.filter(QStringLiteral("Late fusion")).size(), 2);
    QVERIFY(texts.filter(QStringLiteral("more")).isEmpty());
}

void TestFigureLayout::crowdedFiguresGetTheirHeight()
{
    m_view->setFigure(crowdedFigure(24, 17));
    QTRY_VERIFY2(m_view->height() > 205, qPrintable(QString::number(m_view->height())));
    QTest::qWait(30);
    int tallest = 0; // of the panel, by where bars are read
    for (int x = 60; x < plot()->width(); x += 40) {
        int read = 0;
        for (int y = 0; y < plot()->height(); y += 4)
            read += readoutAt(x, y).isEmpty() ? 0 : 4;
        tallest = std::max(tallest, read);
    }
    QVERIFY2(tallest >= 50, qPrintable(QString::number(tallest)));
    const int crowded = m_view->minimumHeight();
    m_view->setFigure(epochFigure({20}));
    QTRY_VERIFY(m_view->minimumHeight() < crowded); // and gives it back
    m_view->setMinimumHeight(500); // what a page wants stays
    m_view->setFigure(crowdedFigure(2, 3));
    QCOMPARE(m_view->minimumHeight(), 500);
}

void TestFigureLayout::windowsKeepTheirSize()
{
    FigureView window;
    window.resize(500, 160);
    window.setFigure(crowdedFigure(24, 17));
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTest::qWait(30);
    QCOMPARE(window.minimumHeight(), 150);
}

TEST_ENTRY(TestFigureLayout, QApplication)

} // namespace modalscope::tst_figure_layout

#include "tst_figure_layout.moc"
