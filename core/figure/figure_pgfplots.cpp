#include "core/figure/figure_pgfplots.h"

#include "core/base/text.h"
#include "core/figure/figure_legend.h"
#include "core/figure/figure_origin.h"
#include "core/figure/figure_wide_csv.h"
#include "core/figure/pgfplots_marks.h"
#include "core/figure/pgfplots_text.h"
#include "core/figure/shared_names.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modalscope {
namespace {

constexpr double kMmPerPoint = 25.4 / 72.27; // of TeX
constexpr std::size_t kMostLoadedRows = 2000; // a table in memory is read once, but takes a lot of it

/// The room that texts take around the axes, in points: LaTeX draws axes of the size it is told.
struct AroundAxes {
    double left = 0, right = 4, below = 0, above = 0; ///< of each panel
    double head = 0; ///< title and legend of the figure
    double foot = 0; ///< its note
    int legendColumns = 1;
};

class PgfplotsDocument {
public:
    PgfplotsDocument(const Figure& figure, const std::string& csvName, const PaperSize& size)
        : m_figure(figure)
        , m_csvName(csvName)
        , m_size(size)
        , m_columns(std::clamp(figure.columns, 1, std::max(1, int(figure.panels.size()))))
        , m_rows(std::max(1, (int(figure.panels.size()) + m_columns - 1) / m_columns))
        , m_legend(legendOf(figure))
    {
        std::erase_if(m_legend, [](const auto& entry) { return entry.kind == LegendEntry::Kind::Scale; });
        m_isLoaded = wideRows(figure) <= kMostLoadedRows;
        measure();
    }

    std::string text() const { return head() + body(); }

private:
    void measure();
    void measureLegend(double width);
    std::string head() const;
    std::string body() const;
    std::string axisText(std::size_t index, const PanelRange& range) const;
    std::string categoriesText(const char* axis, const std::vector<std::string>& names, double length) const;
    std::string legendText() const;
    std::string fontText(double points) const
    {
        return "\\fontsize{" + numberText(points) + "}{" + numberText(points * 1.2) + "}\\selectfont";
    }
    static std::string mm(double points) { return fixedText(points * kMmPerPoint, 2) + "mm"; }

    const Figure& m_figure;
    std::string m_csvName;
    PaperSize m_size;
    int m_columns, m_rows;
    std::vector<LegendEntry> m_legend;
    bool m_isLoaded = true;
    AroundAxes m_around;
    double m_width = 0, m_height = 0; // of axes, in points
    double m_between = 0; // below axes with others below them
};

void PgfplotsDocument::measureLegend(double width)
{
    if (m_legend.empty())
        return;
    constexpr double kKey = 24; // with its distances
    double widest = 0;
    for (const auto& entry : m_legend)
        widest = std::max(widest, kKey + estimatedPoints(entry.label, smallPoints(m_size)));
    const auto count = int(m_legend.size());
    m_around.legendColumns = std::clamp(int(width / widest), 1, count);
    const int rows = (count + m_around.legendColumns - 1) / m_around.legendColumns;
    m_around.head += rows * smallPoints(m_size) * 1.75 + 4;
}

void PgfplotsDocument::measure()
{
    const double small = smallPoints(m_size);
    const double all = m_size.widthMm / kMmPerPoint;
    auto& around = m_around;
    const auto lines = [&](const std::string& text) { // that a label beside a panel takes
        return std::ceil(std::max(1.0, estimatedPoints(text, m_size.fontPoints)) / (0.72 * all / m_columns));
    };
    for (const auto& panel : m_figure.panels) {
        const double ticks
            = panel.y.categories.empty() ? 2.3 * small : longestPoints(panel.y.categories, small);
        around.left = std::max(around.left,
            std::min(ticks, all / m_columns / 3) + (panel.y.label.empty() ? 5 : 1.4 * m_size.fontPoints + 7));
        const double names = longestPoints(panel.x.categories, small);
        const double slot = all / m_columns * 0.75 / std::max<double>(1, double(panel.x.categories.size()));
        const double level = 1.2 * small + (names > slot ? std::min(0.57 * names, 60.0) : 0);
        around.below = std::max(around.below,
            level + (panel.x.label.empty() ? 5 : 1.2 * m_size.fontPoints * lines(panel.x.label) + 7));
        if (!panel.title.empty() || m_figure.panels.size() > 1)
            around.above = std::max(around.above, 1.2 * m_size.fontPoints * lines("m  " + panel.title) + 4);
        if (panel.heatMap)
            around.right = std::max(around.right, 2.3 * small + 1.4 * m_size.fontPoints + 16);
    }
    measureLegend(all - around.left);
    if (m_size.withTitle && !m_figure.title.empty())
        around.head += 1.5 * m_size.fontPoints;
    if (m_size.withNote)
        around.foot = std::ceil(estimatedPoints(m_figure.note, small) / all) * small * 1.2 + 4;
    m_width = std::max(20.0, all / m_columns - around.left - around.right);
    const double height = m_size.heightMm / kMmPerPoint - around.head - around.foot;
    m_between = sharesNames(m_figure) ? 5 : around.below;
    m_height = std::max(20.0, (height - (around.below - m_between)) / m_rows - around.above - m_between);
}

std::string PgfplotsDocument::head() const
{
    return originComment(m_figure, "% ")
        + "%\n"
          "% Compile with pdflatex or lualatex (more than "
        + std::to_string(kMostVectorPoints)
        + " points: lualatex). In a paper: \\usepackage{standalone}, the\n"
          "% packages below, and \\input this file. The numbers are in "
        + m_csvName
        + ".\n"
          "\\documentclass[border={0pt 0pt 0pt 2pt}]{standalone}\n"
          "\\usepackage[utf8]{inputenc}\n"
          "\\usepackage{pgfplots,pgfplotstable}\n"
          "\\usepgfplotslibrary{fillbetween,groupplots,statistics}\n"
          "\\usetikzlibrary{patterns}\n"
          "\\pgfplotsset{compat=1.16}\n"
          "\\begin{document}\n";
}

std::string PgfplotsDocument::categoriesText(
    const char* axis, const std::vector<std::string>& names, double length) const
{
    if (names.empty())
        return "";
    const double small = smallPoints(m_size);
    const bool isBelow = axis[0] == 'x';
    const double slot = length / double(names.size());
    const bool isSlanted = isBelow && longestPoints(names, small) > slot;
    const auto step = std::size_t(std::max(1.0, std::ceil(1.1 * small / slot)));
    std::string ticks, labels;
    for (std::size_t i = 0; i < names.size(); i += step) {
        ticks += (i == 0 ? "" : ",") + std::to_string(i);
        labels += (i == 0 ? "{" : ",{") + pgfplotsText(names[i]) + "}";
    }
    const std::string name(axis);
    std::string out = ", " + name + "tick={" + ticks + "},\n  " + name + "ticklabels={" + labels + "}";
    if (isSlanted)
        out += ", x tick label style={rotate=35, anchor=north east, inner sep=1pt}";
    return out;
}

std::string PgfplotsDocument::axisText(std::size_t index, const PanelRange& range) const
{
    const auto& panel = m_figure.panels[index];
    const auto letter = std::string(1, char('a' + char(index % 26)));
    std::string title = pgfplotsText(panel.title);
    if (m_figure.panels.size() > 1)
        title = "\\textbf{" + letter + "}" + (title.empty() ? "" : "\\enspace " + title);
    const bool hasNames = index + 1 == m_figure.panels.size() || !sharesNames(m_figure);
    std::string out = "\\nextgroupplot[title={" + title + "}, xlabel={"
        + (hasNames ? pgfplotsText(panel.x.label) : std::string()) + "}, ylabel={"
        + pgfplotsText(panel.y.label) + "},\n  xmin=" + numberText(range.x.low)
        + ", xmax=" + numberText(range.x.high) + ", ymin=" + numberText(range.y.low)
        + ", ymax=" + numberText(range.y.high);
    if (panel.x.logarithmic)
        out += ", xmode=log";
    if (panel.y.logarithmic)
        out += ", ymode=log";
    if (panel.x.categories.empty() && !panel.x.logarithmic)
        out += ", xtick distance=" + numberText(tickStep(range.x, m_width / (3.5 * smallPoints(m_size))));
    out += hasNames ? categoriesText("x", panel.x.categories, m_width) : ", xtick=\\empty";
    if (!panel.boxes.empty())
        out += ", boxplot/draw direction=y";
    if (!panel.x.categories.empty())
        out += panel.heatMap || !panel.bars.empty() || !panel.boxes.empty()
            ? ", major x tick style={draw=none}"
            : ", xmajorgrids";
    if (panel.heatMap) {
        out += categoriesText("y", panel.y.categories, m_height)
            + ", y dir=reverse, major tick length=0pt, point meta min=" + numberText(panel.heatMap->low)
            + ", point meta max=" + numberText(panel.heatMap->high)
            + ",\n  colormap name=msHeat, colorbar, colorbar style={width=2mm, xshift=-1mm, axis x "
              "line*=box,\n"
              "  axis y line*=box, yticklabel pos=right, ylabel near ticks, major tick length=2pt, ylabel={"
            + pgfplotsText(panel.heatMap->label) + "}}";
    }
    return out + "]\n";
}

/// Keys and labels at the first panel, above its title.
std::string PgfplotsDocument::legendText() const
{
    std::string out;
    for (const auto& entry : m_legend) {
        const auto color = pgfplotsColor(entry.color);
        using Kind = LegendEntry::Kind;
        switch (entry.kind) {
        case Kind::Bar:
            out += "\\addlegendimage{area legend, draw=" + color + ", fill=" + color
                + pgfplotsHatch(entry.color) + "}\n";
            break;
        case Kind::Box:
            out += "\\addlegendimage{area legend, " + pgfplotsLine(entry.color, false) + ", draw=" + color
                + ", fill=" + color + "!25}\n";
            break;
        case Kind::Point:
            out += "\\addlegendimage{only marks, " + color + pgfplotsMarker(entry.color, 3.6) + "}\n";
            break;
        default:
            out += std::string("\\addlegendimage{") + (entry.isMarked ? "" : "no marks, ")
                + "line width=0.9pt, " + color + ", " + pgfplotsLine(entry.color, entry.dashed)
                + (entry.isMarked ? pgfplotsMarker(entry.color, 3) : "") + "}\n";
        }
        out += "\\addlegendentry{\\strut " + pgfplotsText(entry.label) + "}\n";
    }
    return out;
}

std::string PgfplotsDocument::body() const
{
    std::string out = "\\begingroup%\n\\def\\msSmall{" + fontText(smallPoints(m_size)) + "}%\n";
    std::set<std::string> colors;
    for (const auto& panel : m_figure.panels) {
        const auto use = [&](const auto& all) {
            for (const auto& series : all)
                colors.insert(paperColor(series.color));
        };
        use(panel.lines);
        use(panel.references);
        use(panel.bars);
        use(panel.boxes);
        use(panel.points);
    }
    for (const auto& color : colors)
        out += "\\definecolor{ms" + color + "}{HTML}{" + color + "}%\n";
    out += "\\pgfplotsset{colormap={msHeat}{";
    for (const auto color : kPaperHeat)
        out += "rgb255=(" + std::to_string(color >> 16) + "," + std::to_string(color >> 8 & 0xff) + ","
            + std::to_string(color & 0xff) + ") ";
    out += "}}%\n";
    if (m_isLoaded)
        out += "\\pgfplotstableread[col sep=comma]{" + m_csvName + "}\\figuredata%\n";
    const auto& around = m_around;
    out += "\\begin{tikzpicture}[font=" + fontText(m_size.fontPoints) + "]\n\\begin{groupplot}[\n"
        + "  group style={group size=" + std::to_string(m_columns) + " by " + std::to_string(m_rows)
        + ", horizontal sep=" + mm(around.left + around.right) + ", vertical sep="
        + mm(around.above + m_between) + "},\n  scale only axis, width=" + mm(m_width) + ", height="
        + mm(m_height) + ",\n  table/col sep=comma, unbounded coords=jump, filter discard warning=false,\n"
        + "  axis x line*=bottom, axis y line*=left, tick align=outside,\n  typeset ticklabels with strut, "
          "scaled ticks=false,\n"
        + "  axis line style={line width=0.6pt}, major tick length=2.2pt, major grid style={gray!60, line "
          "width=0.5pt},\n"
        + "  tick label style={font=\\msSmall}, label style={align=center}, xlabel style={text width="
        + mm(m_width) + "},\n  ylabel style={text width=" + mm(m_height + 8) + "},\n"
        + "  title style={at={(0,1)}, anchor=south west, align=flush left, inner sep=2pt, text width="
        + mm(m_width) + "},\n  legend columns=" + std::to_string(around.legendColumns)
        + ", legend cell align=left, transpose legend=false,\n  legend style={at={(0,1)}, anchor=south west, "
          "xshift=-"
        + mm(around.left) + ", yshift=" + mm(around.above)
        + ", draw=none, fill=none, inner sep=1pt,\n    font=\\msSmall, /tikz/every even column/.append "
          "style={column sep=2mm}},\n]\n";
    const auto ranges = figureRanges(m_figure);
    for (std::size_t i = 0; i < m_figure.panels.size(); ++i) {
        out += axisText(i, ranges[i]);
        out += pgfplotsMarks({m_figure.panels[i], i, ranges[i], m_size, m_width, m_height,
            placedLabels(m_figure.panels[i], ranges[i], m_width, m_height, smallPoints(m_size)),
            m_isLoaded ? "{\\figuredata}" : "{" + m_csvName + "}"});
        if (i == 0)
            out += legendText();
    }
    out += "\\end{groupplot}\n";
    const auto corner = "(" + mm(-around.left) + ",";
    if (m_size.withTitle && !m_figure.title.empty())
        out += "\\node[anchor=south west, inner sep=0pt, font=" + fontText(m_size.fontPoints)
            + "\\bfseries] at " + corner + mm(m_height + around.above + around.head - 1.2 * m_size.fontPoints)
            + ") {" + pgfplotsText(m_figure.title) + "};\n";
    const double bottom = -(m_rows - 1) * (m_height + around.above + m_between) - around.below;
    if (m_size.withNote && !m_figure.note.empty())
        out += "\\node[anchor=north west, inner sep=0pt, align=left, font=\\msSmall, text width="
            + fixedText(m_size.widthMm, 2) + "mm] at " + corner + mm(bottom - 4) + ") {"
            + pgfplotsText(m_figure.note) + "};\n";
    out += "\\path " + corner + "0) -- +(" + fixedText(m_size.widthMm, 2)
        + "mm,0); % as wide as the column\n";
    return out + "\\end{tikzpicture}%\n\\endgroup\n\\end{document}\n";
}

} // namespace

std::string figurePgfplots(const Figure& figure, const std::string& csvName, const PaperSize& size)
{
    return PgfplotsDocument(figure, csvName, size).text();
}

} // namespace modalscope
