#pragma once

class QMenu;

namespace modalscope {

class MainWindow;

/// Adds to the file menu: all pinned figures at once, and the report of a study.
void addExportActions(MainWindow& window, QMenu& menu);

} // namespace modalscope
