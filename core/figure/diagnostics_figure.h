#pragma once

#include "core/figure/laziness_figure.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Gradient norm and cosine (joint against own loss) of each encoder; ratio and coefficient of OGM where
/// there are some. On logarithmic axes mean and band are those of the logarithm (geometric mean), and the
/// note says so.
Figure gradientFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options = {});

/// ‖P‖, effective rank of P and ‖gP‖/‖g‖ (with the line below which the head is frozen) of the groups that
/// modify the head's gradient; the note carries the warnings.
Figure hgmFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options = {});

/// One sentence per group whose head no longer learns: ‖gP‖/‖g‖ below 0.01 in its last epoch (`mla.md` 1.8).
std::vector<std::string> hgmWarnings(std::span<const RunSeries> runs, const LazinessReport& report);

} // namespace modalscope
