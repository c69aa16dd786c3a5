#include "widgets/base/theme.h"

#include "widgets/base/setting.h"
#include "widgets/base/theme_style.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

const Setting<int> themeSetting{u"window/theme", int(ThemeChoice::System)};

ThemeChoice appliedChoice = ThemeChoice::System;

ThemeColors lightColors()
{
    return {.window = QColor(0xf4f6f8),
        .surface = QColor(0xffffff),
        .raised = QColor(0xe9edf2),
        .border = QColor(0xd5dbe3),
        .text = QColor(0x1b2330),
        .muted = QColor(0x5d6979),
        .accent = QColor(0x1766c2),
        .accentText = QColor(0xffffff),
        .success = QColor(0x17794a),
        .warning = QColor(0xa65a05),
        .danger = QColor(0xc22f3d)};
}

ThemeColors darkColors()
{
    return {.window = QColor(0x15181d),
        .surface = QColor(0x1c2027),
        .raised = QColor(0x282e37),
        .border = QColor(0x363e49),
        .text = QColor(0xe6eaf0),
        .muted = QColor(0x9ba6b5),
        .accent = QColor(0x5aa5f5),
        .accentText = QColor(0x0b1626),
        .success = QColor(0x3fc98b),
        .warning = QColor(0xf0ae55),
        .danger = QColor(0xff7b7b)};
}

QPalette paletteOf(const ThemeColors& colors)
{
    QPalette palette(colors.raised, colors.window);
    const auto set = [&](QPalette::ColorRole role, const QColor& color) { palette.setColor(role, color); };
    set(QPalette::Window, colors.window);
    set(QPalette::WindowText, colors.text);
    set(QPalette::Base, colors.surface);
    set(QPalette::AlternateBase, colors.window);
    set(QPalette::Text, colors.text);
    set(QPalette::Button, colors.surface);
    set(QPalette::ButtonText, colors.text);
    set(QPalette::BrightText, colors.danger);
    set(QPalette::ToolTipBase, colors.raised);
    set(QPalette::ToolTipText, colors.text);
    set(QPalette::PlaceholderText, colors.muted);
    set(QPalette::Highlight, colors.accent);
    set(QPalette::HighlightedText, colors.accentText);
    set(QPalette::Link, colors.accent);
    set(QPalette::LinkVisited, colors.accent);
    set(QPalette::Mid, colors.border);
    set(QPalette::Midlight, colors.raised);
    const auto faint
        = [&](QPalette::ColorRole role) { palette.setColor(QPalette::Disabled, role, colors.muted); };
    faint(QPalette::WindowText);
    faint(QPalette::Text);
    faint(QPalette::ButtonText);
    return palette;
}

/// What the desktop looked like before our palette replaced its own.
bool systemIsDark()
{
    static const bool dark = isDark(QGuiApplication::palette());
    return dark;
}

/// The desktop's font, or Inter where it is installed, at no less than 10 pt.
QFont applicationFont()
{
    static const QFont system = QApplication::font();
    QFont font = system;
    if (QFontDatabase::families().contains(QStringLiteral("Inter")))
        font.setFamilies({QStringLiteral("Inter"), system.family()});
    font.setPointSizeF(10);
    return font;
}

} // namespace

void applyTheme(ThemeChoice choice)
{
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemIsDark());
    appliedChoice = choice;
    const auto colors = dark ? darkColors() : lightColors();
    static bool isFusion = false;
    if (!std::exchange(isFusion, true))
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setFont(applicationFont());
    QApplication::setPalette(paletteOf(colors));
    QToolTip::setPalette(paletteOf(colors));
    qApp->setStyleSheet(themeStyleSheet(colors));
}

ThemeChoice themeChoice()
{
    return appliedChoice;
}

void rememberTheme(ThemeChoice choice)
{
    themeSetting.set(int(choice));
    applyTheme(choice);
}

ThemeChoice rememberedTheme()
{
    return ThemeChoice(std::clamp(themeSetting.value(), 0, int(ThemeChoice::Dark)));
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

ThemeColors themeColors(const QPalette& palette)
{
    return isDark(palette) ? darkColors() : lightColors();
}

QFont captionFont()
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QFont titleFont()
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace modalscope
