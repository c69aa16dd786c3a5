#include "core/io/hdf5_rows.h"

#include "core/base/require.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

constexpr std::int64_t kMostBytesAtOnce = 32 << 20;

class Hdf5Rows final : public RowReader {
public:
    Hdf5Rows(Hdf5Dataset dataset, FileStamp stamp, double scale, double offset)
        : m_dataset(std::move(dataset))
        , m_stamp(stamp)
        , m_scale(scale)
        , m_offset(offset)
    { }
    std::int64_t rowCount() const override { return m_dataset.rows(); }
    std::int64_t rowSize() const override { return m_dataset.rowSize(); }
    bool isInMemory() const override { return false; }

    Result<void> read(std::span<const std::int64_t> rows, std::span<float> out) const override
    {
        require(out.size() == rows.size() * std::size_t(rowSize()),
            "there is room for exactly the rows asked for");
        if (auto same = checkFileStamp(m_dataset.file().path(), m_stamp); !same)
            return same;
        // In the order of the file: neighbours are read at once, and each packed chunk is unpacked once.
        std::vector<std::size_t> order(rows.size());
        std::iota(order.begin(), order.end(), std::size_t(0));
        if (!std::ranges::is_sorted(rows))
            std::ranges::sort(order, {}, [&](std::size_t i) { return rows[i]; });
        std::vector<std::byte> raw;
        for (std::size_t first = 0; first < order.size();) {
            std::size_t last = first + 1;
            while (last < order.size() && rows[order[last]] == rows[order[last - 1]] + 1
                && std::int64_t(last - first + 1) * rowBytes() <= kMostBytesAtOnce)
                ++last;
            const auto run = std::span(order).subspan(first, last - first);
            if (auto good = readRun(rows[run.front()], run, raw, out); !good)
                return good;
            first = last;
        }
        return {};
    }

private:
    std::int64_t rowBytes() const
    {
        return rowSize() * std::int64_t(elementSize(m_dataset.info().type.element));
    }

    /// Consecutive rows of the file from `first` on, to the places `run` in `out`.
    Result<void> readRun(std::int64_t first, std::span<const std::size_t> run, std::vector<std::byte>& raw,
        std::span<float> out) const
    {
        raw.resize(run.size() * std::size_t(rowBytes()));
        if (auto read = m_dataset.readRows(first, std::int64_t(run.size()), raw); !read) {
            auto same = checkFileStamp(m_dataset.file().path(), m_stamp);
            return same ? read : same;
        }
        const auto size = std::size_t(rowSize());
        const auto element = m_dataset.info().type.element;
        for (std::size_t i = 0; i < run.size();) {
            std::size_t end = i + 1; // places side by side are converted at once
            while (end < run.size() && run[end] == run[end - 1] + 1)
                ++end;
            toFloats(std::span(raw).subspan(i * std::size_t(rowBytes()), (end - i) * std::size_t(rowBytes())),
                element, m_scale, m_offset, out.subspan(run[i] * size, (end - i) * size));
            i = end;
        }
        return {};
    }

    Hdf5Dataset m_dataset;
    FileStamp m_stamp;
    double m_scale, m_offset;
};

} // namespace

std::shared_ptr<const RowReader> rowsInFile(Hdf5Dataset dataset, FileStamp stamp, double scale, double offset)
{
    return std::make_shared<Hdf5Rows>(std::move(dataset), stamp, scale, offset);
}

} // namespace modalscope
