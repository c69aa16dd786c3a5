#include "core/data/row_reader.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

class MemoryRows final : public RowReader {
public:
    explicit MemoryRows(std::shared_ptr<const Array> array)
        : m_array(std::move(array))
    { }
    std::int64_t rowCount() const override { return m_array->rows(); }
    std::int64_t rowSize() const override { return m_array->rowSize(); }
    bool isInMemory() const override { return true; }
    Result<void> read(std::span<const std::int64_t> rows, std::span<float> out) const override
    {
        auto to = out.begin();
        for (const auto row : rows) {
            const auto from = m_array->row(row);
            to = std::copy(from.begin(), from.end(), to);
        }
        return {};
    }

private:
    std::shared_ptr<const Array> m_array;
};

class SomeRows final : public RowReader {
public:
    SomeRows(std::shared_ptr<const RowReader> all, std::vector<std::int64_t> rows)
        : m_all(std::move(all))
        , m_rows(std::move(rows))
    { }
    std::int64_t rowCount() const override { return std::int64_t(m_rows.size()); }
    std::int64_t rowSize() const override { return m_all->rowSize(); }
    bool isInMemory() const override { return m_all->isInMemory(); }
    Result<void> read(std::span<const std::int64_t> rows, std::span<float> out) const override
    {
        std::vector<std::int64_t> mapped(rows.size());
        std::transform(
            rows.begin(), rows.end(), mapped.begin(), [this](auto row) { return m_rows[std::size_t(row)]; });
        return m_all->read(mapped, out);
    }

private:
    std::shared_ptr<const RowReader> m_all;
    std::vector<std::int64_t> m_rows;
};

} // namespace

std::shared_ptr<const RowReader> rowsInMemory(std::shared_ptr<const Array> array)
{
    return std::make_shared<MemoryRows>(std::move(array));
}

std::shared_ptr<const RowReader> someRows(
    std::shared_ptr<const RowReader> all, std::vector<std::int64_t> rows)
{
    return std::make_shared<SomeRows>(std::move(all), std::move(rows));
}

Result<void> forEachChunk(const RowReader& reader,
    const std::function<Result<void>(std::int64_t first, std::span<const float> values)>& use)
{
    constexpr std::int64_t kValues = 1 << 20;
    const auto chunk = std::max<std::int64_t>(1, kValues / std::max<std::int64_t>(1, reader.rowSize()));
    std::vector<std::int64_t> indices;
    std::vector<float> values;
    for (std::int64_t first = 0; first < reader.rowCount(); first += chunk) {
        indices.resize(std::size_t(std::min(chunk, reader.rowCount() - first)));
        std::iota(indices.begin(), indices.end(), first);
        values.resize(indices.size() * std::size_t(reader.rowSize()));
        if (auto read = reader.read(indices, values); !read)
            return read;
        if (auto used = use(first, values); !used)
            return used;
    }
    return {};
}

Result<Array> readAll(const RowReader& reader, const Shape& shape)
{
    Shape full{reader.rowCount()};
    full.insert(full.end(), shape.begin(), shape.end());
    Array array(full);
    std::vector<std::int64_t> rows(static_cast<std::size_t>(reader.rowCount()));
    std::iota(rows.begin(), rows.end(), std::int64_t(0));
    if (auto read = reader.read(rows, array.values); !read)
        return read.error();
    return array;
}

} // namespace modalscope
