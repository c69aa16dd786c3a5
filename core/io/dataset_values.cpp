#include "core/io/dataset_values.h"

#include "core/base/sha256.h"
#include "core/io/dataset_labels.h"
#include "core/io/hdf5_rows.h"
#include "core/run/event_throttle.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace modalscope {
namespace {

constexpr std::int64_t kUsualBytes = 8 << 20; // of a chunk as float32
constexpr std::int64_t kMostBytesOfChunk = 64 << 20;

/// In what form an array enters the fingerprint.
enum class Hashed { AsStored, AsInt32 };

/// Continues a hash with the values of one row; not cryptographic, fast.
std::uint64_t hashRow(std::uint64_t hash, std::span<const float> row)
{
    for (const float value : row) {
        hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 29;
    }
    return hash ^ row.size();
}

class ValueReader {
public:
    ValueReader(const DatasetLayout& layout, bool inMemory, const FileStamp& stamp, const RunContext& context)
        : m_layout(layout)
        , m_inMemory(inMemory)
        , m_stamp(stamp)
        , m_context(context)
        , m_fingerprint(layout.dataset)
    { }

    Result<DatasetValues> read()
    {
        DatasetValues values;
        for (const auto& layout : m_layout.splits) {
            values.hashes.push_back({layout.name, std::vector<std::uint64_t>(std::size_t(layout.size), 0)});
            m_hashes = values.hashes.back().hashes;
            auto split = readSplit(layout);
            if (!split)
                return split.error();
            values.splits.push_back(std::move(split).value());
        }
        values.fingerprint = m_fingerprint.hex();
        return values;
    }

private:
    Result<Split> readSplit(const SplitLayout& layout)
    {
        Split split;
        split.name = layout.name;
        split.size = layout.size;
        if (auto read = readLabels(layout, split); !read)
            return read.error();
        if (auto read = readPresence(layout, split); !read)
            return read.error();
        for (const auto& [name, dataset] : layout.columns) {
            auto column = readColumn(name, dataset);
            if (!column)
                return column.error();
            split.columns.push_back(std::move(column).value());
        }
        m_fingerprint.addSplit(split);
        for (std::size_t m = 0; m < layout.modalities.size(); ++m) {
            const auto& modality = m_layout.dataset.modalities[m];
            m_modality = m;
            auto rows = readRows(layout.modalities[m], Hashed::AsStored, modality.scale, modality.offset,
                [&](std::int64_t first, std::span<const float> values) {
                    return checkValues(layout, first, values);
                });
            if (!rows)
                return rows.error();
            split.rows.push_back(std::move(rows).value());
        }
        return split;
    }

    Result<void> readLabels(const SplitLayout& layout, Split& split)
    {
        const auto task = m_layout.dataset.task;
        if (task == Task::Classification)
            return readClassLabels(*layout.labels, m_layout.dataset, split);
        if (task == Task::Regression)
            return readTargets(*layout.labels, split);
        auto maps = readRows(
            *layout.labels, Hashed::AsInt32, 1, 0, [&](std::int64_t first, std::span<const float> values) {
                return checkLabelMaps(*layout.labels, m_layout.dataset, first, values);
            });
        if (!maps)
            return maps.error();
        split.labelMaps = std::move(maps).value();
        return {};
    }

    /// Whole multiples of the chunks in the file, so that none is unpacked twice.
    static std::int64_t rowsAtOnce(const Hdf5Dataset& dataset)
    {
        const auto rowBytes = std::max<std::int64_t>(1, dataset.rowSize() * std::int64_t(sizeof(float)));
        const auto usual = std::max<std::int64_t>(1, kUsualBytes / rowBytes);
        const auto chunkRows = std::max<std::int64_t>(1, dataset.info().chunkRows);
        if (chunkRows > std::max(usual, kMostBytesOfChunk / rowBytes))
            return usual;
        return std::max<std::int64_t>(1, usual / chunkRows) * chunkRows;
    }

    /// `check` sees the values of consecutive rows from `first` on.
    template <class Check>
    Result<std::shared_ptr<const RowReader>> readRows(
        const Hdf5Dataset& dataset, Hashed hashed, double scale, double offset, Check check)
    {
        const auto element = dataset.info().type.element;
        const auto rowSize = std::size_t(dataset.rowSize());
        const auto step = rowsAtOnce(dataset);
        auto array = std::make_shared<Array>(m_inMemory ? Shape{dataset.rows(), dataset.rowSize()} : Shape{});
        std::vector<std::byte> raw;
        std::vector<float> chunk;
        Sha256 sum;
        for (std::int64_t first = 0; first < dataset.rows(); first += step) {
            const auto count = std::min(step, dataset.rows() - first);
            raw.resize(std::size_t(count) * rowSize * elementSize(element));
            if (auto read = dataset.readRows(first, count, raw); !read)
                return read.error();
            if (hashed == Hashed::AsStored)
                sum.add(raw.data(), raw.size());
            if (!m_inMemory)
                chunk.resize(std::size_t(count) * rowSize);
            const auto values = m_inMemory
                ? std::span(array->values).subspan(std::size_t(first) * rowSize, std::size_t(count) * rowSize)
                : std::span(chunk);
            toFloats(raw, element, scale, offset, values);
            if (auto good = check(first, std::span<const float>(values)); !good)
                return good.error();
            if (hashed == Hashed::AsInt32) {
                const std::vector<std::int32_t> labels(values.begin(), values.end());
                sum.add(labels.data(), labels.size() * sizeof labels.front());
            }
            if (auto good = reportProgress(std::int64_t(values.size_bytes())); !good)
                return good.error();
        }
        m_fingerprint.addArray(dataset.path().substr(1),
            hashed == Hashed::AsStored ? dataset.info().type.name : "int32", dataset.info().shape, sum.hex());
        return m_inMemory ? rowsInMemory(std::move(array)) : rowsInFile(dataset, m_stamp, scale, offset);
    }

    Result<void> checkValues(const SplitLayout& layout, std::int64_t first, std::span<const float> values)
    {
        const auto rowSize = std::size_t(layout.modalities[m_modality].rowSize());
        float sum = 0; // 0 · x is NaN when x is not finite
        for (const float value : values)
            sum += value * 0.0f;
        if (sum != 0) {
            const auto bad = std::ranges::find_if_not(values, [](float value) {
                return std::isfinite(value);
            }) - values.begin();
            return layout.modalities[m_modality].error(ErrorKind::InvalidInput,
                "has a value that is NaN, infinite or too large for float32"
                    + atSample(first + bad / std::int64_t(rowSize))
                    + "; clean the data, and write 0 where a modality is missing");
        }
        for (std::size_t i = 0; i < values.size() / rowSize; ++i) {
            auto& hash = m_hashes[std::size_t(first) + i];
            hash = hashRow(hash, values.subspan(i * rowSize, rowSize));
        }
        return {};
    }

    Result<void> reportProgress(std::int64_t bytes)
    {
        m_done += bytes;
        if (m_context.shouldStop())
            return Error{ErrorKind::Cancelled, m_layout.dataset.path + ": reading was cancelled"};
        if (m_throttle.isDue())
            m_context.report(Progress{m_done, m_layout.floatBytes, "reading " + m_layout.dataset.name});
        return {};
    }

    const DatasetLayout& m_layout;
    bool m_inMemory;
    FileStamp m_stamp;
    const RunContext& m_context;
    Fingerprint m_fingerprint;
    std::span<std::uint64_t> m_hashes; // of the split that is being read
    std::size_t m_modality = 0; // likewise
    EventThrottle m_throttle;
    std::int64_t m_done = 0;
};

} // namespace

Result<DatasetValues> readValues(
    const DatasetLayout& layout, bool inMemory, const FileStamp& stamp, const RunContext& context)
{
    return ValueReader(layout, inMemory, stamp, context).read();
}

} // namespace modalscope
