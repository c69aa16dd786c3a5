#pragma once

#include "core/io/byte_source.h"
#include "core/io/tensor_tree.h"

#include <span>
#include <vector>

namespace modalscope {

/// Where a tensor's elements are.
struct TensorPlace {
    const ByteSource& source;
    const TensorTree& tree; ///< whose storages have their places in `source`
    bool isBigEndian = false;
};

/// The values of a tensor, of any length, a piece after the other in row-major order: as `readDoubles`
/// (`read_tensor.h`), holding few megabytes. Only of views whose axes lie in another order in the file than
/// in the shape (a transposed matrix) all bytes are held; `inOrderOfBytes` avoids that.
class TensorPieces {
public:
    /// Error: Format as readDoubles. `place` has to outlive the pieces.
    static Result<TensorPieces> of(const TensorPlace& place, const TensorEntry& tensor);

    std::int64_t left() const { return m_left; } ///< values to come
    /// The next values, at most kPieceValues of them, valid until the next call; empty at the end. Error: Io.
    Result<std::span<const double>> next();

private:
    TensorPieces(const TensorPlace& place, const TensorEntry& tensor);

    Result<void> readRow(std::int64_t count, double* out);
    Result<const std::byte*> bytesAt(std::uint64_t first, std::uint64_t count);
    void step(std::int64_t count);

    const ByteSource* m_source;
    TensorEntry m_tensor; // its axes joined where they lie side by side; at least one
    bool m_isSwapped = false;
    std::uint64_t m_size = 0, m_begin = 0, m_span = 0; // bytes: of an element, where they begin, to the last
    enum class Ahead { None, Piece, Whole } m_ahead = Ahead::None; // what is read beside what is asked for
    Shape m_index; // of the next element
    std::uint64_t m_element = 0; // its place along the storage
    std::int64_t m_left = 0;
    std::vector<std::byte> m_buffer; // from m_bufferBegin on
    std::uint64_t m_bufferBegin = 0;
    std::vector<double> m_values;
};
inline constexpr std::int64_t kPieceValues = 65536;

/// The same elements with axes in the order of their bytes, the farthest apart first: for sums, whose order
/// does not matter.
TensorEntry inOrderOfBytes(const TensorEntry& tensor);

} // namespace modalscope
