#pragma once

class QAction;

namespace modalscope {

class MainWindow;

/// The File menu: datasets, workspaces, leaving.
struct FileActions {
    QAction* openDataset;
    QAction* openWorkspace;
};
FileActions makeFileActions(MainWindow& window);

} // namespace modalscope
