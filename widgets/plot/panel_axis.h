#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

namespace modalscope {

/// Scale, texts, ticks and grid of the left (y) or lower (x) axis of a panel; keeps its range.
void updatePanelAxis(QCPAxis& axis, const Panel& panel, const FigureStyle& style);

} // namespace modalscope
