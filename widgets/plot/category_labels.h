#pragma once

#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

#include <string>
#include <vector>

namespace modalscope {

/// Writes the names of categories along an axis that is `length` units long: whole where there is room,
/// wrapped, slanted or upright below, and only every second, fifth, tenth ... when even these would run into
/// each other. No
/// name takes more than `most` units away from the axis. Returns what the longest shown one takes. The axis'
/// ticker must be a QCPAxisTickerText.
int showCategories(
    QCPAxis& axis, const std::vector<std::string>& names, const FigureStyle& style, int length, int most);

} // namespace modalscope
