#include "core/data/standardizer.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr std::int64_t kChunkValues = 1 << 20;

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

Result<Standardizer> fitStandardizer(const Split& train, std::size_t modality, const Modality& description)
{
    if (description.kind != ModalityKind::Features)
        return Standardizer();
    const auto& reader = *train.rows[modality];
    const auto columns = std::max<std::int64_t>(1, description.size());
    const auto chunk = std::max<std::int64_t>(1, kChunkValues / columns);
    ColumnSums sums(static_cast<std::size_t>(columns));
    std::vector<std::int64_t> indices;
    std::vector<float> values;
    for (std::int64_t first = 0; first < train.size; first += chunk) {
        indices.resize(static_cast<std::size_t>(std::min(chunk, train.size - first)));
        std::iota(indices.begin(), indices.end(), first);
        values.resize(indices.size() * std::size_t(columns));
        if (auto read = reader.read(indices, values); !read)
            return read.error();
        for (std::size_t i = 0; i < indices.size(); ++i)
            if (train.hasModality(modality, indices[i]))
                sums.add(
                    std::span<const float>(values).subspan(i * std::size_t(columns), std::size_t(columns)));
    }
    return sums.result();
}

} // namespace modalscope
