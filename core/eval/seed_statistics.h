#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Mean over seeds with its 95 % t interval: mean ± t(0.975, n − 1) · deviation / √n. Without values all NaN;
/// with one value the interval is NaN, because one seed says nothing about the spread.
struct SeedStatistics {
    int n = 0;
    double mean, deviation, low, high; ///< deviation with n − 1 in the denominator
    SeedStatistics();
    bool hasInterval() const { return n >= 2; }
};

SeedStatistics seedStatistics(std::span<const double> values); ///< NaN counts as not there

/// Mean of `a` minus mean of `b` for values that belong to different seeds, with Welch's interval.
SeedStatistics unpairedDifference(std::span<const double> a, std::span<const double> b);

/// t such that Student's distribution with `degrees` (above 0) of freedom has 97.5 % below it.
double studentQuantile(double degrees);

/// One number and the runs it comes from.
struct SeedValue {
    std::uint64_t seed = 0;
    std::vector<std::string> runs; ///< ids: one, or two for a difference
    double value = 0;
};

/// One number per seed and their statistics.
struct SeedNumbers {
    std::vector<SeedValue> values; ///< by seed
    SeedStatistics over;
    /// Differences: of the same seed on both sides. Else `values` is empty and `over` is of the two means,
    /// over.n the smaller side.
    bool paired = true;

    bool isEmpty() const { return over.n == 0; }
    std::vector<std::string> runs() const; ///< ids, each once
};

/// Takes values in any order; one seed may occur once. NaN values are left out.
SeedNumbers seedNumbers(std::vector<SeedValue> values);

/// (a − b) · factor: by seed when any seed is on both sides, else of the means with Welch's interval.
SeedNumbers seedDifference(const SeedNumbers& a, const SeedNumbers& b, double factor = 1);

} // namespace modalscope
