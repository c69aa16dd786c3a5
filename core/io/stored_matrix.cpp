#include "core/io/stored_matrix.h"

#include "core/io/hdf5_dataset.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

namespace modalscope {
namespace {

constexpr std::int64_t kMatrixBytesAtOnce = 8 << 20;

Error matrixError(const StoredMatrix& matrix, const std::string& what)
{
    return {ErrorKind::Format, "array " + matrix.name + " " + what};
}

/// The elements at `place` .. of a matrix as numbers.
class MatrixReader {
public:
    explicit MatrixReader(const StoredMatrix& matrix)
        : m_matrix(matrix)
        , m_size(elementBytes(matrix.type))
        , m_swaps(m_size > 1 && matrix.isBigEndian != (std::endian::native == std::endian::big))
    { }

    using Take = std::function<void(std::int64_t i, double value)>;

    Result<void> read(std::int64_t place, std::int64_t count, const Take& take)
    {
        m_bytes.resize(std::size_t(count * m_size));
        if (auto read = m_matrix.source->read(
                m_matrix.offset + std::uint64_t(place) * std::uint64_t(m_size), std::span(m_bytes));
            !read)
            return read;
        for (std::int64_t i = 0; i < count; ++i) {
            auto* element = m_bytes.data() + i * m_size;
            if (m_swaps)
                std::reverse(element, element + m_size);
            take(i, elementValue(m_matrix.type, element));
        }
        return {};
    }

    std::int64_t atOnce() const { return std::max<std::int64_t>(1, kMatrixBytesAtOnce / m_size); }

private:
    const StoredMatrix& m_matrix;
    std::int64_t m_size;
    bool m_swaps;
    std::vector<std::byte> m_bytes;
};

using Put = std::function<void(std::int64_t place, std::int64_t column, double value)>;

/// Blocks of rows side by side; those between two chosen ones are passed over unless they are few.
Result<void> readRowMajor(
    const StoredMatrix& matrix, std::int64_t columns, const std::vector<std::int64_t>& rows, const Put& put)
{
    MatrixReader reader(matrix);
    const auto atOnce = std::max<std::int64_t>(1, reader.atOnce() / std::max<std::int64_t>(1, columns));
    for (std::size_t first = 0; first < rows.size();) {
        std::size_t last = first + 1;
        while (last < rows.size() && rows[last] - rows[first] < atOnce && rows[last] == rows[last - 1] + 1)
            ++last;
        const auto count = rows[last - 1] - rows[first] + 1;
        auto read = reader.read(rows[first] * columns, count * columns, [&](std::int64_t i, double value) {
            put(std::int64_t(first) + i / columns, i % columns, value);
        });
        if (!read)
            return read;
        first = last;
    }
    return {};
}

/// Place, in Fortran's order, of the column that has number `column` when the last axis is the fastest.
std::int64_t columnPlace(const Shape& shape, std::int64_t column)
{
    std::int64_t place = 0;
    Shape strides(shape.size(), 1);
    for (std::size_t axis = 1; axis < shape.size(); ++axis)
        strides[axis] = strides[axis - 1] * shape[axis - 1];
    for (std::size_t axis = shape.size(); axis-- > 1;) {
        place += (column % shape[axis]) * strides[axis];
        column /= shape[axis];
    }
    return place;
}

Result<void> readColumnMajor(
    const StoredMatrix& matrix, std::int64_t columns, const std::vector<std::int64_t>& rows, const Put& put)
{
    MatrixReader reader(matrix);
    const auto total = matrix.rows();
    for (std::int64_t column = 0; column < columns; ++column) {
        const auto begin = columnPlace(matrix.shape, column);
        std::size_t next = 0;
        for (std::int64_t first = 0; first < total; first += reader.atOnce()) {
            const auto count = std::min(reader.atOnce(), total - first);
            auto read = reader.read(begin + first, count, [&](std::int64_t i, double value) {
                if (next < rows.size() && rows[next] == first + i)
                    put(std::int64_t(next++), column, value);
            });
            if (!read)
                return read;
        }
    }
    return {};
}

Result<void> readCells(
    const StoredMatrix& matrix, std::int64_t columns, const std::vector<std::int64_t>& rows, const Put& put)
{
    if (isComplex(matrix.type))
        return matrixError(matrix, "has complex numbers; save real ones");
    if (auto good = checkBytes(matrix); !good)
        return good;
    return matrix.isColumnMajor ? readColumnMajor(matrix, columns, rows, put)
                                : readRowMajor(matrix, columns, rows, put);
}

std::int64_t columnsOf(const StoredMatrix& matrix)
{
    return matrix.rows() == 0 ? 0 : elementCount(matrix.shape) / matrix.rows();
}

} // namespace

Result<void> checkBytes(const StoredMatrix& matrix)
{
    const auto left = matrix.source->size() - std::min(matrix.source->size(), matrix.offset);
    const double claimed = valuesClaimed(matrix.shape) * double(elementBytes(matrix.type));
    if (claimed > double(left))
        return matrixError(matrix,
            sizesText(matrix.shape) + " would have " + std::to_string(std::int64_t(std::min(claimed, 9e18)))
                + " bytes, but only " + std::to_string(left) + " are there: the file is cut short");
    return {};
}

Result<Array> readMatrixRows(const StoredMatrix& matrix, const std::vector<std::int64_t>& rows)
{
    if (matrix.shape.size() < 2)
        return matrixError(matrix,
            "has the shape " + sizesText(matrix.shape)
                + "; features need two axes or more, the first being the sample");
    if (auto good = checkBytes(matrix); !good) // before a number of columns is believed
        return good.error();
    const auto columns = columnsOf(matrix);
    if (columns == 0)
        return matrixError(matrix, "has the shape " + sizesText(matrix.shape) + ", which holds nothing");
    Array out({std::int64_t(rows.size()), columns});
    auto read = readCells(matrix, columns, rows, [&](std::int64_t row, std::int64_t column, double value) {
        out.values[std::size_t(row * columns + column)] = float(value);
    });
    return read ? Result<Array>(std::move(out)) : read.error();
}

Result<std::vector<double>> readList(const StoredMatrix& list, const std::vector<std::int64_t>& rows)
{
    if (list.shape.empty() || (list.rows() > 0 && columnsOf(list) != 1))
        return matrixError(
            list, "has the shape " + sizesText(list.shape) + "; labels need one number for each sample");
    std::vector<double> out(rows.size());
    auto read = readCells(
        list, 1, rows, [&](std::int64_t row, std::int64_t, double value) { out[std::size_t(row)] = value; });
    return read ? Result<std::vector<double>>(std::move(out)) : read.error();
}

} // namespace modalscope
