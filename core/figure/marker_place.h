#pragma once

#include "core/figure/figure_range.h"

#include <string>
#include <vector>

namespace modalscope {

/// Beside which end of a vertical line its label stands.
struct MarkerPlace {
    bool isRight = true; ///< of the line
    bool isBelow = false; ///< at the lower end
    double away = 0; ///< from that end, as a share of the panel's height: labels do not overlap
};

/// Size of a label in shares of the panel's width and height.
struct LabelSize {
    double width = 0, height = 0;
};

/// Places for the labels of a panel's vertical lines: where there is room and least is drawn, above if that
/// is all the same. A size for each.
std::vector<MarkerPlace> markerPlaces(
    const Panel& panel, const PanelRange& range, const std::vector<LabelSize>& sizes);

/// Room in shares of the panel's width beside a vertical line, on the side that has more.
double roomBeside(const Panel& panel, const PanelRange& range, const VerticalLine& line);

/// A label of a script, which cannot measure: its lines and its place.
struct PlacedLabel {
    std::string text;
    MarkerPlace place;
};

/// For a panel about `width` by `height` and a font size, all in one unit.
std::vector<PlacedLabel> placedLabels(
    const Panel& panel, const PanelRange& range, double width, double height, double fontSize);

} // namespace modalscope
