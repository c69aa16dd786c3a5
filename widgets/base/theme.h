#pragma once

#include <QColor>
#include <QPalette>

namespace modalscope {

enum class ThemeChoice { System, Light, Dark };

/// Colours beside QPalette's roles, for one look.
struct ThemeColors {
    QColor window, surface, raised; ///< behind everything; cards, fields and figures; hovered things
    QColor border, text, muted; ///< muted: captions and units
    QColor accent, accentText; ///< the one colour of selection and of the main button
    QColor success, warning, danger;
};

/// Gives the whole application our look (Fusion, palette, style sheet, fonts); again with another choice at
/// any time. Widgets hear of it through QEvent::PaletteChange.
void applyTheme(ThemeChoice choice);

ThemeChoice themeChoice(); ///< as applied last
void rememberTheme(ThemeChoice choice); ///< applies it and keeps it for the next start
ThemeChoice rememberedTheme(); ///< System at first

bool isDark(const QPalette& palette); ///< text lighter than what is behind it
ThemeColors themeColors(const QPalette& palette);

/// Makes `font` the size of a caption, of a title: relative to the application's font.
QFont captionFont();
QFont titleFont();

} // namespace modalscope
