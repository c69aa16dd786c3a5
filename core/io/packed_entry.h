#pragma once

#include "core/io/zip_directory.h"

namespace modalscope {

/// A deflated entry as bytes that are unpacked when they are read, a few at a time: reading forwards costs
/// each byte once, reading backwards starts again. Its checksum is verified when its end is reached. Error of
/// `read`: Format for a damaged entry; Io. Error: Format when it claims more than deflate can pack into its
/// bytes.
Result<std::shared_ptr<const ByteSource>> unpackedEntry(
    std::shared_ptr<const ByteSource> archive, const ZipEntry& entry);

/// Whether `size` bytes can come out of `stored` deflated ones, which give at most 1032 each.
bool canBeDeflated(std::uint64_t size, std::uint64_t stored);

/// Numbers of `elementBytes` bytes in this machine's order, of a source that has them the other way round.
std::shared_ptr<const ByteSource> swappedBytes(
    std::shared_ptr<const ByteSource> source, std::uint64_t elementBytes);

} // namespace modalscope
