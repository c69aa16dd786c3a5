#include "core/analysis/contribution.h"

#include "core/base/require.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>
#include <numeric>

namespace modalscope {
namespace {

constexpr int kMostModalities = 8; // 2^8 evaluations of a model

std::size_t subsetCount(int modalities)
{
    require(modalities >= 1 && modalities <= kMostModalities, "1 to 8 modalities");
    return std::size_t(1) << modalities;
}

/// |S|!·(M − |S| − 1)!/M! by |S|.
std::vector<double> orderShares(int modalities)
{
    std::vector<double> shares{1.0 / modalities};
    for (int size = 1; size < modalities; ++size)
        shares.push_back(shares.back() * size / (modalities - size));
    return shares;
}

double ratioOrNan(double part, double whole)
{
    return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : part / whole;
}

void requireCurve(std::span<const double> rates, std::span<const double> values)
{
    require(rates.size() == values.size(), "a value for each rate");
    require(std::adjacent_find(rates.begin(), rates.end(), std::greater_equal<>()) == rates.end(),
        "rates ascend");
}

} // namespace

std::vector<double> shapleyValues(std::span<const double> valueBySubset, int modalities)
{
    require(valueBySubset.size() == subsetCount(modalities), "a value for each subset");
    const auto shares = orderShares(modalities);
    std::vector<double> out(std::size_t(modalities), 0.0);
    for (std::size_t m = 0; m < out.size(); ++m) {
        const auto bit = std::size_t(1) << m;
        for (std::size_t subset = 0; subset < valueBySubset.size(); ++subset)
            if ((subset & bit) == 0)
                out[m] += shares[std::size_t(std::popcount(subset))]
                    * (valueBySubset[subset | bit] - valueBySubset[subset]);
    }
    return out;
}

std::vector<std::vector<double>> sampleValuation(
    const std::vector<std::vector<std::uint8_t>>& rightBySubset, int modalities)
{
    require(rightBySubset.size() == subsetCount(modalities), "predictions for each subset");
    const auto samples = rightBySubset.back().size();
    for (std::size_t subset = 1; subset < rightBySubset.size(); ++subset)
        require(rightBySubset[subset].size() == samples, "the same samples for each subset");
    std::vector<std::vector<double>> out;
    std::vector<double> values(rightBySubset.size(), 0.0);
    for (std::size_t i = 0; i < samples; ++i) {
        for (std::size_t subset = 1; subset < values.size(); ++subset)
            values[subset] = rightBySubset[subset][i] != 0 ? std::popcount(subset) : 0;
        out.push_back(shapleyValues(values, modalities));
    }
    return out;
}

PerceptualScore perceptualScore(double accuracy, std::span<const double> accuraciesWhenPermuted)
{
    const double sum = std::accumulate(accuraciesWhenPermuted.begin(), accuraciesWhenPermuted.end(), 0.0);
    const double score = accuracy - ratioOrNan(sum, double(accuraciesWhenPermuted.size()));
    return {score, ratioOrNan(score, accuracy)};
}

double conditionalUtilisation(double accuracyAll, double accuracyWithout)
{
    return ratioOrNan(accuracyAll - accuracyWithout, accuracyAll);
}

RobustnessArea robustnessArea(std::span<const double> rates, std::span<const double> values)
{
    requireCurve(rates, values);
    if (rates.size() < 2)
        return {ratioOrNan(0, 0), ratioOrNan(0, 0)};
    double area = 0;
    for (std::size_t i = 1; i < rates.size(); ++i)
        area += (rates[i] - rates[i - 1]) * (values[i] + values[i - 1]) / 2;
    return {area, area / (rates.back() - rates.front())};
}

EffectiveRobustness effectiveRobustness(
    std::span<const double> rates, std::span<const double> values, std::span<const double> baselineValues)
{
    requireCurve(rates, values);
    requireCurve(rates, baselineValues);
    if (rates.empty())
        return {ratioOrNan(0, 0), ratioOrNan(0, 0)};
    const double shift = values.front() - baselineValues.front();
    double sum = 0;
    for (std::size_t i = 0; i < rates.size(); ++i)
        sum += values[i] - (baselineValues[i] + shift);
    return {sum, sum / double(rates.size())};
}

} // namespace modalscope
