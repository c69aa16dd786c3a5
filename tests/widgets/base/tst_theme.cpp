#include "tests/support/test_entry.h"
#include "widgets/base/icon.h"
#include "widgets/base/palette.h"
#include "widgets/base/theme.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTest>

namespace modalscope::tst_theme {

/// Protects: both looks are readable, change while the program runs, and take the icons with them.
class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textIsReadable_data();
    void textIsReadable();
    void sheetIsComplete();
    void widgetsHearOfTheChange();
    void everyIconDrawsInTheThemesColour();
};

void TestTheme::textIsReadable_data()
{
    QTest::addColumn<ThemeChoice>("choice");
    QTest::addRow("light") << ThemeChoice::Light;
    QTest::addRow("dark") << ThemeChoice::Dark;
}

void TestTheme::textIsReadable()
{
    QFETCH(ThemeChoice, choice);
    applyTheme(choice);
    QCOMPARE(isDark(qApp->palette()), choice == ThemeChoice::Dark);
    const auto colors = themeColors(qApp->palette());
    constexpr double kWcagAA = 4.5;
    for (const auto& ground : {colors.window, colors.surface}) {
        for (const auto& text :
            {colors.text, colors.muted, colors.success, colors.warning, colors.danger, colors.accent})
            QVERIFY2(contrastRatio(text, ground) >= kWcagAA,
                qPrintable(text.name() + QLatin1Char(' ') + ground.name()));
    }
    QVERIFY(contrastRatio(colors.accentText, colors.accent) >= kWcagAA);
}

void TestTheme::sheetIsComplete()
{
    applyTheme(ThemeChoice::Light);
    QVERIFY(!qApp->styleSheet().isEmpty());
    QVERIFY2(!qApp->styleSheet().contains(QLatin1Char('@')), "a colour's name was not replaced");
}

void TestTheme::widgetsHearOfTheChange()
{
    applyTheme(ThemeChoice::Light);
    QLabel label(QStringLiteral("text"));
    label.show();
    const auto before = label.palette().color(QPalette::WindowText);
    applyTheme(ThemeChoice::Dark);
    QTRY_VERIFY(label.palette().color(QPalette::WindowText) != before);
}

namespace {

struct Pixels {
    int drawn = 0, inColour = 0;
};

Pixels pixelsOf(const QImage& image, const QColor& wanted)
{
    Pixels pixels;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (const auto pixel = image.pixelColor(x, y); pixel.alpha() > 200) {
                ++pixels.drawn;
                pixels.inColour += std::abs(pixel.lightness() - wanted.lightness()) < 20 ? 1 : 0;
            }
    return pixels;
}

} // namespace

void TestTheme::everyIconDrawsInTheThemesColour()
{
    const auto files = QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")});
    QVERIFY(files.size() > 20);
    for (const auto choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(choice);
        const auto wanted = qApp->palette().color(QPalette::ButtonText);
        for (auto name : files) {
            name.chop(4);
            const auto image = icon(name).pixmap(32, 32).toImage().convertToFormat(QImage::Format_ARGB32);
            const auto pixels = pixelsOf(image, wanted);
            QVERIFY2(pixels.drawn > 5, qPrintable(name));
            if (!name.startsWith(QStringLiteral("chevron"))
                && name != QStringLiteral("tick")) // fixed colours
                QVERIFY2(pixels.inColour > pixels.drawn * 9 / 10, qPrintable(name));
        }
    }
}

TEST_ENTRY(TestTheme, QApplication)

} // namespace modalscope::tst_theme

#include "tst_theme.moc"
