#include "core/eval/paired_test.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/normal.hpp>

namespace modalscope {
namespace {

constexpr double kSame = 1e-10; // relative; rounding errors of differences of accuracies are about 1e-13
constexpr int kMostExactRanks = 25;
constexpr int kMostExactFlips = 20;
constexpr int kRandomFlips = 100'000;

std::vector<double> finiteOnes(std::span<const double> differences)
{
    std::vector<double> kept;
    for (const double difference : differences)
        if (std::isfinite(difference))
            kept.push_back(difference);
    return kept;
}

double largestSize(const std::vector<double>& differences)
{
    double largest = 0;
    for (const double difference : differences)
        largest = std::max(largest, std::abs(difference));
    return largest;
}

/// Removes differences of 0; `largest` is the largest size.
void dropZeros(std::vector<double>& differences, double largest)
{
    std::erase_if(differences, [&](double difference) { return std::abs(difference) <= kSame * largest; });
}

/// Ranks of differences by size, times two: shared ranks are whole numbers then.
struct SignedRanks {
    std::vector<int> doubled; ///< [difference], from the smallest
    std::int64_t doubledPositive = 0, doubledAll = 0; ///< sums
    double tieTerm = 0; ///< Σ over groups of t equal sizes of t³ − t
};

SignedRanks rankBySize(std::vector<double> differences)
{
    std::sort(
        differences.begin(), differences.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    const double same = differences.empty() ? 0 : kSame * std::abs(differences.back());
    SignedRanks out;
    for (std::size_t first = 0, end = 0; first < differences.size(); first = end) {
        for (end = first + 1; end < differences.size(); ++end)
            if (std::abs(differences[end]) - std::abs(differences[end - 1]) > same)
                break;
        const auto ties = double(end - first);
        out.tieTerm += ties * ties * ties - ties;
        for (std::size_t i = first; i < end; ++i) {
            out.doubled.push_back(int(first + 1 + end)); // ranks first + 1 .. end
            out.doubledAll += out.doubled.back();
            out.doubledPositive += differences[i] > 0 ? out.doubled.back() : 0;
        }
    }
    return out;
}

/// The share of all sign patterns in which the positive ranks sum to at most `doubledSum` / 2.
double shareUpTo(const SignedRanks& ranks, std::int64_t doubledSum)
{
    std::vector<double> patterns(std::size_t(ranks.doubledAll) + 1); // by doubled sum; whole, below 2^25
    patterns[0] = 1;
    for (const int rank : ranks.doubled)
        for (auto sum = patterns.size(); sum-- > std::size_t(rank);)
            patterns[sum] += patterns[sum - std::size_t(rank)];
    return std::ldexp(std::accumulate(patterns.begin(), patterns.begin() + doubledSum + 1, 0.0),
        -int(ranks.doubled.size()));
}

/// Two-sided p of a rank sum by the normal approximation.
double normalP(const SignedRanks& ranks, double sum)
{
    const auto n = double(ranks.doubled.size());
    const double variance = n * (n + 1) * (2 * n + 1) / 24 - ranks.tieTerm / 48;
    const double distance = std::abs(sum - n * (n + 1) / 4) / std::sqrt(variance);
    return 2 * boost::math::cdf(boost::math::normal(), -distance);
}

/// The sums of all sign patterns.
std::vector<double> allFlips(const std::vector<double>& differences)
{
    std::vector<double> sums{0};
    sums.reserve(std::size_t(1) << differences.size());
    for (const double difference : differences) {
        for (std::size_t i = 0, known = sums.size(); i < known; ++i) {
            sums.push_back(sums[i] - difference);
            sums[i] += difference;
        }
    }
    return sums;
}

double randomFlip(const std::vector<double>& differences, Random& random)
{
    double sum = 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < differences.size(); ++i) {
        bits = i % 64 == 0 ? random.next() : bits >> 1;
        sum += (bits & 1) != 0 ? differences[i] : -differences[i];
    }
    return sum;
}

} // namespace

PairedTest wilcoxonSignedRank(std::span<const double> differences)
{
    auto counted = finiteOnes(differences);
    PairedTest out;
    if (counted.empty())
        return out;
    dropZeros(counted, largestSize(counted));
    out.n = int(counted.size());
    out.exact = out.n <= kMostExactRanks;
    const auto ranks = rankBySize(std::move(counted));
    const auto smaller = std::min(ranks.doubledPositive, ranks.doubledAll - ranks.doubledPositive);
    out.statistic = double(smaller) / 2;
    out.pValue = out.exact ? 2 * shareUpTo(ranks, smaller) : normalP(ranks, out.statistic);
    out.pValue = std::min(1.0, out.pValue);
    out.leastP = out.exact ? std::min(1.0, std::ldexp(1.0, 1 - out.n)) : normalP(ranks, 0);
    return out;
}

PairedTest permutationTest(std::span<const double> differences, std::uint64_t seed)
{
    auto counted = finiteOnes(differences);
    PairedTest out;
    if (counted.empty())
        return out;
    out.n = int(counted.size());
    const double sum = std::accumulate(counted.begin(), counted.end(), 0.0);
    out.statistic = sum / out.n;
    dropZeros(counted, largestSize(counted)); // a zero is the same with either sign
    double sizes = 0;
    for (const double difference : counted)
        sizes += std::abs(difference);
    const double least = std::abs(sum) - kSame * sizes;
    const auto isFar = [&](double flipped) { return std::abs(flipped) >= least; };

    out.exact = counted.size() <= kMostExactFlips;
    if (out.exact) {
        const auto sums = allFlips(counted);
        out.pValue = double(std::count_if(sums.begin(), sums.end(), isFar)) / double(sums.size());
        out.leastP = std::min(1.0, 2 / double(sums.size()));
        return out;
    }
    Random random(seed, "permutation test");
    int far = 0;
    for (int i = 0; i < kRandomFlips; ++i)
        far += isFar(randomFlip(counted, random)) ? 1 : 0;
    out.pValue = double(far + 1) / (kRandomFlips + 1);
    out.leastP = 1.0 / (kRandomFlips + 1);
    return out;
}

std::vector<double> holmAdjusted(std::span<const double> p)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (!std::isnan(p[i]))
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.begin(), p.end());
    double largest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        largest = std::max(largest, std::min(1.0, double(order.size() - i) * p[order[i]]));
        adjusted[order[i]] = largest;
    }
    return adjusted;
}

} // namespace modalscope
