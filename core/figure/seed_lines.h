#pragma once

#include "core/analysis/run_series.h"
#include "core/figure/figure.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// How one column of several histories becomes lines.
struct SeedLineStyle {
    std::string label;
    int color = 0;
    double factor = 1;
    bool band = true; ///< mean with its 95 % t interval; else the mean, and every run pale behind it
    bool logarithmic
        = false; ///< mean and interval of the logarithm; values that are not above 0 are left out
};

/// One column of the histories of runs that differ in the seed, over epochs. A mean is over the runs that
/// have come so far; epochs that only one run has reached have no interval. Nothing when no run has a finite
/// value.
std::vector<LineSeries> seedLines(
    std::span<const RunSeries> runs, const std::string& column, const SeedLineStyle& style);

} // namespace modalscope
