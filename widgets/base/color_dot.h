#pragma once

#include <QColor>
#include <QIcon>

namespace modalscope {

/// A disc of one colour, for lists: filled, or as a ring.
QIcon colorDot(const QColor& color, bool filled = true);

} // namespace modalscope
