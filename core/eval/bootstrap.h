#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace modalscope {

/// A 95 % interval.
struct Interval {
    double low = 0;
    double high = 0;
};

/// How often a resample is drawn: 1000 times up to 50 000 samples, fewer beyond so that the work stays the
/// same, at least 200 times.
int bootstrapResamples(std::int64_t samples);

/// Computes statistics of one resample, in which sample i occurs `counts[i]` times.
using ResampleStatistics
    = std::function<void(std::span<const std::uint32_t> counts, std::span<double> statistics)>;

/// Percentile bootstrap: the 2.5 and 97.5 percentiles (linear interpolation) of each of `statisticCount`
/// statistics over resamples with replacement of `samples` samples. The same seed gives the same intervals. A
/// statistic that is NaN in a resample is left out there; NaN in all gives NaN. Source: Efron and Tibshirani
/// 1993, "An Introduction to the Bootstrap", chapter 13. Drawing ends early when `shouldStop` says so,
/// between two resamples: the intervals are then worth nothing.
std::vector<Interval> bootstrapIntervals(std::int64_t samples, int statisticCount,
    const ResampleStatistics& statistics, std::uint64_t seed, const std::function<bool()>& shouldStop = {});

/// The `share` quantile (0 .. 1) with linear interpolation between order statistics; sorts `values`.
double quantile(std::span<double> values, double share);

} // namespace modalscope
