#include "core/figure/pgfplots_marks.h"

#include "core/base/text.h"
#include "core/figure/box_statistics.h"
#include "core/figure/figure_legend.h"
#include "core/figure/figure_wide_csv.h"
#include "core/figure/pgfplots_text.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// The first and the one behind the last row of a stretch of numbers without gaps.
using RowSpan = std::pair<std::size_t, std::size_t>;

std::vector<RowSpan> finiteSpans(const LineSeries& line)
{
    std::vector<RowSpan> spans;
    const auto isFinite = [&](std::size_t i) {
        return std::isfinite(line.x[i]) && std::isfinite(line.low[i]) && std::isfinite(line.high[i]);
    };
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        if (!isFinite(i))
            continue;
        if (spans.empty() || spans.back().second != i)
            spans.emplace_back(i, i);
        spans.back().second = i + 1;
    }
    return spans;
}

std::string fromTable(const PgfplotsPanel& of, const std::string& x, const std::string& y)
{
    return " table[x=" + x + ", y=" + y + "] " + of.table + ";\n";
}

std::string atAxes(double x, double y)
{
    return "(axis cs:" + numberText(x) + "," + numberText(y) + ")";
}

/// An area between two lines of the table; one for each stretch without gaps.
std::string bandText(const PgfplotsPanel& of, const LineSeries& line, const std::string& name)
{
    std::string out;
    const auto spans = finiteSpans(line);
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const auto [first, end] = spans[i];
        const auto path = name + "span" + std::to_string(i + 1);
        std::string only = "unbounded coords=discard, filter discard warning=false, forget plot, draw=none";
        if (first > 0)
            only += ", skip coords between index={0}{" + std::to_string(first) + "}";
        if (end < line.x.size())
            only += ", skip coords between index={" + std::to_string(end) + "}{"
                + std::to_string(line.x.size()) + "}";
        for (const char* side : {"low", "high"})
            out += "\\addplot[" + only + ", name path=" + path + side + "]"
                + fromTable(of, name + "_x", name + "_" + side);
        out += "\\addplot[" + pgfplotsColor(line.color) + ", fill opacity=0.2, draw=none, forget plot] fill "
            + "between[of=" + path + "low and " + path + "high];\n";
    }
    return out;
}

std::string lineText(const PgfplotsPanel& of, std::size_t s)
{
    const auto& line = of.panel.lines[s];
    const auto name = wideColumn(of.index, "line", s);
    std::string out = line.low.empty() || line.faint ? "" : bandText(of, line, name);
    const double marker = lineMarkerPoints(line.x.size(), of.width);
    out += "\\addplot[" + pgfplotsColor(line.color) + ", " + pgfplotsLine(line.color, line.dashed)
        + (line.faint ? ", line width=0.55pt, opacity=0.35" : ", line width=0.9pt")
        + (marker > 0 && isMarked(of.panel, line) ? pgfplotsMarker(line.color, marker) : "")
        + ", forget plot]" + fromTable(of, name + "_x", name + "_y");
    return out;
}

std::string referenceText(const PgfplotsPanel& of, const ReferenceLine& line)
{
    const auto& [x, y] = of.range;
    std::string out;
    if (line.low != line.high)
        out += "\\fill[" + pgfplotsColor(line.color) + ", opacity=0.11] "
            + atAxes(x.low, std::clamp(line.low, y.low, y.high)) + " rectangle "
            + atAxes(x.high, std::clamp(line.high, y.low, y.high)) + ";\n";
    return out + "\\draw[" + pgfplotsColor(line.color) + ", densely dashed, line width=0.8pt] "
        + atAxes(x.low, line.y) + " -- " + atAxes(x.high, line.y) + ";\n";
}

std::string verticalText(const PgfplotsPanel& of, std::size_t index, const PlacedLabel& label)
{
    const auto& line = of.panel.markers[index];
    const auto& place = label.place;
    std::string text;
    for (const auto& part : splitText(label.text, '\n'))
        text += (text.empty() ? "" : "\\\\") + pgfplotsText(part);
    const auto& y = of.range.y;
    const auto end = place.isBelow ? y.low : y.high;
    const auto other = place.isBelow ? y.high : y.low;
    const double away = of.height * place.away * (place.isBelow ? 1 : -1);
    return "\\draw[gray, densely dashed, line width=0.7pt] " + atAxes(line.x, other) + " -- "
        + atAxes(line.x, end) + " node[anchor=" + (place.isBelow ? "south " : "north ")
        + (place.isRight ? "west" : "east") + ", yshift=" + fixedText(away, 1)
        + "pt, inner sep=1.5pt, text=darkgray, align=flush " + (place.isRight ? "left" : "right")
        + ", font=\\msSmall] {" + text + "};\n";
}

std::string barText(const PgfplotsPanel& of, std::size_t s)
{
    const auto& bars = of.panel.bars[s];
    const auto name = wideColumn(of.index, "bar", s);
    std::string out = "\\addplot[ybar, bar shift=0pt, bar width="
        + numberText(categorySlot(s, of.panel.bars.size()).width)
        + ", draw=none, fill=" + pgfplotsColor(bars.color) + pgfplotsHatch(bars.color) + ", forget plot";
    if (!bars.low.empty())
        out += ",\n  error bars/.cd, y dir=both, y explicit, error mark options={rotate=90, mark size=1.5pt},"
               " error bar style={black, line width=0.7pt}]\n  table[x="
            + name + "_x, y=" + name + "_value, y error plus expr={\\thisrow{" + name + "_high}-\\thisrow{"
            + name + "_value}},\n    y error minus expr={\\thisrow{" + name + "_value}-\\thisrow{" + name
            + "_low}}] " + of.table + ";\n";
    else
        out += "]" + fromTable(of, name + "_x", name + "_value");
    return out;
}

std::string boxText(const PgfplotsPanel& of, std::size_t s)
{
    const auto& boxes = of.panel.boxes[s];
    const auto name = wideColumn(of.index, "box", s);
    const auto slot = categorySlot(s, of.panel.boxes.size());
    const auto color = pgfplotsColor(boxes.color);
    std::string out;
    for (std::size_t i = 0; i < boxes.values.size(); ++i) {
        const auto box = boxStatistics(boxes.values[i]);
        if (box.n == 0)
            continue;
        out += "\\addplot[boxplot prepared={draw position=" + numberText(double(i) + slot.offset)
            + ", box extend=" + numberText(slot.width) + ", whisker extend=" + numberText(slot.width / 2)
            + ",\n  lower whisker=" + numberText(box.lowerWhisker)
            + ", lower quartile=" + numberText(box.lowerQuartile) + ", median=" + numberText(box.median)
            + ",\n  upper quartile=" + numberText(box.upperQuartile)
            + ", upper whisker=" + numberText(box.upperWhisker) + "}, " + pgfplotsLine(boxes.color, false)
            + ", line width=0.7pt, draw=" + color + ", fill=" + color + "!25, forget plot] coordinates {};\n";
    }
    return out + "\\addplot[only marks, mark=*, mark size=0.9pt, " + color
        + ", opacity=0.85, mark options={draw=none}, forget plot]"
        + fromTable(of, name + "_strip_x", name + "_strip_y");
}

std::string pointText(const PgfplotsPanel& of, std::size_t s)
{
    std::size_t count = 0;
    for (const auto& points : of.panel.points)
        count += points.x.size();
    const auto look = pointLook(count);
    const auto& points = of.panel.points[s];
    const auto name = wideColumn(of.index, "point", s);
    return "\\addplot[only marks, " + pgfplotsColor(points.color) + ", opacity=" + numberText(look.opacity)
        + pgfplotsMarker(points.color, look.diameter) + ", forget plot]"
        + fromTable(of, name + "_x", name + "_y");
}

std::string heatText(const PgfplotsPanel& of)
{
    const auto& map = *of.panel.heatMap;
    const auto columns = std::max<std::size_t>(1, of.panel.x.categories.size());
    const auto name = "p" + std::to_string(of.index + 1) + "_heat";
    std::string out = "\\addplot[matrix plot*, mesh/rows=" + std::to_string(map.values.size() / columns)
        + ", mesh/cols=" + std::to_string(columns)
        + ", mesh/check=false, point meta=explicit, forget plot]\n  table[x=" + name + "_column, y=" + name
        + "_row, meta=" + name + "_shade] " + of.table + ";\n";
    constexpr std::size_t kMostTexts = 400;
    for (std::size_t i = 0; i < map.values.size(); ++i) {
        const auto column = double(i % columns);
        const auto row = double(i / columns);
        if (!std::isfinite(map.values[i])) // no value: a white cell with a stroke through it
            out += "\\fill[white] " + atAxes(column - 0.5, row - 0.5) + " rectangle "
                + atAxes(column + 0.5, row + 0.5) + ";\n\\draw[line width=0.4pt] "
                + atAxes(column - 0.5, row + 0.5) + " -- " + atAxes(column + 0.5, row - 0.5) + ";\n";
        else if (i < map.texts.size() && map.values.size() <= kMostTexts)
            out += "\\node[font=\\msSmall, text="
                + std::string(isWhiteTextOn(paperHeatColor((map.values[i] - map.low) / (map.high - map.low)))
                        ? "white"
                        : "black")
                + ", inner sep=0pt] at " + atAxes(column, row) + " {" + pgfplotsText(map.texts[i]) + "};\n";
    }
    return out;
}

} // namespace

std::string pgfplotsColor(int index)
{
    return "ms" + paperColor(index);
}

std::string pgfplotsLine(int index, bool isDashed)
{
    if (isDashed)
        return "densely dashed";
    switch (paperLine(index)) {
    case PaperLine::Solid:
        return "solid";
    case PaperLine::Dashed:
        return "densely dashed";
    case PaperLine::DashDotted:
        return "densely dashdotted";
    case PaperLine::Dotted:
        return "densely dotted";
    }
    return "solid";
}

std::string pgfplotsHatch(int index)
{
    constexpr const char* kPatterns[] = {"", "north east lines", "north west lines", "crosshatch"};
    const auto* pattern = kPatterns[int(paperHatch(index))];
    return *pattern == 0 ? "" : std::string(", postaction={pattern=") + pattern + ", pattern color=white}";
}

std::string pgfplotsMarker(int index, double points)
{
    constexpr const char* kMarks[] = {"*", "square*", "diamond*", "triangle*", "triangle*", "x", "+", "star"};
    const int marker = paperMarker(index);
    return std::string(", mark=") + kMarks[marker] + ", mark size=" + numberText(points / 2)
        + "pt, mark options={solid" + (marker == 4 ? ", rotate=180" : "") + "}";
}

std::string pgfplotsMarks(const PgfplotsPanel& of)
{
    const auto& panel = of.panel;
    std::string out;
    if (panel.heatMap)
        out += heatText(of);
    for (const auto& line : panel.references)
        out += referenceText(of, line);
    for (std::size_t s = 0; s < panel.bars.size(); ++s)
        out += barText(of, s);
    for (std::size_t s = 0; s < panel.boxes.size(); ++s)
        out += boxText(of, s);
    for (std::size_t s = 0; s < panel.points.size(); ++s)
        out += pointText(of, s);
    for (const bool faint : {true, false})
        for (std::size_t s = 0; s < panel.lines.size(); ++s)
            if (panel.lines[s].faint == faint)
                out += lineText(of, s);
    for (std::size_t i = 0; i < panel.markers.size(); ++i)
        out += verticalText(of, i, of.markers[i]);
    return out;
}

} // namespace modalscope
