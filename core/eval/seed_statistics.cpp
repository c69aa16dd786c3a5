#include "core/eval/seed_statistics.h"

#include "core/base/require.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>

namespace modalscope {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double computeQuantile(double degrees)
{
    return boost::math::quantile(boost::math::students_t(degrees), 0.975);
}

} // namespace

SeedStatistics::SeedStatistics()
    : mean(kNone)
    , deviation(kNone)
    , low(kNone)
    , high(kNone)
{ }

double studentQuantile(double degrees)
{
    // Bands ask for the same few whole degrees at every epoch.
    static const auto table = [] {
        std::array<double, 128> quantiles{};
        for (std::size_t i = 1; i < quantiles.size(); ++i)
            quantiles[i] = computeQuantile(double(i));
        return quantiles;
    }();
    const auto whole = std::size_t(degrees);
    return double(whole) == degrees && whole < table.size() ? table[whole] : computeQuantile(degrees);
}

SeedStatistics seedStatistics(std::span<const double> values)
{
    SeedStatistics out;
    double sum = 0;
    for (const double value : values) {
        if (std::isnan(value))
            continue;
        sum += value;
        ++out.n;
    }
    if (out.n == 0)
        return out;
    out.mean = sum / out.n;
    if (out.n < 2)
        return out;
    double squares = 0;
    for (const double value : values)
        if (!std::isnan(value))
            squares += (value - out.mean) * (value - out.mean);
    out.deviation = std::sqrt(squares / (out.n - 1));
    const double half = studentQuantile(out.n - 1) * out.deviation / std::sqrt(double(out.n));
    out.low = out.mean - half;
    out.high = out.mean + half;
    return out;
}

SeedStatistics unpairedDifference(std::span<const double> a, std::span<const double> b)
{
    const auto first = seedStatistics(a);
    const auto second = seedStatistics(b);
    SeedStatistics out;
    out.n = std::min(first.n, second.n);
    if (out.n == 0)
        return out;
    out.mean = first.mean - second.mean;
    if (out.n < 2)
        return out;
    const double va = first.deviation * first.deviation / first.n;
    const double vb = second.deviation * second.deviation / second.n;
    out.deviation = std::sqrt(va + vb) * std::sqrt(double(out.n));
    double half = 0;
    if (va + vb > 0) {
        const double degrees = (va + vb) * (va + vb) / (va * va / (first.n - 1) + vb * vb / (second.n - 1));
        half = studentQuantile(degrees) * std::sqrt(va + vb);
    }
    out.low = out.mean - half;
    out.high = out.mean + half;
    return out;
}

std::vector<std::string> SeedNumbers::runs() const
{
    std::vector<std::string> ids;
    for (const auto& value : values)
        for (const auto& run : value.runs)
            if (std::find(ids.begin(), ids.end(), run) == ids.end())
                ids.push_back(run);
    return ids;
}

SeedNumbers seedNumbers(std::vector<SeedValue> values)
{
    std::erase_if(values, [](const auto& value) { return std::isnan(value.value); });
    std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.seed < b.seed; });
    std::vector<double> numbers;
    for (const auto& value : values)
        numbers.push_back(value.value);
    for (std::size_t i = 1; i < values.size(); ++i)
        require(values[i - 1].seed != values[i].seed, "one value per seed");
    SeedNumbers out;
    out.over = seedStatistics(numbers);
    out.values = std::move(values);
    return out;
}

SeedNumbers seedDifference(const SeedNumbers& a, const SeedNumbers& b, double factor)
{
    std::vector<SeedValue> differences;
    for (const auto& left : a.values) {
        for (const auto& right : b.values) {
            if (left.seed != right.seed)
                continue;
            SeedValue difference{left.seed, left.runs, (left.value - right.value) * factor};
            difference.runs.insert(difference.runs.end(), right.runs.begin(), right.runs.end());
            differences.push_back(std::move(difference));
        }
    }
    if (!differences.empty())
        return seedNumbers(std::move(differences));
    std::vector<double> left;
    std::vector<double> right;
    for (const auto& value : a.values)
        left.push_back(value.value * factor);
    for (const auto& value : b.values)
        right.push_back(value.value * factor);
    SeedNumbers out;
    out.over = unpairedDifference(left, right);
    out.paired = out.isEmpty();
    return out;
}

} // namespace modalscope
