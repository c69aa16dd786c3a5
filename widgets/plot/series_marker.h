#pragma once

#include "widgets/base/palette.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

namespace modalscope {

/// A series' marker, `points` in diameter.
QCPScatterStyle markerStyle(const SeriesLook& look, double points, double opacity, const FigureStyle& style);

} // namespace modalscope
