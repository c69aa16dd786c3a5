#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// Bytes that are read piece by piece, by any thread. Not mapped into memory: a file that another program
/// cuts short is then an error and not the end of this program.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    /// Fills `out` from `offset` on. Error: Io, also when fewer bytes are there.
    virtual Result<void> read(std::uint64_t offset, std::span<std::byte> out) const = 0;

    /// Opens a file. Error: NotFound, Io, naming the file.
    static Result<std::shared_ptr<const ByteSource>> ofFile(const std::filesystem::path& path);
    static std::shared_ptr<const ByteSource> ofMemory(std::string bytes);
    /// `size` bytes of another one from `offset` on.
    static std::shared_ptr<const ByteSource> ofPart(
        std::shared_ptr<const ByteSource> whole, std::uint64_t offset, std::uint64_t size);
    /// Several, one behind another.
    static std::shared_ptr<const ByteSource> ofParts(std::vector<std::shared_ptr<const ByteSource>> parts);
};

/// Reads a part of a source from its beginning to its end.
class ByteCursor {
public:
    ByteCursor(const ByteSource& source, std::uint64_t begin, std::uint64_t end);

    std::uint64_t position() const { return m_position; }
    std::uint64_t left() const { return m_end - m_position; }

    /// The next bytes, valid until the next call. Nothing when fewer are left, before memory is taken, or
    /// when they cannot be read.
    std::optional<std::string_view> take(std::uint64_t count);
    /// The bytes before the next line end, which is passed. Nothing when none comes within `most` bytes.
    std::optional<std::string_view> takeLine(std::uint64_t most);
    /// The same without a line end: what comes next, as many as are left of `most`.
    std::string_view peek(std::uint64_t most);

private:
    bool fill(std::uint64_t count);

    const ByteSource& m_source;
    std::uint64_t m_position, m_end;
    std::string m_buffer; // bytes of the source from m_bufferBegin on
    std::uint64_t m_bufferBegin = 0;
};

/// A little-endian number of `count` bytes, at most 8.
std::uint64_t littleEndian(std::string_view bytes);

} // namespace modalscope
