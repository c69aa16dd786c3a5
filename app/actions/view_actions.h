#pragma once

#include <QList>

class QAction;

namespace modalscope {

class MainWindow;

/// The View menu: pages, layouts, docks, theme.
struct ViewActions {
    QList<QAction*> perspectives;
    QAction* toggleTheme;
};
ViewActions makeViewActions(MainWindow& window);

} // namespace modalscope
