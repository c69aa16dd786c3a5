#pragma once

#include "app/page.h"

#include <memory>
#include <vector>

class QMenuBar;

namespace modalscope {

/// Every command of the menus and the pages. Each knows where it comes from (property `paletteGroup`), for
/// lists of names.
QList<QAction*> allCommands(const QMenuBar& menus, const std::vector<std::unique_ptr<Page>>& pages);

} // namespace modalscope
