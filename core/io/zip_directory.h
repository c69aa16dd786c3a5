#pragma once

#include "core/io/byte_source.h"

#include <string>
#include <vector>

namespace modalscope {

/// One file inside a zip archive.
struct ZipEntry {
    std::string name;
    std::uint64_t offset = 0; ///< of its first byte in the archive, behind its own header
    std::uint64_t stored = 0; ///< bytes in the archive
    std::uint64_t size = 0; ///< bytes when unpacked; the same unless deflated
    std::uint32_t checksum = 0; ///< CRC-32 of the unpacked bytes
    bool isDeflated = false;
};

/// The entries of an archive by name. Read here and not with libzip, which does not tell where an entry's
/// bytes are. Strict: one directory at the end, entries that neither overlap nor leave the file, plain
/// relative names that stand once, nothing encrypted. Error: Format, Io.
Result<std::vector<ZipEntry>> readZipDirectory(const ByteSource& source);

/// An entry's bytes, unpacked, their checksum verified. Error: Format, also when they are more than `most`;
/// Io.
Result<std::string> readZipEntry(const ByteSource& source, const ZipEntry& entry, std::uint64_t most);

} // namespace modalscope
