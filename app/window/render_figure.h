#pragma once

#include "core/base/result.h"

#include <string>

namespace modalscope {

/// `modalscope --render FIGURE.json --out FILE`: draws a stored figure at its suitable size into a PDF, SVG,
/// PNG or CSV file, without a window. Error: what readFigure and exportFigure say; InvalidInput for another
/// ending of `out`.
Result<void> renderFigure(const std::string& figure, const std::string& out);

} // namespace modalscope
