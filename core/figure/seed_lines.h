#pragma once

#include "core/analysis/run_series.h"
#include "core/figure/figure.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// A t interval of two seeds has one degree of freedom: it says nothing, and would cover the panel.
inline constexpr int kLeastSeedsForBand = 3;

/// How one column of several histories becomes lines.
struct SeedLineStyle {
    std::string label;
    int color = 0;
    double factor = 1;
    bool band = true; ///< the mean gets its 95 % t interval where there are kLeastSeedsForBand runs
    bool logarithmic
        = false; ///< mean and interval of the logarithm; values that are not above 0 are left out
};

/// The mean of one column of the histories of runs that differ in the seed, over the epochs that all of them
/// have, so that n is the same along the curve; an epoch in which one of them has no value is a gap. Runs
/// without any finite value do not count; nothing when there are no others.
std::optional<LineSeries> seedMean(
    std::span<const RunSeries> runs, const std::string& column, const SeedLineStyle& style);

/// That mean, and every run pale behind it where there is no band or where a run goes further than the mean.
std::vector<LineSeries> seedLines(
    std::span<const RunSeries> runs, const std::string& column, const SeedLineStyle& style);

} // namespace modalscope
