#include "core/eval/bootstrap.h"

#include "core/base/random.h"
#include "core/base/require.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

/// Draws `counts.size()` samples with replacement: two 32-bit halves of each random number, so the chance of
/// a sample is uneven by less than its share of 2^32.
void drawCounts(Random& random, std::span<std::uint32_t> counts)
{
    std::fill(counts.begin(), counts.end(), 0U);
    const auto bound = std::uint64_t(counts.size());
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        bits = i % 2 == 0 ? random.next() : bits >> 32;
        ++counts[((bits & 0xffffffffU) * bound) >> 32];
    }
}

} // namespace

int bootstrapResamples(std::int64_t samples)
{
    return int(std::clamp<std::int64_t>(50'000'000 / std::max<std::int64_t>(samples, 1), 200, 1000));
}

std::vector<Interval> bootstrapIntervals(std::int64_t samples, int statisticCount,
    const ResampleStatistics& statistics, std::uint64_t seed, const std::function<bool()>& shouldStop)
{
    require(samples > 0 && samples < (std::int64_t(1) << 32), "samples to draw from");
    const int resamples = bootstrapResamples(samples);
    Random random(seed, "bootstrap");
    std::vector<std::uint32_t> counts(static_cast<std::size_t>(samples));
    std::vector<double> row(static_cast<std::size_t>(statisticCount));
    std::vector<std::vector<double>> values(row.size());
    for (int r = 0; r < resamples && !(shouldStop && shouldStop()); ++r) {
        drawCounts(random, counts);
        statistics(counts, row);
        for (std::size_t s = 0; s < row.size(); ++s)
            if (!std::isnan(row[s]))
                values[s].push_back(row[s]);
    }
    std::vector<Interval> intervals;
    for (auto& drawn : values)
        intervals.push_back({quantile(drawn, 0.025), quantile(drawn, 0.975)});
    return intervals;
}

double quantile(std::span<double> values, double share)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    const double place = share * double(values.size() - 1);
    const auto below = std::size_t(place);
    const auto above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - double(below)) * (values[above] - values[below]);
}

} // namespace modalscope
