#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace modalscope {

/// What a two-sided test says of paired differences. Differences that are not finite are left out; without
/// any, the statistic and both p are NaN.
struct PairedTest {
    double statistic = std::numeric_limits<double>::quiet_NaN();
    double pValue = std::numeric_limits<double>::quiet_NaN(); ///< in (0, 1]
    int n = 0; ///< differences that counted
    bool exact = false; ///< p from all sign patterns, not from an approximation or random ones
    /// The smallest p that so many differences can give, when all have the same sign: 0.0625 for five. When
    /// it is above the level asked for, the test cannot find anything, however different the methods are.
    double leastP = std::numeric_limits<double>::quiet_NaN();
};

/// Wilcoxon's signed-rank test: are the differences symmetric about 0? The statistic is the smaller of the
/// rank sums of positive and of negative differences. Zeros are dropped (Wilcoxon's rule, `n` is without
/// them; only zeros give p = 1), equal sizes share their mean rank. Sizes that agree to 1e-10 of the largest
/// are equal: accuracies are fractions, and their differences carry rounding errors. Exact up to n = 25: the
/// distribution over all 2^n signs of the ranks as they are, with or without ties. Beyond, the normal
/// approximation, its variance corrected for ties, without continuity correction.
/// Source: Wilcoxon 1945, "Individual Comparisons by Ranking Methods"; Hollander, Wolfe and Chicken 2014,
/// "Nonparametric Statistical Methods", section 3.1.
PairedTest wilcoxonSignedRank(std::span<const double> differences);

/// Sign-flip permutation test: the share of sign patterns whose mean is at least as far from 0 as that of the
/// differences, which is the statistic; sums within 1e-10 of Σ|d| are equal. Zeros count in `n`. Exact up to
/// 20 differences that are not 0; beyond, 100 000 random patterns give (b + 1) / (100 000 + 1), the same for
/// the same seed. Source: Fisher 1935, "The Design of Experiments", section 21; Phipson and Smyth 2010,
/// "Permutation P-values Should Never Be Zero".
PairedTest permutationTest(std::span<const double> differences, std::uint64_t seed);

/// Holm's step-down adjustment: a result is significant at level α for the whole family when its adjusted p
/// is at most α. [test], in the order of `p`; NaN stays NaN and does not count as a test.
/// Source: Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure".
std::vector<double> holmAdjusted(std::span<const double> p);

} // namespace modalscope
