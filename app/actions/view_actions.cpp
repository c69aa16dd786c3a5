#include "app/actions/view_actions.h"

#include "app/actions/named_action.h"
#include "app/window/main_window.h"
#include "app/window/page_tabs.h"
#include "app/window/perspectives.h"
#include "widgets/base/theme.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QMenuBar>

namespace modalscope {
namespace {

void addPages(MainWindow& window, QMenu& menu)
{
    int number = 1;
    for (const auto& page : window.pages().pages()) {
        const auto id = page->id();
        const auto keys
            = number <= 10 ? QKeySequence(QStringLiteral("Alt+%1").arg(number % 10)) : QKeySequence();
        ++number;
        auto* action = menu.addAction(page->icon(), page->title());
        action->setObjectName(QStringLiteral("showPage-") + id);
        action->setShortcut(keys);
        QObject::connect(
            action, &QAction::triggered, &window, [&window, id] { window.pages().showPage(id); });
    }
}

QList<QAction*> addPerspectives(MainWindow& window, QMenu& menu)
{
    auto* group = new QActionGroup(&window);
    QList<QAction*> actions;
    for (const auto& perspective : Perspectives::all()) {
        auto* action = addNamed(menu, "", u"", perspective.title,
            QKeySequence(QStringLiteral("Ctrl+%1").arg(actions.size() + 1)),
            [&window, id = perspective.id] { window.perspectives().show(id); });
        action->setObjectName(QStringLiteral("perspective-") + perspective.id);
        action->setCheckable(true);
        action->setActionGroup(group);
        action->setData(perspective.id);
        actions << action;
    }
    QObject::connect(&window.perspectives(), &Perspectives::changed, &window, [&window, actions] {
        for (auto* action : actions)
            action->setChecked(action->data().toString() == window.perspectives().current());
    });
    return actions;
}

void addThemes(MainWindow& window, QMenu& menu)
{
    auto* group = new QActionGroup(&window);
    for (const auto& [choice, name, text] :
        {std::tuple(ThemeChoice::System, "themeSystem", QObject::tr("As the &system")),
            {ThemeChoice::Light, "themeLight", QObject::tr("&Light")},
            {ThemeChoice::Dark, "themeDark", QObject::tr("&Dark")}}) {
        auto* action = addNamed(menu, name, u"", text, {}, [choice = choice] { rememberTheme(choice); });
        action->setCheckable(true);
        action->setActionGroup(group);
        QObject::connect(&menu, &QMenu::aboutToShow, action,
            [action, choice = choice] { action->setChecked(themeChoice() == choice); });
    }
}

} // namespace

ViewActions makeViewActions(MainWindow& window)
{
    auto& menu = *window.menuBar()->addMenu(QObject::tr("&View"));
    ViewActions actions{};
    addPages(window, *menu.addMenu(QObject::tr("&Page")));
    actions.perspectives = addPerspectives(window, *menu.addMenu(QObject::tr("&Layout")));
    addNamed(menu, "restoreLayout", u"reset", QObject::tr("&Restore default layout"), {},
        [&window] { window.perspectives().restoreDefault(); });
    menu.addSeparator();
    for (const auto& [name, keys] :
        {std::pair("projectDock", "F7"), {"jobDock", "F8"}, {"inspectorDock", "F9"}}) {
        auto* toggle = window.findChild<QDockWidget*>(QString::fromLatin1(name))->toggleViewAction();
        toggle->setShortcut(QKeySequence(QString::fromLatin1(keys)));
        toggle->setObjectName(QStringLiteral("toggle-") + QString::fromLatin1(name));
        menu.addAction(toggle);
    }
    menu.addSeparator();
    addThemes(window, *menu.addMenu(QObject::tr("&Theme")));
    actions.toggleTheme = addNamed(menu, "toggleTheme", u"theme", QObject::tr("Light or dar&k"),
        QKeySequence(QStringLiteral("Ctrl+Shift+L")),
        [&window] { rememberTheme(isDark(window.palette()) ? ThemeChoice::Light : ThemeChoice::Dark); });
    auto* full = addNamed(menu, "fullScreen", u"expand", QObject::tr("&Full screen"),
        QKeySequence(QStringLiteral("F11")), [] {});
    full->setCheckable(true);
    QObject::connect(full, &QAction::toggled, &window,
        [&window](bool on) { on ? window.showFullScreen() : window.showNormal(); });
    return actions;
}

} // namespace modalscope
