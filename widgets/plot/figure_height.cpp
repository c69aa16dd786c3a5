#include "core/figure/figure_legend.h"
#include "core/figure/shared_names.h"
#include "widgets/plot/figure_painter.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Height in points of a panel `width` points wide: cells of a heat map about as high as wide.
double suitablePanelHeight(const Panel& panel, double width)
{
    if (!panel.heatMap)
        return std::clamp(width * 0.68, 118.0, 260.0);
    const double form = double(panel.y.categories.size()) / std::max(1.0, double(panel.x.categories.size()));
    return std::clamp((width - 45) * form + 45, 100.0, 420.0);
}

constexpr double kCharacter = 3.3; // points

/// About what panels below each other with their names and the note take in points.
double stackedPoints(const Figure& figure, double width)
{
    const auto& names = figure.panels.front().x.categories;
    std::size_t longest = 0;
    for (const auto& name : names)
        longest = std::max(longest, name.size());
    const bool isUpright = width - 35 < 13.0 * double(names.size());
    return double(figure.panels.size()) * (std::clamp(width * 0.2, 62.0, 100.0) + 16)
        + kCharacter * double(longest) * (isUpright ? 1 : 0.58)
        + 8 * std::floor(kCharacter * double(figure.note.size()) / width);
}

/// About what the legend takes in points beyond its first row.
double legendPoints(const Figure& figure, double width)
{
    constexpr double kRow = 9, kKey = 31;
    double length = 0;
    for (const auto& entry : legendOf(figure))
        length += kKey + kCharacter * double(entry.label.size());
    return kRow * std::floor(length / std::max(1.0, width));
}

} // namespace

double FigurePainter::suitableHeight(const Figure& figure, double width)
{
    if (sharesNames(figure))
        return stackedPoints(figure, width) + 30 + legendPoints(figure, width);
    const int columns = std::clamp(figure.columns, 1, std::max(1, int(figure.panels.size())));
    const double rows = std::max(1.0, std::ceil(double(figure.panels.size()) / columns));
    double panel = figure.panels.empty() ? 90 : 0;
    for (const auto& each : figure.panels)
        panel = std::max(panel, suitablePanelHeight(each, width / columns));
    return rows * panel + 30 + legendPoints(figure, width);
}

} // namespace modalscope
