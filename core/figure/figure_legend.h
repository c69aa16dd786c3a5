#pragma once

#include "core/figure/figure.h"

#include <string>
#include <vector>

namespace modalscope {

/// One entry of a figure's legend.
struct LegendEntry {
    enum class Kind { Line, Reference, Bar, Point, Box, Scale };

    Kind kind = Kind::Line;
    std::string label = {};
    int color = 0;
    bool dashed = false;
    bool hasBand = false;
    bool isMarked = false; ///< a line with markers
    double low = 0, high = 0; ///< ends of the colour scale of a heat map
    bool operator==(const LegendEntry&) const = default;
};

/// Whether a line of the panel has markers where its axis is long enough for them: it has few points, and the
/// panel few lines that are not pale.
bool isMarked(const Panel& panel, const LineSeries& line);

/// Everything with a label, once, in reading order. What is drawn as lines, bars or points in one colour
/// under one label is one thing and has one entry. Vertical lines carry their labels themselves.
std::vector<LegendEntry> legendOf(const Figure& figure);

} // namespace modalscope
