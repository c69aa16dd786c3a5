#pragma once

#include <QAction>
#include <QKeySequence>
#include <QMenu>

#include <functional>

namespace modalscope {

/// Adds a command to `menu`: its icon (empty = none), text, keys, and what it does. `name` becomes the object
/// name.
QAction* addNamed(QMenu& menu, const char* name, QStringView icon, const QString& text,
    const QKeySequence& keys, std::function<void()> does);

} // namespace modalscope
