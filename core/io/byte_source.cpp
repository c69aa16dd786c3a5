#include "core/io/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace modalscope {
namespace {

constexpr std::uint64_t kWindow = 64 * 1024; // bytes that are read ahead

class FileBytes final : public ByteSource {
public:
    FileBytes(std::string path, int fd, std::uint64_t size)
        : m_path(std::move(path))
        , m_fd(fd)
        , m_size(size)
    { }
    ~FileBytes() override { ::close(m_fd); }
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    std::uint64_t size() const override { return m_size; }

    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        while (!out.empty()) {
            const auto got = ::pread(m_fd, out.data(), out.size(), off_t(offset));
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return Error{ErrorKind::Io,
                    m_path + ": cannot be read: "
                        + (got < 0 ? std::strerror(errno)
                                   : "the file has become shorter since it was opened")};
            out = out.subspan(std::size_t(got));
            offset += std::uint64_t(got);
        }
        return {};
    }

private:
    std::string m_path;
    int m_fd;
    std::uint64_t m_size;
};

class MemoryBytes final : public ByteSource {
public:
    explicit MemoryBytes(std::string bytes)
        : m_bytes(std::move(bytes))
    { }

    std::uint64_t size() const override { return m_bytes.size(); }

    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (offset > m_bytes.size() || out.size() > m_bytes.size() - offset)
            return Error{ErrorKind::Io, "bytes behind the end were asked for"};
        std::copy_n(
            std::as_bytes(std::span(m_bytes)).begin() + std::ptrdiff_t(offset), out.size(), out.begin());
        return {};
    }

private:
    std::string m_bytes;
};

class PartBytes final : public ByteSource {
public:
    PartBytes(std::shared_ptr<const ByteSource> whole, std::uint64_t offset, std::uint64_t size)
        : m_whole(std::move(whole))
        , m_offset(offset)
        , m_size(size)
    { }
    std::uint64_t size() const override { return m_size; }

    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (offset > m_size || out.size() > m_size - offset)
            return Error{ErrorKind::Io, "bytes behind the end were asked for"};
        return m_whole->read(m_offset + offset, out);
    }

private:
    std::shared_ptr<const ByteSource> m_whole;
    std::uint64_t m_offset, m_size;
};

class JoinedBytes final : public ByteSource {
public:
    explicit JoinedBytes(std::vector<std::shared_ptr<const ByteSource>> parts)
        : m_parts(std::move(parts))
    {
        for (const auto& part : m_parts)
            m_ends.push_back(size() + part->size());
    }
    std::uint64_t size() const override { return m_ends.empty() ? 0 : m_ends.back(); }

    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (offset > size() || out.size() > size() - offset)
            return Error{ErrorKind::Io, "bytes behind the end were asked for"};
        auto i = std::size_t(std::ranges::upper_bound(m_ends, offset) - m_ends.begin());
        for (; !out.empty(); ++i) {
            const auto begin = m_ends[i] - m_parts[i]->size();
            const auto count = std::min<std::uint64_t>(out.size(), m_ends[i] - offset);
            if (auto read = m_parts[i]->read(offset - begin, out.first(std::size_t(count))); !read)
                return read;
            out = out.subspan(std::size_t(count));
            offset += count;
        }
        return {};
    }

private:
    std::vector<std::shared_ptr<const ByteSource>> m_parts;
    std::vector<std::uint64_t> m_ends;
};

} // namespace

Result<std::shared_ptr<const ByteSource>> ByteSource::ofFile(const std::filesystem::path& path)
{
    const auto failure = [&](int number) {
        const bool isGone = number == ENOENT || number == ENOTDIR;
        return Error{isGone ? ErrorKind::NotFound : ErrorKind::Io,
            path.string() + ": cannot open the file: " + std::strerror(number)};
    };
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return failure(errno);
    struct stat found { };
    const int number = ::fstat(fd, &found) != 0 ? errno : S_ISDIR(found.st_mode) ? EISDIR : 0;
    if (number != 0 || !S_ISREG(found.st_mode)) {
        ::close(fd);
        return number != 0 ? failure(number)
                           : Error{ErrorKind::Io, path.string() + ": is not a file that can be read"};
    }
    return std::shared_ptr<const ByteSource>(
        std::make_shared<FileBytes>(path.string(), fd, std::uint64_t(found.st_size)));
}

std::shared_ptr<const ByteSource> ByteSource::ofMemory(std::string bytes)
{
    return std::make_shared<MemoryBytes>(std::move(bytes));
}

std::shared_ptr<const ByteSource> ByteSource::ofPart(
    std::shared_ptr<const ByteSource> whole, std::uint64_t offset, std::uint64_t size)
{
    return std::make_shared<PartBytes>(std::move(whole), offset, size);
}

std::shared_ptr<const ByteSource> ByteSource::ofParts(std::vector<std::shared_ptr<const ByteSource>> parts)
{
    return std::make_shared<JoinedBytes>(std::move(parts));
}

ByteCursor::ByteCursor(const ByteSource& source, std::uint64_t begin, std::uint64_t end)
    : m_source(source)
    , m_position(std::min(begin, source.size()))
    , m_end(std::clamp(end, m_position, source.size()))
    , m_bufferBegin(m_position)
{ }

bool ByteCursor::fill(std::uint64_t count)
{
    if (m_position - m_bufferBegin + count <= m_buffer.size())
        return true;
    const auto size = std::min(std::max(count, kWindow), left());
    m_buffer.resize(std::size_t(size));
    m_bufferBegin = m_position;
    const bool isRead = bool(m_source.read(m_position, std::as_writable_bytes(std::span(m_buffer))));
    if (!isRead)
        m_buffer.clear();
    return isRead;
}

std::optional<std::string_view> ByteCursor::take(std::uint64_t count)
{
    if (count > left() || !fill(count))
        return std::nullopt;
    const auto taken
        = std::string_view(m_buffer).substr(std::size_t(m_position - m_bufferBegin), std::size_t(count));
    m_position += count;
    return taken;
}

std::string_view ByteCursor::peek(std::uint64_t most)
{
    const auto count = std::min(most, left());
    if (!fill(count))
        return {};
    return std::string_view(m_buffer).substr(std::size_t(m_position - m_bufferBegin), std::size_t(count));
}

std::optional<std::string_view> ByteCursor::takeLine(std::uint64_t most)
{
    for (std::uint64_t looked = 256;; looked *= 4) {
        const auto text = peek(std::min(looked, most));
        const auto end = text.find('\n');
        if (end != std::string_view::npos) {
            m_position += end + 1;
            return text.substr(0, end);
        }
        if (text.size() < looked)
            return std::nullopt;
    }
}

std::uint64_t littleEndian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        number = number << 8 | std::uint8_t(bytes[i]);
    return number;
}

} // namespace modalscope
