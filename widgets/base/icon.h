#pragma once

#include <QIcon>
#include <QStringView>

namespace modalscope {

/// The drawing `resources/icons/NAME.svg` in the colour of the present theme; changes with the theme by
/// itself. Every name is a file there; an unknown name is a bug.
QIcon icon(QStringView name);

/// The same in one fixed colour, such as a state's.
QIcon icon(QStringView name, const QColor& color);

} // namespace modalscope
