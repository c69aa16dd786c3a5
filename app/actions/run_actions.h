#pragma once

#include <QList>

class QAction;

namespace modalscope {

class MainWindow;

/// The Run menu: new runs, the queue, and what can be done with the selected runs.
struct RunActions {
    QAction* newRun;
    QAction* showQueue;
    QList<QAction*> onSelection; ///< for the context menu of the run table
};
RunActions makeRunActions(MainWindow& window);

} // namespace modalscope
