#include "core/inspect/tensor_summary.h"

#include "core/inspect/wide_sums.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr int kMostBins = 1000;

Error summaryStopped()
{
    return {ErrorKind::Cancelled, "reading the tensor was stopped"};
}

/// Sums over the finite values of one piece and of all before it, put together as Chan, Golub and LeVeque
/// (1979) do. Long doubles: squares of the largest doubles have to fit.
class Moments {
public:
    void add(std::span<const double> finite)
    {
        if (finite.empty())
            return;
        const auto count = static_cast<long double>(finite.size());
        const auto mean = sumOf(finite) / count;
        m_apart.assign(finite.begin(), finite.end());
        for (auto& value : m_apart)
            value -= double(mean);
        const auto spread = productOf(m_apart, m_apart);
        const auto all = m_count + count;
        const auto apart = mean - m_mean;
        m_spread += spread + apart * apart * m_count * count / all;
        m_mean += apart * count / all;
        m_squares += productOf(finite, finite);
        m_count = all;
    }

    double mean() const { return double(m_mean); }
    double deviation() const { return m_count > 0 ? double(std::sqrt(m_spread / m_count)) : 0; }
    double norm() const { return double(std::sqrt(m_squares)); }

private:
    long double m_count = 0, m_mean = 0, m_spread = 0, m_squares = 0;
    std::vector<double> m_apart; // from the mean
};

/// Hands all values out in pieces. Error: as readDoubles; Cancelled.
template <class Take>
Result<void> forEachPiece(
    const TensorPlace& place, const TensorEntry& tensor, const RunContext& run, const Take& take)
{
    auto pieces = TensorPieces::of(place, inOrderOfBytes(tensor));
    if (!pieces)
        return pieces.error();
    while (pieces.value().left() > 0) {
        if (run.shouldStop())
            return summaryStopped();
        const auto piece = pieces.value().next();
        if (!piece)
            return piece.error();
        take(piece.value());
    }
    return {};
}

} // namespace

Result<TensorSummary> summarize(const TensorPlace& place, const TensorEntry& tensor, const RunContext& run)
{
    TensorSummary summary;
    Moments moments;
    std::vector<double> finite;
    double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
    const auto read = forEachPiece(place, tensor, run, [&](std::span<const double> values) {
        finite.clear();
        for (const double value : values) {
            if (!std::isfinite(value)) {
                ++(std::isnan(value) ? summary.nan : summary.infinite);
                continue;
            }
            finite.push_back(value);
            summary.zero += value == 0 ? 1 : 0;
            lowest = std::min(lowest, value);
            highest = std::max(highest, value);
        }
        summary.count += std::int64_t(values.size());
        moments.add(finite);
    });
    if (!read)
        return read.error();
    if (lowest > highest) // no finite value
        return summary;
    summary.mean = std::clamp(moments.mean(), lowest, highest);
    summary.deviation = moments.deviation();
    summary.lowest = lowest;
    summary.highest = highest;
    summary.norm = moments.norm();
    return summary;
}

Result<TensorLook> lookAt(
    const TensorPlace& place, const TensorEntry& tensor, int bins, const RunContext& run)
{
    if (bins < 1 || bins > kMostBins)
        return invalidInput("a histogram has 1 to " + std::to_string(kMostBins) + " bins");
    auto summary = summarize(place, tensor, run);
    if (!summary)
        return summary.error();
    TensorLook look{summary.value(), {}};
    const auto& [count, nan, infinite, zero, mean, deviation, lowest, highest, norm] = look.summary;
    look.histogram.lowest = lowest;
    look.histogram.highest = highest;
    if (count == nan + infinite)
        return look;
    auto& counts = look.histogram.counts;
    counts.assign(lowest == highest ? 1 : std::size_t(bins), 0);
    const double width = highest / 2 - lowest / 2; // halves: the whole may be beyond the largest double
    const auto read = forEachPiece(place, tensor, run, [&, low = lowest](std::span<const double> values) {
        for (const double value : values) {
            if (!std::isfinite(value))
                continue;
            const auto at = width > 0 ? (value / 2 - low / 2) / width * double(counts.size()) : 0.0;
            ++counts[std::min(counts.size() - 1, std::size_t(std::max(0.0, at)))];
        }
    });
    if (!read)
        return read.error();
    return look;
}

} // namespace modalscope
