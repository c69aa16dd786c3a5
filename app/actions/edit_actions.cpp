#include "app/actions/edit_actions.h"

#include "app/actions/named_action.h"
#include "app/window/main_window.h"
#include "app/window/project_panel.h"
#include "app/window/run_table.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QMenuBar>
#include <QUndoStack>

namespace modalscope {

void makeEditActions(MainWindow& window)
{
    auto& menu = *window.menuBar()->addMenu(QObject::tr("&Edit"));
    auto& undo = window.session().undoStack();
    auto* undoAction = undo.createUndoAction(&window, QObject::tr("&Undo"));
    undoAction->setObjectName(QStringLiteral("undo"));
    undoAction->setIcon(icon(u"undo"));
    undoAction->setShortcut(QKeySequence::Undo);
    auto* redoAction = undo.createRedoAction(&window, QObject::tr("&Redo"));
    redoAction->setObjectName(QStringLiteral("redo"));
    redoAction->setIcon(icon(u"redo"));
    redoAction->setShortcut(QKeySequence::Redo);
    menu.addAction(undoAction);
    menu.addAction(redoAction);
    menu.addSeparator();
    addNamed(menu, "findRuns", u"filter", QObject::tr("&Filter runs"),
        QKeySequence(QStringLiteral("Ctrl+Shift+F")), [&window] {
            window.showDock("projectDock");
            window.project().runs().focusSearch();
        });
    addNamed(menu, "commandPalette", u"search", QObject::tr("Find &command…"),
        QKeySequence(QStringLiteral("Ctrl+K")), [&window] { window.openPalette(); });
}

} // namespace modalscope
