#include "core/io/npy_tensor.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/io/tensor_view.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>

namespace modalscope {
namespace {

constexpr std::uint64_t kCopiedBytes = 1 << 20; // at once

/// The type as NumPy spells it, without the byte order.
const char* npyTypeOf(const TensorEntry& tensor)
{
    switch (tensor.type) {
    case TensorType::Float64:
    case TensorType::QInt32:
    case TensorType::QInt8:
    case TensorType::QUInt8:
        return "f8";
    case TensorType::Float16:
        return "f2";
    case TensorType::Int64:
        return "i8";
    case TensorType::Int32:
        return "i4";
    case TensorType::Int16:
        return "i2";
    case TensorType::Int8:
        return "i1";
    case TensorType::UInt64:
        return "u8";
    case TensorType::UInt32:
        return "u4";
    case TensorType::UInt16:
        return "u2";
    case TensorType::UInt8:
        return "u1";
    case TensorType::Bool:
        return "b1";
    default:
        return "f4";
    }
}

std::string npyStart(const char* type, const Shape& shape)
{
    std::vector<std::string> sizes;
    for (const auto size : shape)
        sizes.push_back(std::to_string(size));
    const char order = type[1] == '1' ? '|' : std::endian::native == std::endian::big ? '>' : '<';
    auto header = std::string("{'descr': '") + order + type + "', 'fortran_order': False, 'shape': ("
        + joinText(sizes, ", ") + (sizes.size() == 1 ? ",), }" : "), }");
    constexpr std::size_t before = 10, alignment = 64; // magic, version, length
    const auto whole = (before + header.size() + 1 + alignment - 1) / alignment * alignment;
    header.resize(whole - before - 1, ' ');
    header += '\n';
    return std::string("\x93NUMPY\x01") + '\0' + char(header.size() & 0xff) + char(header.size() >> 8)
        + header;
}

bool isStoredAsWritten(const TensorPlace& place, const TensorEntry& tensor)
{
    const bool isKnown = tensor.type != TensorType::BFloat16 && tensor.type != TensorType::Float8E4M3
        && tensor.type != TensorType::Float8E5M2 && !isQuantised(tensor.type) && !isComplex(tensor.type);
    const bool isSwapped = place.isBigEndian != (std::endian::native == std::endian::big);
    return isKnown && (!isSwapped || elementBytes(tensor.type) == 1)
        && tensor.strides == rowMajorStrides(tensor.shape);
}

Result<void> copyBytes(std::ostream& out, const TensorPlace& place, const TensorEntry& tensor)
{
    auto offset = place.tree.storages[tensor.storage].offset + tensor.start;
    auto left = byteCount(tensor);
    std::vector<std::byte> piece;
    while (left > 0) {
        piece.resize(std::size_t(std::min(left, kCopiedBytes)));
        if (const auto read = place.source.read(offset, piece); !read)
            return read.error();
        out.write(reinterpret_cast<const char*>(piece.data()), std::streamsize(piece.size()));
        offset += piece.size();
        left -= piece.size();
    }
    return {};
}

template <class T>
void writeAs(std::ostream& out, std::span<const double> values)
{
    std::vector<T> written;
    for (const double value : values)
        written.push_back(T(value));
    out.write(reinterpret_cast<const char*>(written.data()), std::streamsize(written.size() * sizeof(T)));
}

/// float16 numbers as they are: those of fewer bits than float32 have.
std::uint16_t halfBits(double value)
{
    const auto bits = std::bit_cast<std::uint32_t>(float(value));
    const auto sign = std::uint16_t(bits >> 16 & 0x8000U);
    if (!std::isfinite(value))
        return std::uint16_t(sign | (std::isnan(value) ? 0x7e00U : 0x7c00U));
    const double size = std::abs(value);
    if (size < 0x1p-14)
        return std::uint16_t(sign | std::uint16_t(size * 0x1p24)); // exact: a subnormal number or zero
    return std::uint16_t(sign | ((bits >> 13 & 0x3ffffU) - (112U << 10)));
}

Result<void> writePiece(std::ostream& out, const char* type, std::span<const double> values)
{
    const std::string_view name(type);
    if (name == "f8")
        writeAs<double>(out, values);
    else if (name == "f4")
        writeAs<float>(out, values);
    else if (name == "f2") {
        for (const double value : values) {
            const auto half = halfBits(value);
            out.write(reinterpret_cast<const char*>(&half), sizeof(half));
        }
    } else if (name == "i8" || name == "u8") {
        if (std::any_of(values.begin(), values.end(), [](double v) { return std::abs(v) > 0x1p53; }))
            return Error{ErrorKind::Format,
                "holds whole numbers beyond 2^53 in a view; save it with its elements in order first"};
        name == "i8" ? writeAs<std::int64_t>(out, values) : writeAs<std::uint64_t>(out, values);
    } else if (name == "i4")
        writeAs<std::int32_t>(out, values);
    else if (name == "i2")
        writeAs<std::int16_t>(out, values);
    else if (name == "i1")
        writeAs<std::int8_t>(out, values);
    else if (name == "u4")
        writeAs<std::uint32_t>(out, values);
    else if (name == "u2")
        writeAs<std::uint16_t>(out, values);
    else
        writeAs<std::uint8_t>(out, values);
    return {};
}

Result<void> writePieces(
    std::ostream& out, const char* type, const TensorPlace& place, const TensorEntry& tensor)
{
    auto pieces = TensorPieces::of(place, tensor);
    if (!pieces)
        return pieces.error();
    while (pieces.value().left() > 0) {
        const auto piece = pieces.value().next();
        if (!piece)
            return piece.error();
        if (auto written = writePiece(out, type, piece.value()); !written)
            return written;
    }
    return {};
}

} // namespace

Result<void> writeNpy(const std::filesystem::path& path, const TensorPlace& place, const TensorEntry& tensor)
{
    const bool isCopied = isStoredAsWritten(place, tensor) && elementCountOf(tensor) > 0;
    if (!isCopied) // refused before anything is written
        if (const auto pieces = TensorPieces::of(place, tensor); !pieces)
            return pieces.error();
    const char* type = npyTypeOf(tensor);
    return writeFileAtomically(path, [&](const std::filesystem::path& beside) -> Result<void> {
        std::ofstream file(beside, std::ios::binary | std::ios::trunc);
        const auto start = npyStart(type, tensor.shape);
        file.write(start.data(), std::streamsize(start.size()));
        if (const auto written
            = isCopied ? copyBytes(file, place, tensor) : writePieces(file, type, place, tensor);
            !written)
            return written.error();
        file.close();
        return file ? Result<void>()
                    : Error{ErrorKind::Io, path.string() + ": cannot be written; is the disk full?"};
    });
}

} // namespace modalscope
