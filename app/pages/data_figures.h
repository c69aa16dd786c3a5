#pragma once

#include "core/data/summary.h"
#include "core/figure/figure.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Share of each class in every split, in percent; classes beyond the first `most` are summed up as "others".
Figure classBalanceFigure(const Dataset& dataset, std::span<const SplitSummary> splits, int most = 30);

/// Pixels of each class in the label maps of a split.
struct SplitPixels {
    std::string split;
    std::int64_t maps = 0; ///< of the split
    std::int64_t counted = 0; ///< of these, spread evenly; fewer where the split is large
    std::vector<std::int64_t> byClass; ///< pixels; those that do not count are left out
};

/// Segmentation only; reads label maps, five million pixels at most: not for the GUI thread. Empty where the
/// file cannot be read any more.
std::vector<SplitPixels> countPixels(const Dataset& dataset);

/// Share of each class among the pixels of every split, in percent; as classBalanceFigure otherwise.
Figure pixelBalanceFigure(const Dataset& dataset, std::span<const SplitPixels> splits, int most = 30);

} // namespace modalscope
