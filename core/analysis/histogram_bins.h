#pragma once

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Bins of equal width; a value on the edge of two belongs to the upper one, the last one holds its upper end
/// too, and what lies outside belongs to the bin at that end.
struct HistogramBins {
    double low = 0;
    double width = 1;
    int count = 1;

    int binOf(double value) const; ///< 0 .. count - 1; -1 for NaN
    double start(int bin) const { return low + bin * width; }
    double middle(int bin) const { return low + (bin + 0.5) * width; }
};

/// Bins whose middles are multiples of `step`, from the lowest value to the highest; the step doubles until
/// there are at most `most`. Without values one bin around 0.
HistogramBins binsAroundSteps(std::span<const double> values, double step, int most);

} // namespace modalscope
