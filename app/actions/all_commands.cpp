#include "app/actions/all_commands.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

namespace modalscope {
namespace {

void collect(const QWidget& menu, const QString& group, QList<QAction*>& found)
{
    for (auto* action : menu.actions()) {
        if (const auto* inner = action->menu()) {
            collect(*inner, inner->title().remove(QLatin1Char('&')), found);
            continue;
        }
        action->setProperty("paletteGroup", group);
        found << action;
    }
}

} // namespace

QList<QAction*> allCommands(const QMenuBar& menus, const std::vector<std::unique_ptr<Page>>& pages)
{
    QList<QAction*> found;
    collect(menus, {}, found);
    for (const auto& page : pages)
        for (auto* action : page->actions()) {
            action->setProperty("paletteGroup", page->title());
            found << action;
        }
    return found;
}

} // namespace modalscope
