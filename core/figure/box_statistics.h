#pragma once

#include "core/figure/figure.h"

#include <cstddef>
#include <vector>

namespace modalscope {

/// What a box shows of its values.
struct BoxStatistics {
    int n = 0; ///< finite values; without any the rest is NaN
    double lowerWhisker = kNoValue; ///< the farthest value within 1.5 interquartile ranges of the box
    double lowerQuartile = kNoValue; ///< linear interpolation between order statistics
    double median = kNoValue;
    double upperQuartile = kNoValue;
    double upperWhisker = kNoValue;
};

/// Source: Tukey 1977, "Exploratory Data Analysis"; quartiles are type 7 of Hyndman and Fan 1996.
BoxStatistics boxStatistics(const std::vector<double>& values);

/// Up to so many values of a box are drawn one by one; of more only those beyond the whiskers.
inline constexpr int kStripValues = 50;

/// The values of a box that are drawn as points.
std::vector<double> stripValues(const std::vector<double>& values);

/// Where point `index` of a strip stands: -0.5 to 0.5 of its width, evenly spread and always the same.
double stripPlace(std::size_t index);
inline constexpr double kStripShare = 0.7; ///< width of the strip as a share of its box

/// Place and width of series `series` of `count` beside each other in a category, in units of the axis: bars
/// and boxes alike.
struct CategorySlot {
    double offset = 0; ///< of the middle, from the category's
    double width = 0;
};
CategorySlot categorySlot(std::size_t series, std::size_t count);

} // namespace modalscope
