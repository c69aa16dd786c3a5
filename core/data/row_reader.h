#pragma once

#include "core/base/result.h"
#include "core/data/array.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace modalscope {

/// Rows of one modality (or of label maps) as float32, wherever they are kept. Thread-safe.
class RowReader {
public:
    virtual ~RowReader() = default;

    virtual std::int64_t rowCount() const = 0;
    virtual std::int64_t rowSize() const = 0; ///< values per row
    virtual bool isInMemory() const = 0;

    /// Copies the rows with these indices, in this order, to `out` [rows, rowSize]. Consecutive indices are
    /// fastest. Error: Io, when the file has gone or changed since it was opened.
    virtual Result<void> read(std::span<const std::int64_t> rows, std::span<float> out) const = 0;
};

/// Rows that are all in memory.
std::shared_ptr<const RowReader> rowsInMemory(std::shared_ptr<const Array> array);

/// Some rows of another reader, in the order of `rows`.
std::shared_ptr<const RowReader> someRows(
    std::shared_ptr<const RowReader> all, std::vector<std::int64_t> rows);

/// Reads all rows in order, about a million values at a time, and hands them to `use` with the index of their
/// first row until it fails. Error: Io, or what `use` returned.
Result<void> forEachChunk(const RowReader& reader,
    const std::function<Result<void>(std::int64_t first, std::span<const float> values)>& use);

/// All rows at once, [sample, ...shape]. Error: Io.
Result<Array> readAll(const RowReader& reader, const Shape& shape);

} // namespace modalscope
