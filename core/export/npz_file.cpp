#include "core/export/npz_file.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"

#include <cstdint>
#include <fstream>
#include <limits>
#include <vector>

#include <zlib.h>

namespace modalscope {
namespace {

constexpr std::uint32_t kLocalEntry = 0x04034b50, kDirectoryEntry = 0x02014b50, kDirectoryEnd = 0x06054b50;
constexpr std::uint64_t kMostBytes = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMostEntries = std::numeric_limits<std::uint16_t>::max();

/// As numpy.dtype spells the type; empty when NumPy has none. Files are little-endian as safetensors is.
std::string numpyType(const std::string& type)
{
    static const std::map<std::string, std::string> types{{"BOOL", "|b1"}, {"U8", "|u1"}, {"I8", "|i1"},
        {"U16", "<u2"}, {"I16", "<i2"}, {"F16", "<f2"}, {"U32", "<u4"}, {"I32", "<i4"}, {"F32", "<f4"},
        {"U64", "<u8"}, {"I64", "<i8"}, {"F64", "<f8"}};
    const auto found = types.find(type);
    return found == types.end() ? std::string() : found->second;
}

/// What stands before the values in a .npy file, format 1.0.
std::string npyStart(const TensorBytes& tensor)
{
    std::string shape;
    for (const auto size : tensor.shape)
        shape += std::to_string(size) + ", ";
    if (tensor.shape.size() > 1)
        shape.resize(shape.size() - 2);
    else if (tensor.shape.size() == 1)
        shape.pop_back();
    auto header
        = "{'descr': '" + numpyType(tensor.type) + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    constexpr std::size_t kBefore = 10, kAlignment = 64; // magic, version, length
    const auto whole = (kBefore + header.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
    header.resize(whole - kBefore - 1, ' ');
    header += '\n';
    return std::string("\x93NUMPY\x01") + '\0' + char(header.size() & 0xff) + char(header.size() >> 8)
        + header;
}

void putNumber(std::string& bytes, std::uint64_t value, int count)
{
    for (int i = 0; i < count; ++i)
        bytes += char(value >> (8 * i) & 0xff);
}

/// What a local header and the directory say alike: versions to sizes and the name's length.
std::string entryFields(std::uint32_t checksum, std::uint64_t size, const std::string& name)
{
    std::string fields;
    putNumber(fields, 20, 2); // version that is needed to read it: 2.0
    putNumber(fields, 1 << 11, 2); // names are UTF-8
    putNumber(fields, 0, 2); // stored as it is
    putNumber(fields, 0, 2); // no time: the same run gives the same bytes
    putNumber(fields, 1 << 5 | 1, 2); // 1980-01-01, the first day there is
    putNumber(fields, checksum, 4);
    putNumber(fields, size, 4);
    putNumber(fields, size, 4);
    putNumber(fields, name.size(), 2);
    putNumber(fields, 0, 2); // no further fields
    return fields;
}

void writeEntries(std::ofstream& file, const std::map<std::string, TensorBytes>& tensors)
{
    std::string directory;
    std::uint64_t at = 0;
    for (const auto& [tensorName, tensor] : tensors) {
        const auto name = tensorName + ".npy";
        const auto start = npyStart(tensor);
        const auto* values = reinterpret_cast<const Bytef*>(tensor.bytes.data());
        auto checksum = crc32_z(0, reinterpret_cast<const Bytef*>(start.data()), start.size());
        checksum = crc32_z(checksum, values, tensor.bytes.size());
        const auto fields = entryFields(std::uint32_t(checksum), start.size() + tensor.bytes.size(), name);
        std::string local;
        putNumber(local, kLocalEntry, 4);
        local += fields + name;
        putNumber(directory, kDirectoryEntry, 4);
        putNumber(directory, 20, 2); // version that made it
        directory += fields;
        directory.append(2 + 2 + 2 + 4, '\0'); // no comment, first disk, no attributes
        putNumber(directory, at, 4);
        directory += name;
        file << local << start;
        file.write(reinterpret_cast<const char*>(values), std::streamsize(tensor.bytes.size()));
        at += local.size() + start.size() + tensor.bytes.size();
    }
    std::string end;
    putNumber(end, kDirectoryEnd, 4);
    putNumber(end, 0, 4); // one disk
    putNumber(end, tensors.size(), 2);
    putNumber(end, tensors.size(), 2);
    putNumber(end, directory.size(), 4);
    putNumber(end, at, 4);
    putNumber(end, 0, 2); // no comment
    file << directory << end;
}

Result<void> checkFits(const std::filesystem::path& path, const std::map<std::string, TensorBytes>& tensors)
{
    std::uint64_t bytes = 0;
    for (const auto& [name, tensor] : tensors) {
        if (numpyType(tensor.type).empty())
            return invalidInput(path.string() + ": NumPy has no type " + tensor.type + ", which tensor "
                + name + " has; export to safetensors");
        bytes += tensor.bytes.size() + 2 * name.size() + 1024;
    }
    if (bytes > kMostBytes || tensors.size() > kMostEntries)
        return invalidInput(path.string() + ": an npz file holds at most " + sizeText(double(kMostBytes))
            + " in 65,535 arrays; export to safetensors");
    return {};
}

} // namespace

Result<void> writeNpz(const std::filesystem::path& path, const std::map<std::string, TensorBytes>& tensors)
{
    if (auto fits = checkFits(path, tensors); !fits)
        return fits;
    return writeFileAtomically(path, [&](const std::filesystem::path& beside) -> Result<void> {
        std::ofstream file(beside, std::ios::binary | std::ios::trunc);
        writeEntries(file, tensors);
        file.close();
        return file ? Result<void>()
                    : Error{ErrorKind::Io, path.string() + ": cannot be written; is the disk full?"};
    });
}

} // namespace modalscope
