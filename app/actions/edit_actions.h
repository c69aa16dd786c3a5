#pragma once

namespace modalscope {

class MainWindow;

/// The Edit menu: undo, redo, finding things.
void makeEditActions(MainWindow& window);

} // namespace modalscope
