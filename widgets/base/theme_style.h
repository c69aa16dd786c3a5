#pragma once

#include <QString>

namespace modalscope {

struct ThemeColors;

/// The small style sheet on top of Fusion.
QString themeStyleSheet(const ThemeColors& colors);

} // namespace modalscope
