#include "core/base/file_stamp.h"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>

namespace modalscope {

Result<FileStamp> readFileStamp(const std::filesystem::path& path)
{
    struct stat found { };
    if (::stat(path.c_str(), &found) != 0) {
        const bool isGone = errno == ENOENT || errno == ENOTDIR;
        return Error{isGone ? ErrorKind::NotFound : ErrorKind::Io,
            path.string() + ": cannot open the file: " + std::strerror(errno)};
    }
    return FileStamp{std::uint64_t(found.st_dev), std::uint64_t(found.st_ino), std::int64_t(found.st_size),
        std::int64_t(found.st_mtim.tv_sec) * 1'000'000'000 + found.st_mtim.tv_nsec};
}

Result<void> checkFileStamp(const std::filesystem::path& path, const FileStamp& stamp)
{
    const auto now = readFileStamp(path);
    if (!now && now.error().kind == ErrorKind::NotFound)
        return Error{ErrorKind::NotFound,
            path.string() + ": was deleted or moved since it was opened; put it back or open another file"};
    if (!now)
        return now.error();
    if (now.value() != stamp)
        return Error{
            ErrorKind::InvalidInput, path.string() + ": has changed since it was opened; open it again"};
    return {};
}

} // namespace modalscope
