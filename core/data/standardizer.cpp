#include "core/data/standardizer.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

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
        Standardizer fitted{m_mean, std::vector<double>(m_mean.size(), 1.0)};
        for (std::size_t i = 0; i < m_mean.size(); ++i) {
            const double deviation = m_count == 0 ? 0.0 : std::sqrt(m_squares[i] / double(m_count));
            if (deviation > 1e-12 * std::max(1.0, std::abs(m_mean[i])))
                fitted.deviation[i] = deviation;
        }
        return fitted;
    }

private:
    std::int64_t m_count = 0;
    std::vector<double> m_mean, m_squares;
};

} // namespace

void Standardizer::apply(std::span<float> rows) const
{
    if (isEmpty())
        return;
    require(rows.size() % mean.size() == 0, "a standardizer is applied to whole rows");
    for (std::size_t at = 0; at < rows.size(); at += mean.size())
        for (std::size_t i = 0; i < mean.size(); ++i)
            rows[at + i] = float((double(rows[at + i]) - mean[i]) / deviation[i]);
}

namespace {

Result<ColumnSums> sumColumns(
    const Split& train, std::size_t modality, std::size_t width, std::span<const std::uint8_t> mask)
{
    ColumnSums sums(width);
    const auto read = forEachChunk(
        *train.rows[modality], [&](std::int64_t first, std::span<const float> values) -> Result<void> {
            for (std::size_t i = 0; i < values.size() / width; ++i) {
                const auto row = first + std::int64_t(i);
                if (train.hasModality(modality, row) && (mask.empty() || mask[std::size_t(row)] != 0))
                    sums.add(values.subspan(i * width, width));
            }
            return {};
        });
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
