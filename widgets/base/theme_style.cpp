#include "widgets/base/theme_style.h"

#include "widgets/base/theme.h"

#include <array>
#include <utility>

namespace modalscope {
namespace {

constexpr auto kSheet = u8R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 6px; }
QMainWindow::separator { background: transparent; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: @accent; }
QSplitter::handle:horizontal { width: 5px; }
QSplitter::handle:vertical { height: 5px; }
QSplitter::handle:horizontal:hover { background: qlineargradient(x1: 0, y1: 0, x2: 1, y2: 0, stop: 0.39 transparent, stop: 0.4 @accent, stop: 0.6 @accent, stop: 0.61 transparent); }
QSplitter::handle:vertical:hover { background: qlineargradient(x1: 0, y1: 0, x2: 0, y2: 1, stop: 0.39 transparent, stop: 0.4 @accent, stop: 0.6 @accent, stop: 0.61 transparent); }
QMenuBar { background: @window; padding: 1px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @raised; }
QMenu { background: @surface; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @accent; color: @accentText; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QToolBar { border: none; spacing: 3px; padding: 3px; background: transparent; }
QToolBar::separator { background: @border; width: 1px; margin: 4px 5px; }
QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 3px; background: transparent; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton:hover { background: @raised; }
QToolButton:pressed, QToolButton:checked { background: @pressed; border-color: @border; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QPushButton { background: @surface; border: 1px solid @border; border-radius: 5px; padding: 4px 12px; min-height: 16px; }
QPushButton[popup="true"] { padding-right: 26px; }
QPushButton::menu-indicator { image: url(:/icons/chevron-down.svg); width: 11px; height: 11px; subcontrol-origin: padding; subcontrol-position: center right; right: 9px; }
QPushButton:hover { background: @raised; }
QPushButton:pressed, QPushButton:checked { background: @pressed; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; }
QPushButton[main="true"], QPushButton:default { background: @accent; color: @accentText; border-color: @accent; font-weight: 600; }
QPushButton[main="true"]:hover, QPushButton:default:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[main="true"]:disabled, QPushButton:default:disabled { background: @pressed; color: @faint; border-color: @border; }
QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QAbstractSpinBox, QComboBox {
    background: @surface; border: 1px solid @border; border-radius: 5px; padding: 3px 6px;
    selection-background-color: @accent; selection-color: @accentText; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: @borderHover; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { background: @window; color: @faint; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QComboBox[invalid="true"] { border-color: @danger; }
QAbstractSpinBox { padding-right: 16px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 16px; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 1px 1px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 1px 1px 0; }
QAbstractSpinBox::up-arrow { image: url(:/icons/chevron-up.svg); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/chevron-down.svg); width: 9px; height: 9px; }
QComboBox { padding-right: 20px; combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/icons/chevron-down.svg); width: 11px; height: 11px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @border; padding: 3px; outline: none;
    selection-background-color: @accent; selection-color: @accentText; }
QCheckBox { spacing: 7px; }
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator { width: 14px; height: 14px; border: 1px solid @borderHover; border-radius: 4px; background: @surface; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus, QGroupBox::indicator:hover, QAbstractItemView::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accentFill; border-color: @accentFill; image: url(:/icons/tick.svg); }
QCheckBox::indicator:disabled { background: @pressed; border-color: @border; }
QGroupBox { border: 1px solid @border; border-radius: 7px; margin-top: 9px; padding: 8px 8px 6px 8px; background: transparent; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: @muted; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { padding: 6px 10px; border: none; border-bottom: 2px solid transparent; color: @muted; background: transparent; }
QTabBar[narrow="true"]::tab { padding: 6px 5px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @accent; }
QAbstractItemView { background: @surface; alternate-background-color: @stripe; border: 1px solid @border; outline: none;
    selection-background-color: @selection; selection-color: @text; gridline-color: @border; }
QTableView, QTreeView, QListView { border-radius: 6px; }
QAbstractItemView::item { padding: 2px 4px; border: none; }
QAbstractItemView::item:hover { background: @raised; }
QAbstractItemView::item:selected { background: @selection; color: @text; }
QHeaderView { background: @surface; border: none; border-radius: 6px; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @border; padding: 5px 8px; }
QHeaderView::section:hover { color: @text; }
QHeaderView::up-arrow { image: url(:/icons/chevron-up.svg); width: 9px; height: 9px; subcontrol-position: center right; right: 3px; }
QHeaderView::down-arrow { image: url(:/icons/chevron-down.svg); width: 9px; height: 9px; subcontrol-position: center right; right: 3px; }
QTableCornerButton::section { background: @surface; border: none; }
QProgressBar { background: @pressed; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; text-align: right; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 11px; }
QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; color: @muted; }
QDockWidget::title { background: @window; padding: 6px 8px; text-align: left; }
QStatusBar { background: @window; color: @muted; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QFrame[card="true"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QLabel[readout="true"] { background: @raised; border: 1px solid @border; border-radius: 5px; padding: 3px 7px; }
QLabel[caption="true"] { color: @muted; }
QLabel[problem="true"] { color: @danger; }
)";

QString mixed(const QColor& a, const QColor& b, double share)
{
    return QColor::fromRgbF(float(a.redF() + (b.redF() - a.redF()) * share),
        float(a.greenF() + (b.greenF() - a.greenF()) * share),
        float(a.blueF() + (b.blueF() - a.blueF()) * share))
        .name();
}

} // namespace

QString themeStyleSheet(const ThemeColors& colors)
{
    auto sheet = QString::fromUtf8(reinterpret_cast<const char*>(kSheet));
    // Longer names first: @border is the beginning of @borderHover.
    const std::array<std::pair<QString, QString>, 19> values{{
        {QStringLiteral("@accentHover"), mixed(colors.accent, colors.text, 0.15)},
        {QStringLiteral("@accentText"), colors.accentText.name()},
        {QStringLiteral("@accentFill"), QStringLiteral("#1f6fc9")},
        {QStringLiteral("@accent"), colors.accent.name()},
        {QStringLiteral("@borderHover"), mixed(colors.border, colors.text, 0.3)},
        {QStringLiteral("@border"), colors.border.name()},
        {QStringLiteral("@window"), colors.window.name()},
        {QStringLiteral("@surface"), colors.surface.name()},
        {QStringLiteral("@raised"), colors.raised.name()},
        {QStringLiteral("@pressed"), mixed(colors.raised, colors.text, 0.08)},
        {QStringLiteral("@stripe"), mixed(colors.surface, colors.window, 0.6)},
        {QStringLiteral("@selection"), mixed(colors.surface, colors.accent, 0.22)},
        {QStringLiteral("@scroll"), mixed(colors.window, colors.text, 0.22)},
        {QStringLiteral("@faint"), mixed(colors.surface, colors.muted, 0.65)},
        {QStringLiteral("@text"), colors.text.name()},
        {QStringLiteral("@muted"), colors.muted.name()},
        {QStringLiteral("@success"), colors.success.name()},
        {QStringLiteral("@warning"), colors.warning.name()},
        {QStringLiteral("@danger"), colors.danger.name()},
    }};
    for (const auto& [name, value] : values)
        sheet.replace(name, value);
    return sheet;
}

} // namespace modalscope
