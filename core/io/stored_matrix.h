#pragma once

#include "core/base/result.h"
#include "core/data/array.h"
#include "core/io/byte_source.h"
#include "core/io/tensor_type.h"

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// An array of numbers that lies in a file as plain bytes: of NumPy or safetensors. None has been read.
struct StoredMatrix {
    std::string name; ///< "labels", or the file's own name
    std::shared_ptr<const ByteSource> source;
    std::uint64_t offset = 0; ///< of its first byte
    TensorType type = TensorType::Float32;
    Shape shape; ///< as few axes as it likes
    bool isBigEndian = false;
    bool isColumnMajor = false; ///< Fortran's order: the first axis is the fastest

    std::int64_t rows() const { return shape.empty() ? 1 : shape.front(); }
};

/// The rows with these numbers, which rise, as [row, value]: axes behind the first count as one. The file is
/// read piece by piece. Error: Format, without the file's name: no axis for samples, types that are no
/// numbers, bytes that are not there; Io.
Result<Array> readMatrixRows(const StoredMatrix& matrix, const std::vector<std::int64_t>& rows);

/// A list, or a matrix with one column, in full precision. Error: as above, and Format for other shapes.
Result<std::vector<double>> readList(const StoredMatrix& list, const std::vector<std::int64_t>& rows);

/// Whether all bytes that the shape claims are in the source. Error: Format.
Result<void> checkBytes(const StoredMatrix& matrix);

} // namespace modalscope
