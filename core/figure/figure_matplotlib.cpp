#include "core/figure/figure_matplotlib.h"

#include "core/base/text.h"
#include "core/figure/box_statistics.h"
#include "core/figure/figure_legend.h"
#include "core/figure/figure_origin.h"
#include "core/figure/figure_wide_csv.h"
#include "core/figure/marker_place.h"
#include "core/figure/matplotlib_functions.h"
#include "core/figure/shared_names.h"

#include <algorithm>
#include <cstdio>

namespace modalscope {
namespace {

/// `text` as a string of Python, on one line.
std::string pythonText(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text)
        if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20)
            out += " ";
        else
            out += c;
    return out + "\"";
}

/// A label for matplotlib, where an amount of dollars would begin a formula.
std::string pythonLabel(const std::string& text)
{
    std::string plain;
    for (const char c : text)
        plain += c == '$' ? std::string("\\$") : std::string(1, c);
    return pythonText(plain);
}

std::string pythonLabels(const std::vector<std::string>& texts)
{
    std::string out;
    for (const auto& text : texts)
        out += (out.empty() ? "[" : ", ") + pythonLabel(text);
    return out.empty() ? "[]" : out + "]";
}

/// Entries whose labels begin with a line below stay out of matplotlib's legends.
std::string seriesLabel(const std::string& label)
{
    return label.empty() ? "None" : pythonLabel(label.front() == '_' ? "\u200b" + label : label);
}

std::string pythonColor(int index)
{
    return "\"#" + paperColor(index) + "\"";
}

std::string pythonLine(int index, bool isDashed)
{
    constexpr const char* kStyles[] = {"\"-\"", "\"--\"", "\"-.\"", "\":\""};
    return isDashed ? "\"--\"" : kStyles[int(paperLine(index))];
}

/// The argument for stripes; nothing for bars without.
std::string pythonHatch(int index)
{
    constexpr const char* kHatches[] = {"", ", \"////\"", ", \"\\\\\\\\\\\\\\\\\"", ", \"xxxx\""};
    return kHatches[int(paperHatch(index))];
}

std::string pythonMarker(int index)
{
    constexpr const char* kMarkers[]
        = {"\"o\"", "\"s\"", "\"D\"", "\"^\"", "\"v\"", "\"x\"", "\"+\"", "\"*\""};
    return kMarkers[paperMarker(index)];
}

bool anyPanel(const Figure& figure, bool (*has)(const Panel&))
{
    return std::any_of(figure.panels.begin(), figure.panels.end(), has);
}

std::string functionsText(const Figure& figure)
{
    std::string out;
    const auto addIf = [&](std::string_view function, bool (*has)(const Panel&)) {
        if (anyPanel(figure, has))
            out += function;
    };
    addIf(kPythonLine, [](const Panel& panel) { return !panel.lines.empty(); });
    addIf(kPythonReference, [](const Panel& panel) { return !panel.references.empty(); });
    addIf(kPythonVertical, [](const Panel& panel) { return !panel.markers.empty(); });
    addIf(kPythonBars, [](const Panel& panel) { return !panel.bars.empty(); });
    addIf(kPythonBoxes, [](const Panel& panel) { return !panel.boxes.empty(); });
    addIf(kPythonPoints, [](const Panel& panel) { return !panel.points.empty(); });
    addIf(kPythonHeat, [](const Panel& panel) { return panel.heatMap.has_value(); });
    return out;
}

std::string axesText(const Figure& figure, std::size_t index, const PanelRange& range, std::size_t characters)
{
    const auto& panel = figure.panels[index];
    const bool isCategorical = !panel.x.categories.empty();
    const bool hasNames = index + 1 == figure.panels.size() || !sharesNames(figure);
    std::string out = "\nax = axes[" + std::to_string(index) + "]\n";
    const auto title = pythonLabel(wrappedText(panel.title, characters));
    if (figure.panels.size() > 1)
        out += "ax.set_title(" + title + ", loc=\"left\")\nax.annotate(\"" + char('a' + char(index % 26))
            + "\", (0, 1), xytext=(-3, 3), xycoords=\"axes fraction\", textcoords=\"offset points\", "
              "ha=\"right\",\n"
              "            weight=\"bold\", fontsize=FONT + 1)\n";
    else if (!panel.title.empty())
        out += "ax.set_title(" + title + ", loc=\"left\")\n";
    out += "ax.set_xlabel(" + pythonLabel(hasNames ? wrappedText(panel.x.label, characters) : "")
        + ")\nax.set_ylabel(" + pythonLabel(wrappedText(panel.y.label, characters)) + ")\n";
    if (panel.x.logarithmic)
        out += "ax.set_xscale(\"log\")\n";
    if (panel.y.logarithmic)
        out += "ax.set_yscale(\"log\")\n";
    out += "ax.set_xlim(" + numberText(range.x.low) + ", " + numberText(range.x.high) + ")\n";
    out += panel.heatMap ? "ax.set_ylim(" + numberText(range.y.high) + ", " + numberText(range.y.low) + ")\n"
                         : "ax.set_ylim(" + numberText(range.y.low) + ", " + numberText(range.y.high) + ")\n";
    if (isCategorical)
        out += "categories(ax, ax.xaxis, " + pythonLabels(panel.x.categories) + ")\n"
            + (hasNames ? "" : "ax.tick_params(axis=\"x\", labelbottom=False)\n");
    if (isCategorical && !panel.heatMap && panel.bars.empty() && panel.boxes.empty())
        out += "ax.grid(axis=\"x\", color=\"0.7\", linewidth=0.5)\n";
    if (panel.heatMap)
        out += "categories(ax, ax.yaxis, " + pythonLabels(panel.y.categories) + ")\n";
    return out;
}

std::string linesText(
    const Panel& panel, std::size_t index, const PanelRange& range, const PaperSize& size, double panelWidth)
{
    std::string out;
    for (std::size_t s = 0; s < panel.lines.size(); ++s) {
        const auto& line = panel.lines[s];
        out += "line(ax, \"" + wideColumn(index, "line", s) + "\", " + seriesLabel(line.label) + ", "
            + pythonColor(line.color) + ", " + pythonLine(line.color, line.dashed);
        const double marker = lineMarkerPoints(line.x.size(), panelWidth);
        if (marker > 0 && isMarked(panel, line))
            out += ", marker=" + pythonMarker(line.color) + ", size=" + fixedText(marker, 1);
        out += line.faint ? ", faint=True)\n" : ")\n";
    }
    for (std::size_t s = 0; s < panel.references.size(); ++s)
        out += "reference(ax, \"" + wideColumn(index, "reference", s) + "\", "
            + seriesLabel(panel.references[s].label) + ", " + pythonColor(panel.references[s].color) + ")\n";
    const auto labels = placedLabels(panel, range, panelWidth, 0.6 * panelWidth, smallPoints(size));
    for (std::size_t s = 0; s < panel.markers.size(); ++s) {
        const auto& place = labels[s].place;
        out += "vertical(ax, \"" + wideColumn(index, "marker", s) + "\", " + pythonLabel(labels[s].text)
            + (place.isRight ? ", \"right\"" : ", \"left\"")
            + (place.isBelow ? ", \"bottom\", " : ", \"top\", ") + fixedText(place.away, 3) + ")\n";
    }
    return out;
}

std::string marksText(const Panel& panel, std::size_t index, const std::string& lines)
{
    std::string out;
    const auto beside = [&](const char* function, const char* mark, std::size_t s, std::size_t count,
                            const auto& series, auto look) {
        out += std::string(function) + "(ax, \"" + wideColumn(index, mark, s) + "\", "
            + seriesLabel(series.label) + ", " + pythonColor(series.color) + ", "
            + numberText(categorySlot(s, count).width) + look(series.color) + ")\n";
    };
    for (std::size_t s = 0; s < panel.bars.size(); ++s)
        beside("bars", "bar", s, panel.bars.size(), panel.bars[s], pythonHatch);
    for (std::size_t s = 0; s < panel.boxes.size(); ++s)
        beside("boxes", "box", s, panel.boxes.size(), panel.boxes[s],
            [](int color) { return ", " + pythonLine(color, false); });
    std::size_t count = 0;
    for (const auto& points : panel.points)
        count += points.x.size();
    const auto look = pointLook(count);
    for (std::size_t s = 0; s < panel.points.size(); ++s)
        out += "points(ax, \"" + wideColumn(index, "point", s) + "\", " + seriesLabel(panel.points[s].label)
            + ", " + pythonColor(panel.points[s].color) + ", " + pythonMarker(panel.points[s].color) + ", "
            + numberText(look.diameter) + ", " + numberText(look.opacity) + ")\n";
    out += lines;
    if (!panel.heatMap)
        return out;
    const auto& map = *panel.heatMap;
    constexpr std::size_t kMostTexts = 400;
    return out + "heat(ax, \"p" + std::to_string(index + 1) + "_heat\", "
        + std::to_string(panel.y.categories.size()) + ", " + std::to_string(panel.x.categories.size()) + ", "
        + numberText(map.low) + ", " + numberText(map.high) + ", " + pythonLabel(map.label) + ", "
        + (map.values.size() <= kMostTexts ? pythonLabels(map.texts) : "[]") + ")\n";
}

std::string constantsText(const Figure& figure, const PaperSize& size)
{
    const auto origin = originLines(figure);
    std::string out = "NAME = " + pythonText(figure.title.empty() ? figure.name : figure.title) + "\n"
        + "TITLE = " + (size.withTitle ? pythonLabel(figure.title) : "\"\"") + "\n"
        + "NOTE = " + (size.withNote ? pythonLabel(figure.note) : "\"\"") + "\n" + "PROGRAM = "
        + pythonText(figure.provenance.program) + "\n" + "ORIGIN = " + pythonText(joinText(origin, "; "))
        + "\n" + "WIDTH_MM, HEIGHT_MM = " + numberText(size.widthMm) + ", " + numberText(size.heightMm) + "\n"
        + "FONT, SMALL = " + numberText(size.fontPoints) + ", " + numberText(smallPoints(size))
        + "  # points\n";
    if (!anyPanel(figure, [](const Panel& panel) { return panel.heatMap.has_value(); }))
        return out;
    out += "HEAT = matplotlib.colors.LinearSegmentedColormap.from_list(\"heat\", [";
    for (const auto color : kPaperHeat) {
        char text[16];
        std::snprintf(text, sizeof text, "\"#%06x\", ", unsigned(color));
        out += text;
    }
    return out + "])\n";
}

constexpr std::string_view kPythonImports = R"py(import csv
import sys
import textwrap
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.font_manager
import matplotlib.pyplot as plt
import numpy as np

)py";

constexpr std::string_view kPythonStart = R"py(
FONTS = {font.name for font in matplotlib.font_manager.fontManager.ttflist}
plt.rcParams.update({
    "font.family": [font for font in ["Arial", "Liberation Sans", "Helvetica", "DejaVu Sans"]
                    if font in FONTS],
    "font.size": FONT, "axes.labelsize": FONT, "axes.titlesize": FONT, "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL, "legend.fontsize": SMALL, "pdf.fonttype": 42, "savefig.dpi": 600,
    "hatch.linewidth": 0.5, "axes.linewidth": 0.6, "axes.spines.top": False, "axes.spines.right": False, "axes.labelpad": 2,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.2, "ytick.major.size": 2.2,
    "xtick.minor.size": 1.2, "ytick.minor.size": 1.2, "xtick.major.pad": 2, "ytick.major.pad": 2,
})


def read(path):
    """Columns of a CSV by name; lines that start with # are comments."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(row for row in file if not row.startswith("#")))
    columns = np.array(rows[1:], dtype=float).reshape(len(rows) - 1, len(rows[0])).T
    return dict(zip(rows[0], columns))


def categories(ax, axis, names):
    """Names instead of numbers on an axis; slanted when they would run into each other."""
    step = max(1, len(names) // 40)
    axis.set_ticks(range(0, len(names), step), names[::step])
    axis.set_tick_params(length=0, which="both")
    if axis is ax.xaxis and sum(map(len, names)) * 0.6 * SMALL / 72 * 25.4 > 0.8 * WIDTH_MM / COLUMNS:
        plt.setp(axis.get_ticklabels(), rotation=35, ha="right", rotation_mode="anchor")

)py";

} // namespace

std::string figureMatplotlib(const Figure& figure, const std::string& csvName, const PaperSize& size)
{
    const int columns = std::clamp(figure.columns, 1, std::max(1, int(figure.panels.size())));
    const int rows = std::max(1, (int(figure.panels.size()) + columns - 1) / columns);
    std::string out = "#!/usr/bin/env python3\n" + originComment(figure, "# ")
        + "#\n# Redraws the figure as PDF and PNG, named like this file: python3 THIS_FILE "
          "[OUT_WITHOUT_ENDING]\n";
    out += kPythonImports;
    out += constantsText(figure, size) + "ROWS, COLUMNS = " + std::to_string(rows) + ", "
        + std::to_string(columns) + "\n";
    out += kPythonStart;
    out += functionsText(figure);
    out += "\ndata = read(Path(__file__).resolve().parent / " + pythonText(csvName)
        + ")\nfig, grid = plt.subplots(ROWS, COLUMNS, figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), "
          "squeeze=False)\n"
          "axes = list(grid.flat)\nfor unused in axes["
        + std::to_string(figure.panels.size())
        + ":]:\n    unused.remove()\naxes = axes[:" + std::to_string(figure.panels.size()) + "]\n";
    const auto ranges = figureRanges(figure);
    const double panelWidth = 0.75 * size.widthMm / 25.4 * 72 / columns; // about, in points
    const auto characters = std::size_t(panelWidth / (0.48 * size.fontPoints));
    for (std::size_t i = 0; i < figure.panels.size(); ++i)
        out += axesText(figure, i, ranges[i], characters)
            + marksText(figure.panels[i], i, linesText(figure.panels[i], i, ranges[i], size, panelWidth));
    out += '\n';
    out += kPythonFinish;
    return out;
}

} // namespace modalscope
