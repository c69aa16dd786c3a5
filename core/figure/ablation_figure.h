#pragma once

#include "core/analysis/ablation.h"
#include "core/figure/figure.h"

#include <map>
#include <string>

namespace modalscope {

/// Difference of each variant to the full method in points: a bar with the 95 % t interval of the paired
/// differences. `colors` by group id.
Figure ablationFigure(const Ablation& ablation, const std::map<std::string, int>& colors = {});

} // namespace modalscope
