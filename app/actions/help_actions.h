#pragma once

class QAction;

namespace modalscope {

class MainWindow;

/// The Help menu.
struct HelpActions {
    QAction* contents;
};
HelpActions makeHelpActions(MainWindow& window);

} // namespace modalscope
