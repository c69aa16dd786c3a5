#include "core/analysis/histogram_bins.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Sums of fractions that should lie on an edge of two bins may miss it by this much.
constexpr double kEdge = 1e-9;

} // namespace

int HistogramBins::binOf(double value) const
{
    if (std::isnan(value))
        return -1;
    const double bin = std::floor((value - low) / width + kEdge);
    return int(std::clamp(bin, 0.0, double(count - 1)));
}

HistogramBins binsAroundSteps(std::span<const double> values, double step, int most)
{
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (const double value : values)
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (low > high)
        low = high = 0;
    for (;; step *= 2) {
        const double first = std::floor(low / step + 0.5 + kEdge);
        const double last = std::floor(high / step + 0.5 + kEdge);
        if (last - first + 1 <= most)
            return {(first - 0.5) * step, step, int(last - first) + 1};
    }
}

} // namespace modalscope
