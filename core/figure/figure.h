#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// A gap in a line, a band or a bar that is not there.
inline constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

/// One curve: y over x, with an optional band.
struct LineSeries {
    std::string label; ///< legend; empty = not in the legend
    std::vector<double> x;
    std::vector<double> y; ///< NaN leaves a gap
    std::vector<double> low = {}; ///< band; empty, or as long as x
    std::vector<double> high = {};
    int color = 0; ///< index into the palette (Okabe-Ito first); belongs to the thing, not to the view
    bool dashed = false;
    bool faint = false; ///< drawn pale, without band and behind the others: raw values of a smoothed line
    int n = 0; ///< runs behind each point, for the read-out; 0 = not said
};

/// A horizontal reference over the whole panel, such as an encoder trained alone.
struct ReferenceLine {
    std::string label;
    double y = 0;
    double low = 0, high = 0; ///< band; equal when there is none
    int color = 0;
    int n = 0; ///< runs behind it; 0 = not said
};

/// Bars side by side in groups: one value per category.
struct BarSeries {
    std::string label;
    std::vector<double> values; ///< one per category of the x axis; NaN = no bar
    std::vector<double> low = {}; ///< error bars; empty, or as long as values
    std::vector<double> high = {};
    int color = 0;
    int n = 0; ///< runs behind each bar; 0 = not said
};

/// A matrix as coloured cells: a row for each category of the y axis, from top to bottom, a column for each
/// of the x axis.
struct HeatMap {
    std::string label; ///< of the colour scale, with its unit: "share of the true class (%)"
    std::vector<double> values; ///< [row, column]; NaN = a cell without a value
    double low = 0, high = 1; ///< values at the ends of the colour scale
    std::vector<std::string> texts; ///< what stands in the cells when it fits: one for each, or empty
    std::string textLabel; ///< what the texts are, for the read-out: "samples"
    bool operator==(const HeatMap&) const = default;
};

/// Single points: a scatter, a strip, a cloud of samples.
struct PointSeries {
    std::string label;
    std::vector<double> x, y; ///< a point without one of them is not drawn
    int color = 0;
    std::vector<std::string> names = {}; ///< for the read-out, a run or a sample: one for each, or empty
    std::vector<std::string> keys = {}; ///< what a click opens, such as ids of runs: one for each, or empty
    bool operator==(const PointSeries&) const = default;
};

/// Distributions side by side in groups: a box of the values of every category, see box_statistics.h.
struct BoxSeries {
    std::string label;
    std::vector<std::vector<double>> values; ///< one list per category of the x axis; an empty one = no box
    int color = 0;
    bool operator==(const BoxSeries&) const = default;
};

/// A place on the x axis that is worth a name, such as "gcnet saturates at 2/3".
struct VerticalLine {
    std::string label;
    double x = 0;
    bool operator==(const VerticalLine&) const = default;
};

struct Axis {
    std::string label; ///< with its unit in parentheses: "accuracy (%)"
    bool logarithmic = false;
    bool hasRange = false;
    double low = 0, high = 1; ///< used when hasRange
    /// x axis of bars, of boxes and of lines from 0 to K - 1 (parallel coordinates); both of a heat map.
    std::vector<std::string> categories;
};

/// One set of axes.
struct Panel {
    std::string title;
    Axis x, y;
    std::vector<LineSeries> lines;
    std::vector<ReferenceLine> references;
    std::vector<BarSeries> bars;
    std::vector<PointSeries> points;
    std::vector<BoxSeries> boxes;
    std::vector<VerticalLine> markers; ///< dashed and grey, with their labels
    std::optional<HeatMap> heatMap; ///< stands alone in its panel
    bool epochs = false; ///< the x axis counts epochs: shares the epoch cursor
};

/// Where the numbers come from; written into every exported file.
struct Provenance {
    std::vector<std::string> runs; ///< ids
    std::string program; ///< "ModalScope 0.1.0"
    std::string specHash; ///< SHA-256 over the runs' ids, 12 digits
    std::string command;
};

/// A figure as a value: made from results without a window, drawn by one view, exported by one exporter.
struct Figure {
    std::string name; ///< file name without extension
    std::string title;
    std::string note; ///< n, band and protocol: "5 seeds, mean ± 95 % t interval; epoch chosen on valid"
    std::vector<Panel> panels; ///< in reading order
    int columns = 1; ///< panels per row
    Provenance provenance;
};

/// Everything that is drawn, one row per point: panel, kind, series, x, y, low, high. Numbers in full
/// precision. A cell of a heat map has its row as series, its column as x and its value as y; only figures
/// with one, or with names of points, have a column `text` more. A box has a row `box` (median; quartiles), a
/// row `whiskers` (median; their ends) and a row `value` for each of its values.
std::string figureCsv(const Figure& figure);

} // namespace modalscope
