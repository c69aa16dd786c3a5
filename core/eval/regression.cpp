#include "core/eval/regression.h"

#include "core/base/require.h"
#include "core/eval/bootstrap.h"
#include "core/eval/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr std::array<std::pair<const char*, double RegressionScores::*>, 7> kRegressionStatistics{{
    {"mae", &RegressionScores::mae},
    {"pearson", &RegressionScores::pearson},
    {"acc7", &RegressionScores::acc7},
    {"acc5", &RegressionScores::acc5},
    {"acc2", &RegressionScores::acc2},
    {"f1", &RegressionScores::f1},
    {"f1_released_code", &RegressionScores::f1ReleasedCode},
}};

double ratioOf(double part, double whole)
{
    return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

/// Half to even in every rounding mode.
double roundedWithin(double value, double most)
{
    const double inside = std::clamp(value, -most, most);
    const double below = std::floor(inside);
    const double rest = inside - below;
    if (rest != 0.5)
        return rest < 0.5 ? below : below + 1;
    return std::fmod(below, 2) == 0 ? below : below + 1;
}

double f1OfClass(double both, double first, double second)
{
    return first + second > 0 ? 2 * both / (first + second) : 0;
}

} // namespace

RegressionMeasure::RegressionMeasure(
    std::span<const double> predicted, std::span<const double> targets, std::span<const std::uint8_t> mask)
{
    require(predicted.size() == targets.size(), "a target for every prediction");
    require(mask.empty() || mask.size() == targets.size(), "a mask as long as the targets");
    double predictedSum = 0, targetSum = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (!mask.empty() && mask[i] == 0)
            continue;
        const double p = predicted[i], t = targets[i];
        m_entries.push_back({p, t, std::abs(p - t), roundedWithin(p, 3) == roundedWithin(t, 3),
            roundedWithin(p, 2) == roundedWithin(t, 2), t != 0, t > 0, p > 0});
        predictedSum += p;
        targetSum += t;
    }
    const auto differs = [&](double Entry::*value) {
        return std::ranges::any_of(
            m_entries, [&](const Entry& entry) { return entry.*value != m_entries.front().*value; });
    };
    m_varies = differs(&Entry::predicted) && differs(&Entry::target);
    for (auto& entry : m_entries) {
        entry.predicted -= predictedSum / double(m_entries.size());
        entry.target -= targetSum / double(m_entries.size());
    }
}

RegressionScores RegressionMeasure::measure() const
{
    const std::vector<std::uint32_t> once(m_entries.size(), 1);
    return measure(once);
}

RegressionScores RegressionMeasure::measure(std::span<const std::uint32_t> weights) const
{
    require(weights.size() == m_entries.size(), "a weight for every sample that counts");
    double total = 0, error = 0, right7 = 0, right5 = 0;
    double p = 0, t = 0, pp = 0, tt = 0, pt = 0;
    double table[2][2] = {}; // [target above 0][prediction above 0]
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto& entry = m_entries[i];
        const double weight = weights[i];
        total += weight;
        error += weight * entry.error;
        right7 += entry.right7 ? weight : 0;
        right5 += entry.right5 ? weight : 0;
        p += weight * entry.predicted;
        t += weight * entry.target;
        pp += weight * entry.predicted * entry.predicted;
        tt += weight * entry.target * entry.target;
        pt += weight * entry.predicted * entry.target;
        if (entry.isSigned)
            table[entry.positive ? 1 : 0][entry.predictedPositive ? 1 : 0] += weight;
    }
    RegressionScores scores;
    scores.mae = ratioOf(error, total);
    scores.acc7 = ratioOf(right7, total);
    scores.acc5 = ratioOf(right5, total);
    // A resample of one value has no spread but for rounding.
    const double spread = (pp - p * p / total) * (tt - t * t / total);
    const bool hasSpread = m_varies && spread > 1e-24 * pp * tt;
    scores.pearson = hasSpread ? std::clamp((pt - p * t / total) / std::sqrt(spread), -1.0, 1.0)
                               : std::numeric_limits<double>::quiet_NaN();
    const double labelled[2] = {table[0][0] + table[0][1], table[1][0] + table[1][1]};
    const double told[2] = {table[0][0] + table[1][0], table[0][1] + table[1][1]};
    const double all = labelled[0] + labelled[1];
    scores.acc2 = ratioOf(table[0][0] + table[1][1], all);
    double byTarget = 0, byPrediction = 0;
    for (int sign : {0, 1}) {
        const double f1 = f1OfClass(table[sign][sign], labelled[sign], told[sign]);
        byTarget += f1 * labelled[sign];
        byPrediction += f1 * told[sign];
    }
    scores.f1 = ratioOf(byTarget, all);
    scores.f1ReleasedCode = ratioOf(byPrediction, all);
    return scores;
}

RegressionScores regressionScores(
    std::span<const double> predicted, std::span<const double> targets, std::span<const std::uint8_t> mask)
{
    return RegressionMeasure(predicted, targets, mask).measure();
}

nlohmann::json regressionMetrics(std::span<const double> predicted, std::span<const double> targets,
    std::span<const std::uint8_t> mask, std::uint64_t seed, const std::function<bool()>& shouldStop)
{
    const RegressionMeasure measure(predicted, targets, mask);
    auto out = nlohmann::json::object();
    if (measure.size() == 0)
        return out;
    const auto scores = measure.measure();
    const auto intervals = bootstrapIntervals(
        measure.size(), int(kRegressionStatistics.size()),
        [&](std::span<const std::uint32_t> counts, std::span<double> row) {
            const auto resampled = measure.measure(counts);
            for (std::size_t s = 0; s < kRegressionStatistics.size(); ++s)
                row[s] = resampled.*kRegressionStatistics[s].second;
        },
        seed, shouldStop);
    for (std::size_t s = 0; s < kRegressionStatistics.size(); ++s) {
        const auto& [name, member] = kRegressionStatistics[s];
        const double value = scores.*member;
        if (std::isnan(value))
            continue;
        Estimate estimate{value, {}, {}};
        if (!std::isnan(intervals[s].low)) {
            estimate.low = std::min(intervals[s].low, value);
            estimate.high = std::max(intervals[s].high, value);
        }
        out[name] = toJson(estimate);
    }
    return out;
}

} // namespace modalscope
