#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <zlib.h>

namespace modalscope {

/// An entry of a zip archive as a test wants it, wrong ones included.
struct ZipPart {
    std::string name;
    std::string data; ///< as it is stored
    bool isDeflated = false;
    std::uint64_t size = 0; ///< that a deflated one claims
    std::uint32_t checksum = 0; ///< that a deflated one claims
};
using ZipParts = std::vector<ZipPart>;

inline std::uint32_t checksum(const std::string& bytes)
{
    return std::uint32_t(::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), uInt(bytes.size())));
}

/// An archive of these entries in this order.
inline std::string zipBytes(const ZipParts& parts)
{
    const auto number = [](std::uint64_t value, int bytes) {
        std::string out;
        for (; bytes > 0; --bytes, value >>= 8)
            out += char(value & 0xff);
        return out;
    };
    std::string out, directory;
    for (const auto& part : parts) {
        const auto common = number(0, 2) + number(part.isDeflated ? 8 : 0, 2) + number(0, 4)
            + number(part.isDeflated ? part.checksum : checksum(part.data), 4) + number(part.data.size(), 4)
            + number(part.isDeflated ? part.size : part.data.size(), 4) + number(part.name.size(), 2)
            + number(0, 2);
        directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + common + number(0, 2) + number(0, 2)
            + number(0, 2) + number(0, 4) + number(out.size(), 4) + part.name;
        out += "PK\x03\x04" + number(20, 2) + common + part.name + part.data;
    }
    const auto place = out.size();
    return out + directory + "PK\x05\x06" + number(0, 4) + number(parts.size(), 2) + number(parts.size(), 2)
        + number(directory.size(), 4) + number(place, 4) + number(0, 2);
}

/// The bytes as a raw deflate stream.
inline std::string deflated(const std::string& bytes, int level = 6)
{
    z_stream stream{};
    deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace modalscope
