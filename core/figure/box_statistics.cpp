#include "core/figure/box_statistics.h"

#include "core/eval/bootstrap.h"

#include <algorithm>
#include <cmath>

namespace modalscope {

BoxStatistics boxStatistics(const std::vector<double>& values)
{
    std::vector<double> sorted;
    std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
        [](double value) { return std::isfinite(value); });
    BoxStatistics box;
    box.n = int(sorted.size());
    if (sorted.empty())
        return box;
    box.lowerQuartile = quantile(sorted, 0.25); // sorts
    box.median = quantile(sorted, 0.5);
    box.upperQuartile = quantile(sorted, 0.75);
    const double reach = 1.5 * (box.upperQuartile - box.lowerQuartile);
    box.lowerWhisker = *std::lower_bound(sorted.begin(), sorted.end(), box.lowerQuartile - reach);
    box.upperWhisker = *(std::upper_bound(sorted.begin(), sorted.end(), box.upperQuartile + reach) - 1);
    // Between two far values a quartile may lie beyond the last one within reach: no whisker points inwards.
    box.lowerWhisker = std::min(box.lowerWhisker, box.lowerQuartile);
    box.upperWhisker = std::max(box.upperWhisker, box.upperQuartile);
    return box;
}

std::vector<double> stripValues(const std::vector<double>& values)
{
    const auto box = boxStatistics(values);
    std::vector<double> shown;
    for (const double value : values)
        if (std::isfinite(value)
            && (box.n <= kStripValues || value < box.lowerWhisker || value > box.upperWhisker))
            shown.push_back(value);
    return shown;
}

double stripPlace(std::size_t index)
{
    constexpr double kGoldenRatio = 0.6180339887498949; // of one place to the next: never two close together
    const double place = 0.5 + double(index) * kGoldenRatio;
    return place - std::floor(place) - 0.5;
}

CategorySlot categorySlot(std::size_t series, std::size_t count)
{
    constexpr double kAll = 0.8, kGap = 0.04;
    const double each = kAll / double(std::max<std::size_t>(1, count));
    const double widest = 0.5; // one alone would be a wall
    return {-kAll / 2 + (double(series) + 0.5) * each,
        std::min(widest, (kAll - kGap) / double(std::max<std::size_t>(1, count)))};
}

} // namespace modalscope
