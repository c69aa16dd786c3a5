#pragma once

#include "core/analysis/laziness.h"
#include "core/figure/color_assignment.h"
#include "core/figure/figure.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// What the lines of one panel are.
enum class LinesPer {
    Modality, ///< a panel per method; a line, and a colour, per modality and for the fusion
    Method ///< a panel per modality and for the fusion; a line, and a colour, per method
};

struct LazinessFigureOptions {
    std::vector<std::string> groups; ///< ids of the groups to draw; empty = every one but unimodal references
    std::vector<std::string> modalities; ///< to draw; empty = all; "fused" is one of them
    LinesPer lines = LinesPer::Modality;
    std::string part = "valid"; ///< "train", "valid", "test": whose accuracy over epochs
    bool band = true; ///< mean with its 95 % t interval from 3 seeds on; else the mean, and every run pale
                      ///< behind it
    std::string command; ///< into the provenance
};

/// Every figure is a pure function of what it is given and takes well under 5 ms for 20 runs of 100 epochs,
/// so that it can be made anew at every epoch. Running runs count as far as they have come. Without anything
/// to draw: no panels, and the note says why.

/// Accuracy (%) of each modality and of the fusion over epochs, mean and band over seeds, with the accuracy
/// of the encoder trained alone (test) as a dashed line.
Figure accuracyFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options = {});

/// Laziness in points, alone − probe and alone − head, per method and modality, with error bars.
Figure lazinessBarFigure(
    const LazinessReport& report, ColorAssignment& colors, const LazinessFigureOptions& options = {});

/// Both of the above on one sheet: the figure for a paper.
Figure lazinessFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options = {});

} // namespace modalscope
