#include "core/base/atomic_file.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

Error failure(const fs::path& path, const char* doing)
{
    const int code = errno;
    return {ErrorKind::Io, path.string() + ": cannot " + doing + ": " + std::strerror(code)};
}

/// A name beside `path` that no other thread or process uses at the same time.
fs::path besideName(const fs::path& path)
{
    static std::atomic<unsigned> counter{0};
    return path.string() + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
}

class Descriptor {
public:
    Descriptor(const fs::path& path, int flags)
        : m_fd(::open(path.c_str(), flags | O_CLOEXEC, 0666))
    { }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    explicit operator bool() const { return m_fd >= 0; }
    int fd() const { return m_fd; }

private:
    int m_fd;
};

Result<void> writeAll(const fs::path& path, std::string_view bytes)
{
    const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file)
        return failure(path, "create the file");
    while (!bytes.empty()) {
        const auto written = ::write(file.fd(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure(path, "write");
        bytes.remove_prefix(std::size_t(written));
    }
    return {};
}

Result<void> syncAndRename(const fs::path& beside, const fs::path& path)
{
    const Descriptor file(beside, O_RDONLY);
    if (!file || ::fsync(file.fd()) != 0)
        return failure(beside, "write to disk");
    if (::rename(beside.c_str(), path.c_str()) != 0)
        return failure(path, "replace the file");
    const auto folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const Descriptor directory(folder, O_RDONLY | O_DIRECTORY);
    if (directory)
        ::fsync(directory.fd()); // some file systems refuse this; the rename itself has succeeded
    return {};
}

/// Exchanging the names spares the flush that file systems put into a rename over an existing file.
Result<void> exchange(const fs::path& beside, const fs::path& path)
{
    if (::renameat2(AT_FDCWD, beside.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0) {
        ::unlink(beside.c_str());
        return {};
    }
    if (::rename(beside.c_str(), path.c_str()) != 0)
        return failure(path, "replace the file");
    return {};
}

} // namespace

Result<void> writeFileAtomically(
    const fs::path& path, const std::function<Result<void>(const fs::path&)>& write, Durability durability)
{
    std::error_code code;
    if (const auto status = fs::status(path, code); fs::exists(status) && !fs::is_regular_file(status))
        return invalidInput(path.string() + ": is not a file that can be written; choose another name");
    const auto beside = besideName(path);
    auto done = write(beside);
    if (done)
        done = durability == Durability::Machine ? syncAndRename(beside, path) : exchange(beside, path);
    if (!done) {
        std::error_code ignored;
        fs::remove(beside, ignored);
    }
    return done;
}

Result<void> writeFileAtomically(const fs::path& path, std::string_view bytes, Durability durability)
{
    return writeFileAtomically(
        path, [bytes](const fs::path& beside) { return writeAll(beside, bytes); }, durability);
}

Result<void> syncFile(const fs::path& path)
{
    const Descriptor file(path, O_RDONLY);
    if (!file || ::fsync(file.fd()) != 0) {
        auto error = failure(path, "write to disk");
        if (errno == ENOENT)
            error.kind = ErrorKind::NotFound;
        return error;
    }
    return {};
}

Result<std::string> readFile(const fs::path& path)
{
    const Descriptor file(path, O_RDONLY);
    if (!file) {
        auto error = failure(path, "open the file");
        if (errno == ENOENT)
            error.kind = ErrorKind::NotFound;
        return error;
    }
    std::string bytes;
    char block[1 << 16];
    for (;;) {
        const auto count = ::read(file.fd(), block, sizeof block);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(path, "read");
        if (count == 0)
            return bytes;
        bytes.append(block, std::size_t(count));
    }
}

} // namespace modalscope
