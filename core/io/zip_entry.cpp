#include "core/base/text.h"
#include "core/io/packed_entry.h"
#include "core/io/zip_directory.h"

#include <zlib.h>

namespace modalscope {
namespace {

constexpr std::uint64_t kPiece = std::uint64_t(1) << 20;

/// Unpacks a deflated entry; false when it is damaged or has not `out.size()` bytes.
bool inflateInto(std::string_view packed, std::string& out)
{
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = uInt(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    const int ended = ::inflate(&stream, Z_FINISH);
    const bool isWhole = ended == Z_STREAM_END && stream.avail_out == 0 && stream.avail_in == 0;
    ::inflateEnd(&stream);
    return isWhole;
}

std::uint32_t checksumOf(std::string_view bytes)
{
    auto sum = ::crc32(0, nullptr, 0);
    for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(bytes.size(), kPiece)))
        sum = ::crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()),
            uInt(std::min<std::size_t>(bytes.size(), kPiece)));
    return std::uint32_t(sum);
}

} // namespace

Result<std::string> readZipEntry(const ByteSource& source, const ZipEntry& entry, std::uint64_t most)
{
    constexpr std::uint64_t largest = std::uint64_t(1) << 30; // of zlib's calls
    const auto shown = printableText(entry.name.substr(0, 80));
    if (entry.size > std::min(most, largest) || entry.stored > largest)
        return Error{ErrorKind::Format,
            "has an entry " + shown + " that claims " + std::to_string(entry.size) + " bytes when unpacked"};
    if (entry.isDeflated && !canBeDeflated(entry.size, entry.stored))
        return Error{ErrorKind::Format,
            "has an entry " + shown + " that claims " + std::to_string(entry.size)
                + " bytes when unpacked, which " + std::to_string(entry.stored) + " packed ones cannot give"};
    std::string bytes(std::size_t(entry.stored), '\0');
    if (auto read = source.read(entry.offset, std::as_writable_bytes(std::span(bytes))); !read)
        return read.error();
    if (entry.isDeflated) {
        std::string unpacked(std::size_t(entry.size), '\0');
        if (!inflateInto(bytes, unpacked))
            return Error{ErrorKind::Format, "has an entry " + shown + " that cannot be unpacked"};
        bytes = std::move(unpacked);
    }
    if (checksumOf(bytes) != entry.checksum)
        return Error{ErrorKind::Format, "has an entry " + shown + " whose checksum is wrong: it is damaged"};
    return bytes;
}

} // namespace modalscope
