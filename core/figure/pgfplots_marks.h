#pragma once

#include "core/figure/marker_place.h"
#include "core/figure/paper_look.h"

#include <string>
#include <vector>

namespace modalscope {

/// Where and how the marks of a panel are written.
struct PgfplotsPanel {
    const Panel& panel;
    std::size_t index = 0; ///< of the panel in its figure
    PanelRange range;
    PaperSize size;
    double width = 0, height = 0; ///< of the axes, in points
    std::vector<PlacedLabel> markers; ///< labels of vertical lines
    std::string table; ///< what \addplot reads: a loaded table or a file, in braces
};

/// \addplot and \draw commands for everything in a panel, from the back to the front; columns are those of
/// figureWideCsv, colours \definecolor'ed as "ms" and the colour's digits.
std::string pgfplotsMarks(const PgfplotsPanel& of);

/// "ms0072B2"
std::string pgfplotsColor(int index);

/// "densely dashed"
std::string pgfplotsLine(int index, bool isDashed);

/// ", postaction={pattern=north east lines, pattern color=white}": the stripes of a bar; empty without. Needs
/// the TikZ library patterns.
std::string pgfplotsHatch(int index);

/// ", mark=*, mark size=1.8pt, mark options={solid}"
std::string pgfplotsMarker(int index, double points);

} // namespace modalscope
