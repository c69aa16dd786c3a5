#pragma once

#include "core/figure/figure.h"

#include <vector>

namespace modalscope {

struct AxisRange {
    double low = 0, high = 1;
    bool operator==(const AxisRange&) const = default;
};

struct PanelRange {
    AxisRange x, y;
};

/// Ranges that show everything of every panel, with a little air; categories span their whole axis. Panels
/// that count epochs show the same ones, panels that invite comparison share the scale of their y axis.
std::vector<PanelRange> figureRanges(const Figure& figure);

} // namespace modalscope
