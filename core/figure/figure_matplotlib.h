#pragma once

#include "core/figure/figure.h"
#include "core/figure/paper_look.h"

#include <string>

namespace modalscope {

/// A Python script that redraws the figure with numpy and matplotlib (3.5 or later) and saves it as PDF and
/// PNG beside itself. It reads its numbers from `csvName` beside it, which holds figureWideCsv; size, ranges,
/// colours, bands, order and note are those of the drawn figure, and its files name the same runs.
std::string figureMatplotlib(const Figure& figure, const std::string& csvName, const PaperSize& size = {});

} // namespace modalscope
