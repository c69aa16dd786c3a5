#include "core/io/packed_entry.h"

#include "core/base/text.h"

#include <algorithm>
#include <mutex>

#include <zlib.h>

namespace modalscope {
namespace {

constexpr std::uint64_t kUnpackedPiece = 64 * 1024;
constexpr std::uint64_t kPackedPiece = 16 * 1024;

class UnpackedBytes final : public ByteSource {
public:
    UnpackedBytes(std::shared_ptr<const ByteSource> archive, ZipEntry entry)
        : m_archive(std::move(archive))
        , m_entry(std::move(entry))
    { }
    ~UnpackedBytes() override { end(); }
    UnpackedBytes(const UnpackedBytes&) = delete;
    UnpackedBytes& operator=(const UnpackedBytes&) = delete;

    std::uint64_t size() const override { return m_entry.size; }

    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (offset > m_entry.size || out.size() > m_entry.size - offset)
            return Error{ErrorKind::Io, "bytes behind the end were asked for"};
        const std::lock_guard lock(m_mutex);
        if (offset < m_begin)
            end();
        while (!out.empty()) {
            while (offset >= m_begin + m_piece.size())
                if (auto next = unpackNext(); !next) {
                    end();
                    return next;
                }
            const auto at = std::size_t(offset - m_begin);
            const auto count = std::min(out.size(), m_piece.size() - at);
            std::ranges::copy(std::as_bytes(std::span(m_piece)).subspan(at, count), out.begin());
            out = out.subspan(count);
            offset += count;
        }
        if (offset == m_entry.size) // thousands of entries may be read one after another
            end();
        return {};
    }

private:
    Error damaged(const char* what) const
    {
        return {ErrorKind::Format, "has an entry " + printableText(m_entry.name.substr(0, 80)) + " " + what};
    }

    /// Back to the beginning.
    void end() const
    {
        if (m_isOpen)
            ::inflateEnd(&m_stream);
        m_isOpen = false;
        m_piece = {};
        m_packed = {};
        m_begin = 0;
        m_taken = 0;
        m_sum = 0;
    }

    Result<void> unpackNext() const
    {
        if (!m_isOpen) {
            m_stream = {};
            m_isOpen = inflateInit2(&m_stream, -MAX_WBITS) == Z_OK;
            if (!m_isOpen)
                return damaged("that cannot be unpacked");
        }
        m_begin += m_piece.size();
        m_piece.resize(std::size_t(std::min(kUnpackedPiece, m_entry.size - m_begin)));
        m_stream.next_out = reinterpret_cast<Bytef*>(m_piece.data());
        m_stream.avail_out = uInt(m_piece.size());
        int answer = Z_OK;
        while (answer == Z_OK && m_stream.avail_out > 0) {
            if (auto more = feed(); !more)
                return more;
            answer = ::inflate(&m_stream, Z_NO_FLUSH);
        }
        if ((answer != Z_OK && answer != Z_STREAM_END) || m_stream.avail_out > 0)
            return damaged("that cannot be unpacked");
        m_sum = ::crc32(m_sum, reinterpret_cast<const Bytef*>(m_piece.data()), uInt(m_piece.size()));
        if (m_begin + m_piece.size() == m_entry.size && std::uint32_t(m_sum) != m_entry.checksum)
            return damaged("whose checksum is wrong: it is damaged");
        return {};
    }

    Result<void> feed() const
    {
        if (m_stream.avail_in > 0 || m_taken == m_entry.stored)
            return {};
        m_packed.resize(std::size_t(std::min(kPackedPiece, m_entry.stored - m_taken)));
        if (auto read
            = m_archive->read(m_entry.offset + m_taken, std::as_writable_bytes(std::span(m_packed)));
            !read)
            return read;
        m_taken += m_packed.size();
        m_stream.next_in = reinterpret_cast<Bytef*>(m_packed.data());
        m_stream.avail_in = uInt(m_packed.size());
        return {};
    }

    std::shared_ptr<const ByteSource> m_archive;
    ZipEntry m_entry;
    mutable std::mutex m_mutex;
    mutable z_stream m_stream{};
    mutable bool m_isOpen = false;
    mutable std::string m_piece, m_packed; // unpacked from m_begin on; packed, up to m_taken
    mutable std::uint64_t m_begin = 0, m_taken = 0;
    mutable uLong m_sum = 0;
};

class SwappedBytes final : public ByteSource {
public:
    SwappedBytes(std::shared_ptr<const ByteSource> source, std::uint64_t elementBytes)
        : m_source(std::move(source))
        , m_element(elementBytes)
    { }
    std::uint64_t size() const override { return m_source->size(); }

    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        const auto begin = offset / m_element * m_element;
        const auto end = std::min(size(), (offset + out.size() + m_element - 1) / m_element * m_element);
        std::vector<std::byte> whole(std::size_t(end - begin));
        if (auto read = m_source->read(begin, whole); !read)
            return read;
        for (std::size_t i = 0; i + m_element <= whole.size(); i += m_element)
            std::reverse(whole.begin() + std::ptrdiff_t(i), whole.begin() + std::ptrdiff_t(i + m_element));
        std::copy_n(whole.begin() + std::ptrdiff_t(offset - begin), out.size(), out.begin());
        return {};
    }

private:
    std::shared_ptr<const ByteSource> m_source;
    std::uint64_t m_element;
};

} // namespace

bool canBeDeflated(std::uint64_t size, std::uint64_t stored)
{
    constexpr std::uint64_t most = 1032, start = 1032; // zlib's manual, "Maximum Compression Factor"
    return size <= start || (size - start) / most <= stored;
}

Result<std::shared_ptr<const ByteSource>> unpackedEntry(
    std::shared_ptr<const ByteSource> archive, const ZipEntry& entry)
{
    if (!canBeDeflated(entry.size, entry.stored))
        return Error{ErrorKind::Format,
            "has an entry " + printableText(entry.name.substr(0, 80)) + " that claims "
                + std::to_string(entry.size) + " bytes when unpacked, which " + std::to_string(entry.stored)
                + " packed ones cannot give"};
    return std::shared_ptr<const ByteSource>(std::make_shared<UnpackedBytes>(std::move(archive), entry));
}

std::shared_ptr<const ByteSource> swappedBytes(
    std::shared_ptr<const ByteSource> source, std::uint64_t elementBytes)
{
    return std::make_shared<SwappedBytes>(std::move(source), elementBytes);
}

} // namespace modalscope
