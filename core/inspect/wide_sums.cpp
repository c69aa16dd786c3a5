#include "core/inspect/wide_sums.h"

#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kSmallestSum = 1e-250; // squares of what adds up to less may have vanished

/// Four sums side by side: one alone would wait for each addition.
template <class T, class Term>
T sumInLanes(std::size_t count, const Term& term)
{
    std::array<T, 4> lanes{};
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (std::size_t lane = 0; lane < 4; ++lane)
            lanes[lane] += term(i + lane);
    for (; i < count; ++i)
        lanes[0] += term(i);
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

} // namespace

long double sumOf(std::span<const double> values)
{
    const double sum = sumInLanes<double>(values.size(), [&](std::size_t i) { return values[i]; });
    if (std::isfinite(sum))
        return sum;
    return sumInLanes<long double>(
        values.size(), [&](std::size_t i) { return static_cast<long double>(values[i]); });
}

long double productOf(std::span<const double> a, std::span<const double> b)
{
    const double sum = sumInLanes<double>(a.size(), [&](std::size_t i) { return a[i] * b[i]; });
    if (std::isfinite(sum) && std::abs(sum) > kSmallestSum)
        return sum;
    return sumInLanes<long double>(
        a.size(), [&](std::size_t i) { return static_cast<long double>(a[i]) * b[i]; });
}

} // namespace modalscope
