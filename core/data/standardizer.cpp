#include "core/data/standardizer.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

double usableDeviation(double mean, double variance)
{
    const double deviation = std::sqrt(variance);
    return deviation > 1e-12 * std::max(1.0, std::abs(mean)) ? deviation : 1.0;
}

/// Sums of Welford's method, one per column: the mean so far and the sum of squared distances from it.
class ColumnSums {
public:
    explicit ColumnSums(std::size_t columns)
        : m_mean(columns, 0.0)
        , m_squares(columns, 0.0)
    { }

    void add(std::span<const float> row)
    {
        ++m_count;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const double delta = double(row[i]) - m_mean[i];
            m_mean[i] += delta / double(m_count);
            m_squares[i] += delta * (double(row[i]) - m_mean[i]);
        }
    }

    Standardizer result() const
    {
        Standardizer fitted{m_mean, {}};
        for (std::size_t i = 0; i < m_mean.size(); ++i)
            fitted.deviation.push_back(
                usableDeviation(m_mean[i], m_count == 0 ? 0.0 : m_squares[i] / double(m_count)));
        return fitted;
    }

private:
    std::int64_t m_count = 0;
    std::vector<double> m_mean, m_squares;
};

} // namespace

void Standardizer::apply(std::span<float> rows, std::int64_t repeat) const
{
    if (isEmpty())
        return;
    const auto run = std::size_t(repeat);
    require(rows.size() % (mean.size() * run) == 0, "a standardizer is applied to whole rows");
    for (std::size_t at = 0; at < rows.size(); at += mean.size() * run)
        for (std::size_t i = 0; i < mean.size(); ++i)
            for (auto& value : rows.subspan(at + i * run, run))
                value = float((double(value) - mean[i]) / deviation[i]);
}

namespace {

/// Calls `use` with every row that the fit may see.
Result<void> forEachVisibleRow(const Split& train, std::size_t modality, std::size_t width,
    std::span<const std::uint8_t> mask, const std::function<void(std::span<const float>)>& use)
{
    return forEachChunk(
        *train.rows[modality], [&](std::int64_t first, std::span<const float> values) -> Result<void> {
            for (std::size_t i = 0; i < values.size() / width; ++i) {
                const auto row = first + std::int64_t(i);
                if (train.hasModality(modality, row) && (mask.empty() || mask[std::size_t(row)] != 0))
                    use(values.subspan(i * width, width));
            }
            return {};
        });
}

Result<ColumnSums> sumColumns(
    const Split& train, std::size_t modality, std::size_t width, std::span<const std::uint8_t> mask)
{
    ColumnSums sums(width);
    const auto read
        = forEachVisibleRow(train, modality, width, mask, [&](std::span<const float> row) { sums.add(row); });
    if (!read)
        return read.error();
    return sums;
}

} // namespace

Result<Standardizer> fitStandardizer(
    const Split& train, std::size_t modality, const Modality& description, std::span<const std::uint8_t> mask)
{
    if (description.kind != ModalityKind::Features)
        return Standardizer();
    const auto sums
        = sumColumns(train, modality, std::size_t(std::max<std::int64_t>(1, description.size())), mask);
    if (!sums)
        return sums.error();
    return sums.value().result();
}

Result<Standardizer> fitChannelStandardizer(
    const Split& train, std::size_t modality, const Modality& description, std::span<const std::uint8_t> mask)
{
    if (description.kind != ModalityKind::Image)
        return Standardizer();
    const auto channels = std::size_t(description.shape[0]);
    const auto plane = std::size_t(description.size()) / channels;
    // Mean and squared distances of each picture's channel, put together as Chan, Golub and LeVeque (1983)
    // do.
    std::vector<double> means(channels, 0), squares(channels, 0);
    double count = 0; // pixels of a channel so far
    const auto read
        = forEachVisibleRow(train, modality, channels * plane, mask, [&](std::span<const float> picture) {
              for (std::size_t c = 0; c < channels; ++c) {
                  const auto pixels = picture.subspan(c * plane, plane);
                  double sum = 0, distances = 0;
                  for (const float value : pixels)
                      sum += value;
                  const double own = sum / double(plane);
                  for (const float value : pixels)
                      distances += (value - own) * (value - own);
                  const double delta = own - means[c];
                  const double share = double(plane) / (count + double(plane));
                  squares[c] += distances + delta * delta * count * share;
                  means[c] += delta * share;
              }
              count += double(plane);
          });
    if (!read)
        return read.error();
    Standardizer fitted{means, {}};
    for (std::size_t c = 0; c < channels; ++c)
        fitted.deviation.push_back(usableDeviation(means[c], count == 0 ? 0.0 : squares[c] / count));
    return fitted;
}

Result<std::vector<float>> fitMean(
    const Split& train, std::size_t modality, std::span<const std::uint8_t> mask)
{
    const auto sums = sumColumns(train, modality, std::size_t(train.rows[modality]->rowSize()), mask);
    if (!sums)
        return sums.error();
    const auto mean = sums.value().result().mean;
    return std::vector<float>(mean.begin(), mean.end());
}

} // namespace modalscope
