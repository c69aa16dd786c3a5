#include "core/figure/tensor_figures.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace modalscope {
namespace {

constexpr int kTensorColor = 1;

/// Four digits, in whatever notation is shorter.
std::string tensorNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.4g", value);
    return text;
}

Figure tensorSheet(const char* name, const std::string& what, const TensorSource& source)
{
    Figure figure;
    figure.name = name;
    figure.title = what + " of " + source.tensor;
    figure.provenance = runProvenance({}, "page Checkpoint: " + source.file + ", " + source.tensor);
    return figure;
}

std::string tensorText(const TensorSource& source)
{
    return source.file + ": " + source.type + " " + shapeText(source.shape);
}

std::string notFiniteValues(const TensorSummary& summary)
{
    if (summary.nan == 0 && summary.infinite == 0)
        return {};
    return "left out: " + std::to_string(summary.nan) + " NaN and " + std::to_string(summary.infinite)
        + " infinite values";
}

/// "axis 1", "axis 1, 4 places per cell"
std::string sliceAxis(int axis, std::int64_t perCell)
{
    return "axis " + std::to_string(axis)
        + (perCell > 1 ? ", " + std::to_string(perCell) + " places per cell" : std::string());
}

/// "at axis 2 = 0, axis 3 = 1": where the other axes are held.
std::string heldText(const SliceRequest& request, const Shape& shape)
{
    std::vector<std::string> parts;
    for (int axis = 0; axis < int(shape.size()); ++axis)
        if (axis != request.rowAxis && axis != request.columnAxis)
            parts.push_back("axis " + std::to_string(axis) + " = "
                + std::to_string(std::size_t(axis) < request.at.size() ? request.at[std::size_t(axis)] : 0));
    return parts.empty() || shape.size() < 3 ? std::string() : "at " + joinText(parts, ", ");
}

void setSliceRange(HeatMap& map)
{
    bool any = false;
    for (const double value : map.values) {
        if (!std::isfinite(value))
            continue;
        map.low = any ? std::min(map.low, value) : value;
        map.high = any ? std::max(map.high, value) : value;
        any = true;
    }
    if (map.low == map.high) { // of one colour; a scale needs two ends
        const double room = std::max(std::abs(map.low) * 0.01, 1e-12);
        map.low -= room;
        map.high += room;
    }
}

} // namespace

std::string shapeText(const Shape& shape)
{
    std::vector<std::string> sizes;
    for (const auto size : shape)
        sizes.push_back(std::to_string(size));
    return "[" + joinText(sizes, ", ") + "]";
}

Figure tensorHistogramFigure(const TensorLook& look, const TensorSource& source)
{
    auto figure = tensorSheet("tensor-histogram", "Values", source);
    const auto& summary = look.summary;
    const auto& histogram = look.histogram;
    const auto finite = summary.count - summary.nan - summary.infinite;
    if (finite == 0 || histogram.counts.empty()) {
        figure.note = summary.count == 0 ? "This tensor is empty." : "No value of this tensor is finite.";
        return figure;
    }
    Panel panel;
    panel.x.label = "value, middle of the bin";
    panel.y.label = "values";
    const double width = (histogram.highest - histogram.lowest) / double(histogram.counts.size());
    BarSeries bars;
    bars.color = kTensorColor;
    for (std::size_t bin = 0; bin < histogram.counts.size(); ++bin) {
        panel.x.categories.push_back(tensorNumber(histogram.lowest + (double(bin) + 0.5) * width));
        bars.values.push_back(double(histogram.counts[bin]));
    }
    panel.bars.push_back(std::move(bars));
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(std::vector<std::string>{tensorText(source), "n = " + std::to_string(finite),
        "mean " + tensorNumber(summary.mean) + ", standard deviation " + tensorNumber(summary.deviation),
        tensorNumber(summary.lowest) + " to " + tensorNumber(summary.highest),
        std::to_string(summary.zero) + " exact zeros", notFiniteValues(summary)});
    return figure;
}

Figure tensorSliceFigure(const TensorSlice& slice, const SliceRequest& request, const TensorSource& source)
{
    auto figure = tensorSheet("tensor-slice", "Slice", source);
    if (slice.values.empty()) {
        figure.note = "This tensor is empty.";
        return figure;
    }
    Panel panel;
    const bool hasTwo = source.shape.size() >= 2;
    panel.y.label = hasTwo ? sliceAxis(request.rowAxis, slice.rowsPerCell) : "";
    panel.x.label
        = hasTwo ? sliceAxis(request.columnAxis, slice.columnsPerCell) : sliceAxis(0, slice.columnsPerCell);
    for (std::int64_t row = 0; row < slice.rows; ++row)
        panel.y.categories.push_back(std::to_string(row * slice.rowsPerCell));
    for (std::int64_t column = 0; column < slice.columns; ++column)
        panel.x.categories.push_back(std::to_string(column * slice.columnsPerCell));
    const bool isMean = slice.rowsPerCell > 1 || slice.columnsPerCell > 1;
    auto& map = panel.heatMap.emplace();
    map.label = isMean ? "mean value of the cell" : "value";
    map.values = slice.values;
    setSliceRange(map);
    const bool hasGaps
        = std::any_of(map.values.begin(), map.values.end(), [](double v) { return !std::isfinite(v); });
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(std::vector<std::string>{tensorText(source), heldText(request, source.shape),
        isMean ? "each cell is the mean of its finite values" : "",
        hasGaps ? "crossed or empty cells hold no finite value" : ""});
    return figure;
}

Figure tensorSpectrumFigure(const TensorSpectrum& spectrum, const TensorSource& source)
{
    auto figure = tensorSheet("tensor-spectrum", "Singular values", source);
    if (spectrum.values.empty()) {
        figure.note = "This tensor has no singular values.";
        return figure;
    }
    Panel panel;
    panel.x.label = "singular value, from the largest on";
    panel.y.label = "size";
    panel.y.logarithmic = spectrum.values.back() > 0;
    LineSeries line;
    line.color = kTensorColor;
    for (std::size_t i = 0; i < spectrum.values.size(); ++i) {
        line.x.push_back(double(i + 1));
        line.y.push_back(spectrum.values[i]);
    }
    panel.lines.push_back(std::move(line));
    if (spectrum.effectiveRank > 0)
        panel.markers.push_back(
            {"effective rank " + fixedText(spectrum.effectiveRank, 1), spectrum.effectiveRank});
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(std::vector<std::string>{tensorText(source) + " as a matrix of "
            + std::to_string(spectrum.rows) + " × " + std::to_string(spectrum.columns),
        "effective rank " + fixedText(spectrum.effectiveRank, 2) + " of at most "
            + std::to_string(spectrum.values.size()) + " (exp of the entropy of σ / sum σ)",
        "stable rank " + fixedText(spectrum.stableRank, 2) + " (sum of σ² / largest σ²)",
        "largest singular value " + tensorNumber(spectrum.values.front())});
    return figure;
}

} // namespace modalscope
