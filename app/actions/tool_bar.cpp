#include "app/actions/tool_bar.h"

#include "app/actions/file_actions.h"
#include "app/actions/help_actions.h"
#include "app/actions/run_actions.h"
#include "app/actions/view_actions.h"
#include "app/pages/shown_figure.h"
#include "app/window/main_window.h"
#include "app/window/page_tabs.h"
#include "widgets/base/icon.h"

#include <QMenu>
#include <QPushButton>
#include <QToolBar>
#include <QToolButton>

namespace modalscope {
namespace {

void addWithText(QToolBar& bar, QAction* action)
{
    bar.addAction(action);
    if (auto* button = qobject_cast<QToolButton*>(bar.widgetForAction(action)))
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

/// The commands of the figure that is looked at: fit, pin, data, copy, export.
QToolButton* makeFigureButton(MainWindow& window)
{
    auto* button = new QToolButton;
    button->setObjectName(QStringLiteral("figureButton"));
    button->setIcon(icon(u"chart"));
    button->setText(QObject::tr("Figure"));
    button->setToolTip(QObject::tr("Fit, pin, copy or export the figure that is looked at"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    button->setMenu(menu);
    const auto fill = [&window, menu] {
        menu->clear();
        menu->addActions(shownFigureActions(window.pages().currentWidget()));
        if (menu->isEmpty())
            menu->addAction(QObject::tr("No figure on this page"))->setEnabled(false);
    };
    QObject::connect(menu, &QMenu::aboutToShow, button, fill);
    return button;
}

QPushButton* makePaletteButton(MainWindow& window)
{
    auto* button = new QPushButton(icon(u"search"), QObject::tr("Find a command    Ctrl+K"));
    button->setObjectName(QStringLiteral("paletteButton"));
    button->setFocusPolicy(Qt::NoFocus);
    button->setProperty("quiet", true);
    button->setMinimumWidth(240);
    QObject::connect(button, &QPushButton::clicked, &window, [&window] { window.openPalette(); });
    return button;
}

} // namespace

void makeToolBar(MainWindow& window, const FileActions& file, const RunActions& runs, const ViewActions& view,
    const HelpActions& help)
{
    auto& bar = *window.addToolBar(QObject::tr("Tool bar"));
    bar.setObjectName(QStringLiteral("toolBar"));
    bar.setMovable(false);
    bar.setIconSize({18, 18});
    bar.setContextMenuPolicy(Qt::PreventContextMenu);
    bar.toggleViewAction()->setVisible(false);
    addWithText(bar, runs.newRun);
    addWithText(bar, file.openDataset);
    addWithText(bar, runs.showQueue);
    bar.addWidget(makeFigureButton(window));
    bar.addSeparator();
    bar.addActions(view.perspectives);
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar.addWidget(space);
    bar.addWidget(makePaletteButton(window));
    bar.addAction(view.toggleTheme);
    bar.addAction(help.contents);
}

} // namespace modalscope
