#pragma once

#include "core/data/summary.h"
#include "core/figure/figure.h"

#include <span>

namespace modalscope {

/// Share of each class in every split, in percent; classes beyond the first `most` are summed up as "others".
Figure classBalanceFigure(const Dataset& dataset, std::span<const SplitSummary> splits, int most = 30);

} // namespace modalscope
